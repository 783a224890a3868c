"""What the pages of a team and of its audit log are shown with."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace as Thing

from tests.web.public_pages import Context
from tests.web.samples import DESK, NOW, uid

TEAM: Context = {
    **DESK,
    "members": [
        Thing(
            user_id=uid(901 + i),
            name=name,
            handle=name.split()[0].lower(),
            role=role,
            joined_at=NOW - timedelta(days=90 * i),
            avatar_key=None,
            is_me=i == 0,
        )
        for i, (name, role) in enumerate(
            (("Mara Lindqvist", "owner"), ("Jonas Ek", "admin"), ("Adaeze Okonkwo", "editor"))
        )
    ],
    "roles": [("owner", "Owner"), ("admin", "Admin"), ("editor", "Editor")],
    "labels": {"owner": "Owner", "admin": "Admin", "editor": "Editor"},
    "may_manage": True,
    "waiting": [
        Thing(
            id=uid(930 + i),
            email=f"helper{i}@example.org",
            role="editor",
            inviter_name="Mara Lindqvist",
            sent_at=NOW,
            expires_at=NOW + timedelta(days=14),
            status=status,
        )
        for i, status in enumerate(("open", "expired"))
    ],
    "values": {"role": "editor"},
    "errors": {},
    "timezone": "Europe/Berlin",
}
NO_FILTER = {"owner": "ruby-gent", "area": "", "who": "", "since": "", "until": ""}
LOG: Context = {
    **DESK,
    "lines": [
        Thing(
            id=uid(970 + i),
            at=NOW - timedelta(hours=7 * i),
            who=who,
            handle=handle,
            action="organizations.member_set",
            says=says,
            event_id=None,
            event_title=None,
        )
        for i, (who, handle, says) in enumerate(
            (
                ("Ana Ruiz", "ana", "Ana Ruiz changed Ben's role from admin to viewer"),
                ("Ana Ruiz", "ana", "Ana Ruiz changed the price of Regular at “EuRuKo” from 48.00 EUR to 52.00 EUR"),
                ("Showground", None, "Showground made the key box office"),
            )
        )
    ],
    "everybody": False,
    "here": "/console/log",
    "values": {**NO_FILTER, "area": "ticketing", "since": "2027-01-01"},
    "areas": [("", "Everything"), ("ticketing", "Tickets and prices")],
    "more": "#",
    "files": [("CSV", "#"), ("NDJSON", "#")],
    "timezone": "Europe/Berlin",
}
