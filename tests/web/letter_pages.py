"""What each page about letters is shown with: name -> (template, context)."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace as Thing

from tests.web.samples import DESK, NOW, SIGNED_IN, uid

Context = dict[str, object]


def _mail(n: int, kind: str, status: str, **over: object) -> Thing:
    made = {
        "id": uid(700 + n),
        "kind": kind,
        "address": f"reader{n}@example.org",
        "status": status,
        "attempts": n,
        "code": None,
        "reason": None,
        "created_at": NOW - timedelta(minutes=7 * n),
        "next_try_at": None,
        "sent_at": None,
    }
    return Thing(**{**made, **over})


MAILS = [
    _mail(1, "ticketing.order_paid", "sent", sent_at=NOW),
    _mail(2, "users.email_proof", "failed", code=550, reason="No such user here."),
    _mail(3, "users.password_reset", "uncertain", reason="The line broke after the text was sent."),
    _mail(4, "organizations.invitation", "queued", next_try_at=NOW + timedelta(minutes=5)),
    _mail(5, "ticketing.order_paid", "kept"),
]
BOX: Context = {**SIGNED_IN, "path": "/dev/mail", "letters": MAILS, "more": "/dev/mail?cursor=x"}
ONE: Context = {
    **SIGNED_IN,
    "path": f"/dev/mail/{MAILS[0].id}",
    "mail": MAILS[0],
    "letter": Thing(subject="Your tickets for EuRuKo", text="Hello,\n\nhttps://example.org/orders/1\n"),
}
LISTED: Context = {
    **DESK,
    "path": "/operator/mail",
    "letters": MAILS,
    "status": "",
    "q": "",
    "counts": {"sent": 1, "failed": 1, "uncertain": 1, "queued": 1, "kept": 1},
    "more": "/operator/mail?cursor=x",
}

LETTERS: dict[str, tuple[str, Context]] = {
    "mailbox": ("messaging/mailbox.html", BOX),
    "mailbox-none": ("messaging/mailbox.html", {**BOX, "letters": [], "more": None}),
    "letter": ("messaging/letter.html", ONE),
    "letter-void": ("messaging/letter.html", {**ONE, "letter": None}),
    "mails": ("messaging/letters.html", LISTED),
    "mails-none": ("messaging/letters.html", {**LISTED, "letters": [], "counts": {}, "more": None}),
    "mails-none-like-that": ("messaging/letters.html", {**LISTED, "letters": [], "q": "x@y.z", "more": None}),
}
