"""Letters from the command line, on a platform that is up."""

from __future__ import annotations

import os
import subprocess
import sys

CONFLICT = 5


def command(site, state, *words):
    environment = {**os.environ, "DATABASE_URL": site.app_url, "SHOWGROUND_STATE_DIR": str(state)}
    return subprocess.run(
        [sys.executable, "-m", "showground", "mail", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


async def test_letters_are_listed_and_sent_again(site, make, sql, tmp_path):
    person = await make.user()
    letter = await make.letter(person=person)
    await sql.execute(
        "update messaging.mails set status = 'failed', next_try_at = null, code = 550, reason = 'no' where id = $1",
        letter,
    )

    listed = command(site, tmp_path, "list", "--status", "failed", "--to", person.email)
    again = command(site, tmp_path, "retry", str(letter))
    twice = command(site, tmp_path, "retry", str(letter))

    [line] = [line.split("\t") for line in listed.stdout.splitlines()]
    assert [line[0], *line[2:]] == [str(letter), "users.password_reset", person.email, "failed", "0", "550 no"]
    assert (again.returncode, again.stdout) == (0, f"{letter} is on its way again\n")
    assert twice.returncode == CONFLICT
    assert await sql.fetchval("select status::text from messaging.mails where id = $1", letter) == "queued"
