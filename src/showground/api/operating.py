"""What operators read of the platform, over the API, and letters sent again. In person only: no key does it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from showground.domains.messaging.mail import service as mail
from showground.domains.messaging.mail.types import MailRow, MailStatus
from showground.http.desk import Desk
from showground.http.guards import allow
from showground.http.operating import catalog, checking, people, queue, reporting
from showground.http.operating import configuration as setup
from showground.http.operating import health as signs
from showground.http.operating.types import (
    CheckState,
    Configuration,
    FactRow,
    Health,
    Job,
    JobStatus,
    KeptReport,
    NoticeRow,
    NoticeState,
    OrgFile,
    OrgRow,
    PeopleState,
    PersonAnswer,
    PersonRow,
)
from showground.kit.faults import Invalid, literal
from showground.kit.paging import Page
from showground.schema.drawing.graph import Graph, NoSuchTable
from showground.schema.drawing.tables import TableFile

Limit = Annotated[int, QueryParameter(ge=1, le=100)]
OPERATOR = allow(in_person=True)


@get("/operator/health", operation_id="PlatformHealth", opt=OPERATOR)
async def health(desk: NamedDependency[Desk]) -> Health:
    """Tell what needs attention first; for operators."""
    async with desk.open_as_operator() as tx:
        return await signs.health(tx, desk.settings)


@get("/operator/checks", operation_id="PlatformChecks", opt=OPERATOR)
async def checks(desk: NamedDependency[Desk]) -> CheckState:
    """Tell what the last check of all rows found; for operators."""
    async with desk.open_as_operator() as tx:
        return CheckState(*await checking.last_check(tx))


@get("/operator/jobs", operation_id="PlatformJobs", opt=OPERATOR)
async def jobs(
    desk: NamedDependency[Desk],
    *,
    status: FromQuery[JobStatus | None] = None,
    task: FromQuery[str | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[Job]:
    """List jobs of the queue with why they failed, newest first; for operators."""
    async with desk.open_as_operator() as tx:
        return await queue.jobs(tx, status=status, task=task, cursor=cursor, limit=limit)


@get("/operator/facts", operation_id="PlatformFacts", opt=OPERATOR)
async def facts(
    desk: NamedDependency[Desk], *, cursor: FromQuery[str | None] = None, limit: Limit = 50
) -> Page[FactRow]:
    """List facts that wait for the relay, oldest first; for operators."""
    async with desk.open_as_operator() as tx:
        return await queue.facts_that_wait(tx, cursor=cursor, limit=limit)


@get("/operator/notices", operation_id="PlatformNotices", opt=OPERATOR)
async def notices(
    desk: NamedDependency[Desk],
    *,
    status: FromQuery[NoticeState | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[NoticeRow]:
    """List what payment providers told us and what became of it, newest first; for operators."""
    async with desk.open_as_operator() as tx:
        return await queue.notices(tx, state=status, cursor=cursor, limit=limit)


@get("/operator/mail", operation_id="PlatformMail", opt=OPERATOR)
async def letters(
    desk: NamedDependency[Desk],
    *,
    status: FromQuery[MailStatus | None] = None,
    address: FromQuery[str | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[MailRow]:
    """List letters, newest first: how far each came and why, not what it says; for operators."""
    async with desk.open_as_operator() as tx:
        return await mail.letters(tx, status=status, address=address or None, cursor=cursor, limit=limit)


@post("/operator/mail/{mail_id:uuid}/again", operation_id="SendLetterAgain", status_code=204, opt=OPERATOR)
async def send_again(mail_id: FromPath[UUID], desk: NamedDependency[Desk]) -> None:
    """Try a letter once more, under the same Message-ID; for operators."""
    async with desk.open_as_operator() as tx:
        await mail.send_again(tx, mail_id)


@get("/operator/people", operation_id="PlatformPeople", opt=OPERATOR)
async def list_people(
    desk: NamedDependency[Desk],
    *,
    q: FromQuery[str] = "",
    status: FromQuery[PeopleState | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[PersonRow]:
    """List people, newest first, or those with such words in name or handle; for operators."""
    async with desk.open_as_operator() as tx:
        return await people.people(tx, named_like=q, state=status, cursor=cursor, limit=limit)


@get("/operator/people/{person_id:uuid}", operation_id="PlatformPerson", opt=OPERATOR)
async def person(person_id: FromPath[UUID], desk: NamedDependency[Desk]) -> PersonAnswer:
    """Tell of a person with his address, which is put on record; for operators."""
    async with desk.open_as_operator() as tx:
        return await people.person(tx, person_id)


@get("/operator/organizations", operation_id="PlatformOrganizations", opt=OPERATOR)
async def list_organizations(
    desk: NamedDependency[Desk], *, q: FromQuery[str] = "", cursor: FromQuery[str | None] = None, limit: Limit = 50
) -> Page[OrgRow]:
    """List organizations, newest first, or those with such words in name or handle; for operators."""
    async with desk.open_as_operator() as tx:
        return await people.organizations(tx, named_like=q, cursor=cursor, limit=limit)


@get("/operator/organizations/{org_id:uuid}", operation_id="PlatformOrganization", opt=OPERATOR)
async def organization(org_id: FromPath[UUID], desk: NamedDependency[Desk]) -> OrgFile:
    """Tell of an organization: members, latest events, balances; for operators."""
    async with desk.open_as_operator() as tx:
        return await people.organization(tx, org_id)


@get("/operator/settings", operation_id="PlatformSettings", opt=OPERATOR)
async def configuration(desk: NamedDependency[Desk]) -> Configuration:
    """Tell how this installation was set up; secrets are hidden; for operators."""
    async with desk.open_as_operator() as tx:
        return await setup.configuration(tx, desk.settings)


@get("/operator/schema", operation_id="PlatformSchema", opt=OPERATOR)
async def schema(
    desk: NamedDependency[Desk],
    *,
    around: FromQuery[str] = "",
    depth: Annotated[int, QueryParameter(ge=0, le=catalog.MOST_DEPTH)] = 1,
) -> Graph:
    """Tell how the tables of the database refer to each other, or those near one of them; for operators."""
    try:
        return await catalog.graph_of(desk, around=around, depth=depth)
    except NoSuchTable as fault:  # it stands in a field, not in the address
        raise Invalid(literal(fault.sentence), field="around") from fault


@get("/operator/schema/tables/{name:str}", operation_id="PlatformTable", opt=OPERATOR)
async def table(name: FromPath[str], desk: NamedDependency[Desk]) -> TableFile:
    """Tell everything that the database's catalog says about a table; for operators."""
    return await catalog.file_of(desk, name)


@get("/operator/schema/report", operation_id="PlatformReport", opt=OPERATOR)
async def report(desk: NamedDependency[Desk]) -> KeptReport:
    """Tell what the database's relations and rules really were when a report was kept last; for operators."""
    async with desk.open_as_operator() as tx:
        return await reporting.last_report(tx)


HANDLERS = [
    health,
    checks,
    jobs,
    facts,
    notices,
    letters,
    send_again,
    list_people,
    person,
    list_organizations,
    organization,
    configuration,
    schema,
    table,
    report,
]
