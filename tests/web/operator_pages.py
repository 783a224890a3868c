"""What each page of the operators' console is shown with: name -> (template, context)."""

from __future__ import annotations

from datetime import timedelta

from tests.web.database_pages import DATABASE
from tests.web.samples import AVATAR, LOGO, NOW, SIGNED_IN, uid

from showground.domains.users.acting.types import Impersonation
from showground.domains.users.types import ImpersonationId, UserId
from showground.http.operating.types import (
    Balance,
    Checked,
    FactKind,
    FactRow,
    Feature,
    Finding,
    Health,
    Hour,
    Job,
    JobKind,
    MembershipRow,
    NoticeRow,
    OrgEvent,
    OrgMember,
    OrgRow,
    PersonFile,
    PersonRow,
    Run,
    SettingRow,
    Sign,
    Standing,
    Version,
)
from showground.web.operator_home import COMMANDS

Context = dict[str, object]
OPERATOR: Context = {**SIGNED_IN, "path": "/operator"}
KEYS = (
    *("worker", "migrations", "jobs_failed", "jobs_waiting", "facts", "notices_failed", "notices"),
    *("mails_failed", "mails_uncertain", "mails", "holds", "partitions"),
)
AILING = [
    *(Sign(key, "bad", 3, 4000.0) for key in KEYS),
    Sign("worker", "bad"),
    Sign("check_never", "warn"),
    Sign("check_ill", "bad"),
    Sign("check_failed", "bad"),
    Sign("backup_never", "warn"),
]
FINE = [*(Sign(key, "good", 1, 2.0) for key in KEYS), Sign("check", "good", 0, 7200.0), Sign("backup", "good", 0, 90.0)]
RUN = Run(uid(1), "check", "Ada", NOW, NOW, NOW, "well", "{}")
WAITS = Run(uid(1), "check", "Ada", NOW, None, None, None, "{}")
HEALTH = Health(
    signs=[*AILING, *FINE],
    standing=Standing(4000.0, 1, 2, 1, 7, 12.0, 3, 734_003_200),
    check=RUN,
    backup=None,
    facts_by_hour=[Hour(NOW - timedelta(hours=23 - n), n * n % 17) for n in range(24)],
    letters_by_day=[Hour(NOW - timedelta(days=13 - n), n % 5) for n in range(14)],
)
FINDINGS = [
    Finding("places_held_are_counted", 1200, 1, "", [f"{uid(7)}: held 3, active holds 2"]),
    Finding("orphans", 0, 0, "permission denied for table secrets"),
    Finding("tickets_are_sold_once", 200_000, 0),
    Finding("units_are_not_refunded_twice", 0, 0),
]
JOBS: Context = {
    **OPERATOR,
    "jobs": [
        Job(41, "default", "payments.send_refund", "failed", 12, None, NOW, "ConnectError: the provider is away", NOW),
        Job(42, "default", "messaging.confirm_order", "todo", 0, NOW, None, None, None),
        Job(43, "default", "messaging.tell_buyer", "doing", 1, None, NOW, None, None),
        Job(40, "default", "analytics.count_purchase", "cancelled", 3, None, NOW, "ValueError: no", NOW),
    ],
    "kinds": [
        JobKind("payments.send_refund", "default", 0, 0, 1, 0),
        JobKind("messaging.confirm_order", "slow", 4, 1, 0, 2),
    ],
    "status": "",
    "task": "",
    "more": "/operator/jobs?cursor=x",
}
FACTS: Context = {
    **OPERATOR,
    "facts": [FactRow(uid(5), "payments.order_paid", f'{{"order": "{uid(6)}"}}', NOW)],
    "kinds": [
        FactKind("payments.order_paid", 812, 1, 70.0, 0.12, 1.4),
        FactKind("users.email_proof_wanted", 4, 0, 0.0, 0.1, 0.2),
    ],
    "more": None,
}
NOTICES: Context = {
    **OPERATOR,
    "received": [
        NoticeRow(uid(8), "test", "n-3", "captured", uid(3), NOW, None, None, "ValueError: amount", NOW),
        NoticeRow(uid(7), "test", "n-2", "captured", uid(3), NOW, None, None, None, None),
        NoticeRow(uid(6), "test", "n-1", "captured", uid(3), NOW, NOW, "settled", None, None),
    ],
    "status": "",
    "more": None,
}
SHOWN = (uid(44), "jonas", "Jonas Ek", AVATAR, NOW - timedelta(days=400))
PEOPLE: Context = {
    **OPERATOR,
    "people": [
        PersonRow(*SHOWN, None, None, False, True),
        PersonRow(uid(45), "ada", "Ada Lind", None, NOW, None, None, True, False),
        PersonRow(uid(46), "gone", "Somebody", None, NOW, NOW, NOW, False, None),
        PersonRow(uid(47), "shut", "Shut Out", None, NOW, None, NOW, False, True),
    ],
    "q": "",
    "status": "",
    "nobody": False,
    "more": "/operator/people?cursor=x",
}


