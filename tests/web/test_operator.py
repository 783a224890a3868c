"""The operators' console: what needs attention, another try, accounts closed and opened, every act on record."""

from __future__ import annotations

import secrets

import pytest

from showground.db.principal import Worker
from showground.domains.payments import store as payments
from showground.domains.users.acting import service as acting
from showground.domains.users.errors import OfAnOperator
from showground.http.operating import people, queue
from showground.kit.faults import Unknown


@pytest.fixture
async def operator(make):
    return await make.user(name="Ada", is_operator=True)


@pytest.fixture
async def console(browse, operator):
    return await browse(operator)


@pytest.fixture
def acts(sql, operator):
    """What an operator did to a thing, from the log."""

    async def read(action):
        rows = await sql.fetch(
            "select subject_id, details from showground.audit_log where action = $1 and actor = $2 order by id",
            action,
            operator.user_id,
        )
        return [tuple(row) for row in rows]

    return read


async def state_of(sql, job_id):
    return await sql.fetchval("select status::text from jobs.procrastinate_jobs where id = $1", job_id)


async def test_the_overview_says_what_failed_and_leads_there(console, make):
    await make.failed_job()

    page = (await console.open("/operator")).text

    assert "failed and" in page
    assert 'href="/operator/jobs?status=failed"' in page
    assert "No backup is on record" in page


async def test_a_job_that_failed_shows_why_and_is_done_again_once(console, make, sql, acts):
    job_id = await make.failed_job(task="operating.planted", error="OSError: the disk is full")

    page = (await console.open("/operator/jobs", params={"status": "failed", "task": "operating.planted"})).text
    first = await console.post(f"/operator/jobs/{job_id}/again")
    second = await console.post(f"/operator/jobs/{job_id}/again")

    assert "OSError: the disk is full" in page
    assert (first.status_code, second.status_code) == (303, 409)
    assert await state_of(sql, job_id) == "todo"
    assert await acts("operating.job_done_again") == [(None, {"job": job_id, "task": "operating.planted"})]


async def test_a_job_is_set_aside_for_good(console, make, sql, acts):
    job_id = await make.failed_job(task="operating.planted")

    answers = [(await console.post(f"/operator/jobs/{job_id}/aside")).status_code for _ in range(2)]

    assert answers == [303, 409]
    assert await state_of(sql, job_id) == "cancelled"
    assert [details["was"] for _, details in await acts("operating.job_set_aside")] == ["failed"]


async def test_a_job_whose_twin_waits_is_not_put_beside_it(console, make, sql):
    lock = secrets.token_hex(8)
    failed, waiting = await make.failed_job(), await make.failed_job(status="todo", error="")
    await sql.execute(
        "update jobs.procrastinate_jobs set queueing_lock = $1 where id = any($2)", lock, [failed, waiting]
    )

    answer = await console.post(f"/operator/jobs/{failed}/again")

    assert answer.status_code == 409
    assert await state_of(sql, failed) == "failed"


async def test_jobs_are_paged_by_key(db, make):
    made = [await make.failed_job(task="operating.paged") for _ in range(3)]

    async with db.acting_as(Worker(), read_only=True) as tx:
        first = await queue.jobs(tx, task="operating.paged", limit=2)
        rest = await queue.jobs(tx, task="operating.paged", cursor=first.next, limit=2)

    assert [job.id for job in (*first.items, *rest.items)] == made[::-1]
    assert rest.next is None


async def test_a_notice_that_fails_keeps_its_reason_and_is_processed_on_demand(console, make, sql, acts):
    broken = await make.open_notice(payment_id=(await make.estate()).payment_id, kind="captured")
    sound = await make.open_notice()

    failed = await console.post(f"/operator/notices/{broken}/again")
    page = (await console.open("/operator/notices", params={"status": "failed"})).text
    done = await console.post(f"/operator/notices/{sound}/again")
    again = await console.post(f"/operator/notices/{sound}/again")

    assert (failed.status_code, done.status_code, again.status_code) == (303, 303, 404)
    assert str(broken) in page
    assert "ValidationError" in await sql.fetchval("select failure from payments.inbox where id = $1", broken)
    assert await sql.fetchval("select outcome from payments.inbox where id = $1", sound) == "unknown payment"
    assert [subject for subject, _ in await acts("operating.notice_processed_again")] == [broken, sound, sound]
    await sql.execute("update payments.inbox set processed_at = now(), outcome = 'planted' where id = $1", broken)


