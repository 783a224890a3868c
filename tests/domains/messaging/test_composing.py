"""A letter as bytes: headers as the RFCs want them, and nothing that a caller could smuggle into them."""

from __future__ import annotations

import email
from datetime import UTC, datetime, timedelta
from email import policy
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from showground.domains.messaging.mail.composing import Unwritable, composed
from showground.domains.messaging.mail.rules import Outcome, outcome, pause_after, spoken_name
from showground.domains.messaging.mail.types import Letter, Mail, MailId, Pace
from showground.gateways.mail.messages import Reply

AT = datetime(2026, 6, 14, 17, 30, tzinfo=UTC)
MAIL = Mail(
    id=MailId(UUID(int=1)),
    kind="ticketing.order_paid",
    about_id=UUID(int=2),
    recipient_user_id=None,
    address="ada@example.org",
    lang="en",
    status="queued",
    attempts=1,
    message_id="<one@show.test>",
    created_at=AT,
)
LETTER = Letter("Your ticket", "<p>Grüße</p>", "Grüße")
SENDER = "Showground <tickets@show.test>"
HEADERS = [
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress"),
    *("MIME-Version", "Content-Type", "Content-Language"),
]


def read(envelope):
    return email.message_from_bytes(envelope.content, policy=policy.default)


def test_headers_are_those_of_a_letter_that_no_person_wrote():
    message = read(composed(MAIL, LETTER, sender=SENDER, at=AT))

    assert message.keys() == HEADERS
    assert (message["From"], message["To"], message["Subject"]) == (SENDER, "ada@example.org", "Your ticket")
    assert message["Date"].datetime == AT
    assert (message["Message-ID"], message["Auto-Submitted"]) == ("<one@show.test>", "auto-generated")
    parts = [(part.get_content_type(), part.get_content().strip()) for part in message.iter_parts()]
    assert parts == [("text/plain", "Grüße"), ("text/html", "<p>Grüße</p>")]


def test_lines_are_as_short_as_smtp_wants_them():
    long = "Ω" * 5000
    envelope = composed(MAIL, Letter(long, f"<p>{long}</p>", long), sender=SENDER, at=AT)

    assert max(len(line) for line in envelope.content.split(b"\r\n")) <= 998
    assert envelope.content.isascii()
    assert read(envelope).get_body(("plain",)).get_content().strip() == long


@given(st.text())
def test_no_subject_adds_a_header(subject):
    message = read(composed(MAIL, msgspec.structs.replace(LETTER, subject=subject), sender=SENDER, at=AT))

    assert message.keys() == HEADERS


@given(st.text(min_size=1, max_size=60), st.booleans())
def test_no_address_adds_a_header_or_a_recipient(text, with_domain):
    address = f"{text}@example.org" if with_domain else text
    try:
        envelope = composed(msgspec.structs.replace(MAIL, address=address), LETTER, sender=SENDER, at=AT)
    except Unwritable:
        return
    message = read(envelope)
    assert message.keys() == HEADERS
    assert len(message["To"].addresses) == 1
    assert envelope.recipient.count("@") >= 1
    assert envelope.recipient.isprintable()
    assert envelope.recipient == f"{text}@example.org" or not with_domain


@pytest.mark.parametrize(
    "address",
    [
        "ada@example.org\r\nBcc: eve@example.org",
        "ada@example.org, eve@example.org",
        "Ada <ada@example.org>",
        "two<ada@example.org",
        "ada@",
        "@example.org",
        "ada",
        "",
    ],
)
def test_what_is_not_one_address_is_refused(address):
    with pytest.raises(Unwritable):
        composed(msgspec.structs.replace(MAIL, address=address), LETTER, sender=SENDER, at=AT)


def test_a_domain_beyond_ascii_is_written_as_dns_has_it():
    envelope = composed(msgspec.structs.replace(MAIL, address="ada@bücher.example"), LETTER, sender=SENDER, at=AT)

    assert envelope.recipient == "ada@xn--bcher-kva.example"


def test_a_user_beyond_ascii_is_written_as_it_is():
    envelope = composed(msgspec.structs.replace(MAIL, address="jörg@example.org"), LETTER, sender=SENDER, at=AT)

    assert envelope.recipient == "jörg@example.org"
    assert "To: jörg@example.org".encode() in envelope.content


PACE = Pace(attempts=8, first_pause=timedelta(seconds=30), longest_pause=timedelta(minutes=10), senders=1)


def test_pauses_double_up_to_the_longest():
    pauses = [pause_after(n, PACE, luck=0.5).total_seconds() for n in range(1, 8)]

    assert pauses == [30, 60, 120, 240, 480, 600, 600]
    assert pause_after(10_000, PACE, luck=0.5) == timedelta(minutes=10)
    assert [pause_after(1, PACE, luck=luck).total_seconds() for luck in (0, 1)] == [27, 33]


@pytest.mark.parametrize("before", ["queued", "uncertain"])
@pytest.mark.parametrize("repeatable", [True, False])
@pytest.mark.parametrize("attempts", [1, 8])
def test_a_letter_ends_only_where_it_should(before, repeatable, attempts):
    again = pause_after(1, PACE, luck=0.5) if attempts < 8 else None

    def after(fate):
        return outcome(
            Reply(fate, None, ""), before=before, attempts=attempts, repeatable=repeatable, pace=PACE, luck=0.5
        )

    assert after("accepted") == Outcome("sent")
    assert after("refused") == Outcome("failed")
    assert after("unknown") == Outcome("uncertain", again if repeatable else None)
    if before == "uncertain":
        assert after("later") == after("unknown")
    else:
        assert after("later") == (Outcome("queued", again) if again else Outcome("failed"))


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("Mara Lind", "Mara Lind"),
        ("Jean-Luc O'Neil", "Jean-Luc O'Neil"),
        ("Win at https://evil.example/x now", "Win at httpsevilexamplex now"),
        ("a\r\nb", "ab"),
    ],
)
def test_a_name_in_a_letter_carries_no_link(name, spoken):
    assert spoken_name(name) == spoken