def person(*, is_operator=False, closed=False, erased=False, verified=True) -> PersonFile:
    return PersonFile(
        UserId(SHOWN[0]),
        *SHOWN[1:],
        NOW if erased else None,
        NOW if closed else None,
        is_operator,
        verified,
        "jonas@example.org",
        not verified,
        True,
        False,
        1,
        0,
        2,
        3,
        NOW if verified else None,
        14,
        3,
        0,
    )


PERSON: Context = {
    **OPERATOR,
    "person": person(),
    "organizations": [MembershipRow(uid(20), "ruby", "Ruby Gent", "admin", NOW)],
    "may_act": True,
    "may_close": True,
    "history": [Impersonation(ImpersonationId(uid(2)), "Ada", "Asked about a refund.", NOW - timedelta(hours=2), NOW)],
    "minutes": 30,
    "reason": "",
    "closing": "",
    "errors": {},
}
ORGANIZATION = OrgRow(uid(20), "ruby", "Ruby Gent", LOGO, NOW - timedelta(days=90), 3, 12)
ORGANIZATIONS: Context = {**OPERATOR, "organizations": [ORGANIZATION], "q": "", "more": None}
ONE: Context = {
    **OPERATOR,
    "organization": ORGANIZATION,
    "members": [OrgMember(*SHOWN[:4], "owner", NOW)],
    "events": [
        OrgEvent(uid(3), "EuRuKo", "euruko", "published", NOW, "Europe/Brussels", 412),
        OrgEvent(uid(4), "Next year", "next-year", "draft", NOW, "Europe/Brussels", 0),
    ],
    "balances": [Balance(uid(9), "EUR", 1_234_500), Balance(uid(10), "JPY", -300)],
}
SETUP: Context = {
    **OPERATOR,
    "versions": [Version("Showground", "0.1.0"), Version("PostgreSQL", "18.0"), Version("vector", "0.8.1")],
    "features": [
        Feature("mail", True, "Showground <tickets@example.org>"),
        *(Feature(key, False, "") for key in ("bucket", "oidc", "metrics", "test_payments")),
    ],
    "settings": [
        SettingRow("DATABASE_URL", "postgresql://app:***@db/showground", True, "PostgreSQL that serves."),
        SettingRow("SHOWGROUND_PORT", "8000", False, "TCP port of the web server."),
    ],
}

OPERATING: dict[str, tuple[str, Context]] = {
    "operator-overview": (
        "operator/overview.html",
        {**OPERATOR, "health": HEALTH, "attention": AILING, "well": FINE, "commands": COMMANDS},
    ),
    "operator-well": (
        "operator/overview.html",
        {**OPERATOR, "health": HEALTH, "attention": [], "well": FINE, "commands": COMMANDS},
    ),
    "operator-checks": (
        "operator/checks.html",
        {**OPERATOR, "running": None, "checked": Checked(RUN, FINDINGS[2:])},
    ),
    "operator-checks-ill": (
        "operator/checks.html",
        {
            **OPERATOR,
            "running": WAITS,
            "checked": Checked(Run(*(uid(2), "check", None, NOW, NOW, NOW, "ill", "")), FINDINGS),
        },
    ),
    "operator-checks-failed": (
        "operator/checks.html",
        {**OPERATOR, "running": RUN, "checked": Checked(RUN, [], "OSError: no connection")},
    ),
    "operator-checks-never": ("operator/checks.html", {**OPERATOR, "running": None, "checked": None}),
    "operator-jobs": ("operator/jobs.html", JOBS),
    "operator-jobs-none": ("operator/jobs.html", {**JOBS, "jobs": [], "kinds": [], "more": None}),
    "operator-jobs-sought": ("operator/jobs.html", {**JOBS, "jobs": [], "status": "aborted", "more": None}),
    "operator-facts": ("operator/facts.html", FACTS),
    "operator-facts-none": ("operator/facts.html", {**FACTS, "facts": [], "kinds": []}),
    "operator-notices": ("operator/notices.html", NOTICES),
    "operator-notices-none": ("operator/notices.html", {**NOTICES, "received": []}),
    "operator-people": ("operator/people.html", PEOPLE),
    "operator-people-none": ("operator/people.html", {**PEOPLE, "people": [], "q": "@x", "nobody": True, "more": None}),
    "operator-person": ("operator/person.html", PERSON),
    "operator-person-closed": (
        "operator/person.html",
        {**PERSON, "person": person(closed=True, verified=False), "may_act": False, "history": [], "organizations": []},
    ),
    "operator-person-errors": (
        "operator/person.html",
        {**PERSON, "errors": {"reason": "Say why.", "closing": "Say why."}},
    ),
    "operator-person-operator": (
        "operator/person.html",
        {**PERSON, "person": person(is_operator=True), "may_act": False, "may_close": False},
    ),
    "operator-organizations": ("operator/organizations.html", ORGANIZATIONS),
    "operator-organizations-none": ("operator/organizations.html", {**ORGANIZATIONS, "organizations": [], "q": "x"}),
    "operator-organization": ("operator/organization.html", ONE),
    "operator-organization-new": ("operator/organization.html", {**ONE, "events": [], "balances": []}),
    "operator-settings": ("operator/settings.html", SETUP),
    **DATABASE,
}