async def test_a_reason_that_stays_the_same_is_not_written_again(db, make, sql):
    notice = await make.open_notice(failure="no")

    async with db.acting_as(Worker()) as tx:
        again = await payments.note_failure(tx, inbox_id=notice, failure="no")
        other = await payments.note_failure(tx, inbox_id=notice, failure="another")

    assert (again, other) == (0, 1)


async def test_people_are_found_by_the_beginning_of_words(db, make):
    word = f"Zq{secrets.token_hex(4)}"
    person = await make.user(name=f"Jo van {word}")

    async def found(text):
        async with db.acting_as(Worker(), read_only=True) as tx:
            return [one.id for one in (await people.people(tx, named_like=text, limit=5)).items]

    assert await found(f"{word.lower()[:6]} jo") == [person.user_id]
    assert await found(person.handle) == [person.user_id]
    assert await found(f"{word}x") == []


@pytest.mark.parametrize("ending", ["12", "4e10", "75", "0a0", "1e5e1", "47e41949004b", "9d"])
async def test_a_handle_that_reads_like_a_number_is_found(db, make, ending):
    person = await make.user(handle=f"h{secrets.token_hex(4)}-{ending}")

    async with db.acting_as(Worker(), read_only=True) as tx:
        page = await people.people(tx, named_like=person.handle, limit=5)

    assert [one.id for one in page.items] == [person.user_id]


async def test_the_list_of_people_shows_no_address(console, make):
    person = await make.user(name=f"Zz{secrets.token_hex(4)}")

    page = (await console.open("/operator/people", params={"q": person.name})).text

    assert person.name in page
    assert person.email not in page


async def test_whole_addresses_only_and_each_look_is_on_record(console, make, acts):
    person = await make.user()

    part = await console.open("/operator/people", params={"q": person.email[:-4]})
    whole = await console.open("/operator/people", params={"q": person.email.upper()})
    page = await console.open(whole.headers["location"])

    assert (part.status_code, whole.status_code) == (404, 303)
    assert person.email in page.text
    assert await acts("users.address_searched") == [(None, {}), (person.user_id, {})]
    assert await acts("users.looked_up") == [(person.user_id, {})]


async def test_a_closed_account_is_out_everywhere_and_in_again_once_it_is_opened(console, browse, make, acts):
    person = await make.user()
    theirs = await browse(person)
    assert (await theirs.open("/me")).status_code == 200

    closed = await console.post(f"/operator/people/{person.user_id}/close", closing="Sells what is not his.")
    out = await theirs.open("/me")
    opened = await console.post(f"/operator/people/{person.user_id}/open")
    still_out = await theirs.open("/me")
    back = await (await browse(person)).open("/me")

    assert (closed.status_code, opened.status_code) == (303, 303)
    assert (out.status_code, still_out.status_code, back.status_code) == (303, 303, 200)
    assert await acts("users.account_closed") == [(person.user_id, {"reason": "Sells what is not his.", "sessions": 1})]
    assert await acts("users.account_opened") == [(person.user_id, {})]


async def test_nobody_closes_an_account_without_a_reason_or_that_of_an_operator_or_his_own(
    console, make, operator, sql
):
    person, other = await make.user(), await make.user(is_operator=True)

    answers = [
        (await console.post(f"/operator/people/{one.user_id}/close", closing=reason)).status_code
        for one, reason in ((person, "no"), (other, "He is a rival."), (operator, "I am tired."))
    ]

    assert answers == [422, 403, 403]
    ids = [one.user_id for one in (person, other, operator)]
    assert (
        await sql.fetchval("select count(*) from users.accounts where user_id = any($1) and disabled_at is null", ids)
        == 3
    )


async def test_who_was_erased_stays_away(db, make, operator, sql):
    person = await make.user()
    await sql.execute("update users.accounts set disabled_at = now() where user_id = $1", person.user_id)
    await sql.execute("update users.user_profiles set erased_at = now() where user_id = $1", person.user_id)

    with pytest.raises(Unknown):
        async with db.acting_as(Worker()) as tx:
            await acting.open_account(tx, person_id=person.user_id)
    with pytest.raises(OfAnOperator):
        async with db.acting_as(Worker()) as tx:
            await acting.close_account(tx, operator=operator.user_id, person_id=operator.user_id, reason="I am tired.")


async def test_an_organization_is_shown_with_members_events_and_what_it_is_owed(console, make):
    estate = await make.estate()

    listed = (await console.open("/operator/organizations", params={"q": estate.organization.handle})).text
    page = (await console.open(f"/operator/organizations/{estate.organization.id}")).text

    assert f'href="/operator/organizations/{estate.organization.id}"' in listed
    assert estate.owner.handle in page
    assert "what the platform owes" in page
    assert 'method="post"' not in page


async def test_settings_show_where_they_come_from_and_no_secret(site, tmp_path):
    from showground.http.operating.configuration import rows
    from showground.settings import read_settings

    given = {
        "DATABASE_URL": "postgresql://app:hush@db/x",
        "SHOWGROUND_STATE_DIR": str(tmp_path),
        "SHOWGROUND_METRICS_TOKEN": "hush-hush",
        "SHOWGROUND_SMTP_URL": "smtp://me:hush@mail.example",
        "SHOWGROUND_MAIL_FROM": "Showground <a@example.org>",
        "SHOWGROUND_STORAGE_SECRET_KEY": "hush",
    }
    shown = {row.variable: row for row in rows(read_settings(given), given)}

    assert "hush" not in "".join(row.value for row in shown.values())
    assert {name for name, row in shown.items() if row.chosen} == given.keys()
    assert shown["SHOWGROUND_PORT"].meaning == "TCP port of the web server."


async def test_the_api_tells_operators_the_same_and_no_key(app, api, browse, make, operator):
    browser = await browse(operator)
    job_id = await make.failed_job(task="operating.told")

    jobs = (await browser.client.get("/api/v1/operator/jobs", params={"task": "operating.told"})).json()
    health = (await browser.client.get("/api/v1/operator/health")).json()
    key = await (await api(operator)).get("/api/v1/operator/jobs")

    assert [(job["id"], job["error"]) for job in jobs["items"]] == [(job_id, "OSError: the disk is full")]
    assert "jobs_failed" in [sign["key"] for sign in health["signs"] if sign["tone"] == "bad"]
    assert (key.status_code, key.json()["code"]) == (403, "key_not_enough")


async def test_letters_are_listed_and_sent_again_over_the_api(browse, make, operator, sql, acts):
    browser = await browse(operator)
    mail_id = await make.letter(person=operator)
    await sql.execute(
        "update messaging.mails set status = 'failed', next_try_at = null, code = 550 where id = $1", mail_id
    )

    found = (await browser.client.get("/api/v1/operator/mail", params={"address": operator.email})).json()
    here, same_site = f"/api/v1/operator/mail/{mail_id}/again", {"sec-fetch-site": "same-origin"}
    again, twice = [await browser.client.post(here, headers=same_site) for _ in range(2)]

    assert [(one["id"], one["status"], one["code"]) for one in found["items"]] == [(str(mail_id), "failed", 550)]
    assert (again.status_code, twice.status_code, twice.json()["code"]) == (204, 409, "messaging.not_repeatable")
    assert [subject for subject, _ in await acts("messaging.letter_sent_again")] == [mail_id]


async def test_the_log_of_the_platform_says_what_operators_did(console, make):
    person = await make.user(name="Zoe Quist")
    job_id = await make.failed_job(task="operating.logged")

    await console.open(f"/operator/people/{person.user_id}")
    await console.post(f"/operator/people/{person.user_id}/close", closing="She asked us to.")
    await console.post(f"/operator/jobs/{job_id}/again")
    log = (await console.open("/operator/log")).text

    assert "Ada closed the account of Zoe Quist: She asked us to." in log
    assert "Ada looked Zoe Quist up" in log
    assert f"Ada had job {job_id} done again: operating.logged" in log
