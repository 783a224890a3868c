"""The SMTP gateway says of each letter whether the server has it, against a real server that misbehaves."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from functools import partial
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.postoffice import HANGS_UP_WITHIN, open_office

from showground.gateways.mail.address import SmtpAddress, read_address
from showground.gateways.mail.messages import Envelope, Reply
from showground.gateways.mail.smtp import SmtpLine

CONTENT = b"Message-ID: <one@show.test>\r\nSubject: Hi\r\n\r\nHello\r\n.\r\n..dots\r\nBye"


@pytest.fixture
async def office():
    async with open_office() as opened:
        yield opened


def line_to(office, *, final_seconds=5.0, reply_seconds=5.0, **more):
    address = SmtpAddress("127.0.0.1", office.port, more.pop("tls", "never"), **more)
    return SmtpLine(address, reply_seconds=reply_seconds, final_seconds=final_seconds, name="[127.0.0.1]")


async def sent(line, recipient="ada@show.test", *, begin=None, content=CONTENT):
    """Deliver a letter; return the reply and whether it was begun."""
    begun = []

    async def note():
        begun.append(True)
        return True

    reply = await line.deliver(Envelope("us@show.test", recipient, content), begin=begin or note)
    return reply, bool(begun)


async def test_a_letter_that_the_server_takes_is_accepted_whole(office):
    line = line_to(office)

    reply, begun = await sent(line)
    await line.close()

    assert (reply, begun) == (Reply("accepted", 250, "taken"), True)
    [got] = office.received
    assert got.message.get_content().replace("\r\n", "\n") == "Hello\n.\n..dots\nBye\n"


async def test_a_line_carries_many_letters_over_one_connection(office):
    line = line_to(office)

    replies = [(await sent(line, f"ada{n}@show.test"))[0].fate for n in range(5)]
    await line.close()

    assert replies == ["accepted"] * 5
    assert office.connections == 1


@pytest.mark.parametrize(
    ("answer", "expected", "begun"),
    [
        ("rcpt 451 busy", Reply("later", 451, "busy"), False),
        ("rcpt 550 no such user", Reply("refused", 550, "no such user"), False),
        ("451 greylisted", Reply("later", 451, "greylisted"), True),
        ("554 spam", Reply("refused", 554, "spam"), True),
        ("421 closing", Reply("later", 421, "closing"), True),
        ("251 odd", Reply("unknown", 251, "odd"), True),
    ],
)
async def test_what_the_server_answers_is_what_became_of_the_letter(office, answer, expected, begun):
    office.answers["ada@show.test"] = [answer]
    line = line_to(office)

    first = await sent(line)
    second = await sent(line)
    await line.close()

    assert first == (expected, begun)
    assert second == (Reply("accepted", 250, "taken"), True)


@pytest.mark.parametrize(
    ("answer", "fate", "begun"),
    [("rcpt hang up", "later", False), (HANGS_UP_WITHIN, "unknown", True), ("hang up", "unknown", True)],
)
async def test_a_server_that_hangs_up_leaves_doubt_only_once_the_letter_is_sent(office, answer, fate, begun):
    office.answers["ada@show.test"] = [answer]
    line = line_to(office)

    reply, was_begun = await sent(line)
    again, _ = await sent(line)
    await line.close()

    assert (reply.fate, reply.code, was_begun) == (fate, None, begun)
    assert again.fate == "accepted"


async def test_a_server_that_stalls_after_the_letter_leaves_doubt(office):
    office.answers["ada@show.test"] = ["stall"]
    line = line_to(office, final_seconds=0.2)

    reply, begun = await sent(line)
    await line.close()

    assert (reply.fate, begun) == ("unknown", True)
    assert "Timed out" in reply.text


async def test_a_server_that_stalls_before_the_letter_leaves_none():
    over = asyncio.Event()

    async def say_nothing(_reader, writer):
        await over.wait()
        writer.close()

    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    address = SmtpAddress("127.0.0.1", server.sockets[0].getsockname()[1], "never")

    reply, begun = await sent(SmtpLine(address, reply_seconds=0.2, final_seconds=1, name="x"))

    assert (reply.fate, reply.code, begun) == ("later", None, False)
    over.set()
    server.close()
    await server.wait_closed()


async def test_nobody_there_is_tried_later(unused_port):
    reply, begun = await sent(
        SmtpLine(SmtpAddress("127.0.0.1", unused_port, "never"), reply_seconds=2, final_seconds=2, name="x")
    )

    assert (reply.fate, begun) == ("later", False)


@pytest.fixture
async def unused_port():
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port


async def test_a_letter_that_may_not_begin_is_not_sent(office):
    async def forbid():
        return False

    line = line_to(office)
    reply, _ = await sent(line, begin=forbid)
    after, _ = await sent(line, "ben@show.test")
    await line.close()

    assert (reply.fate, after.fate) == ("given_up", "accepted")
    assert [one.recipient for one in office.received] == ["ben@show.test"]


async def test_a_line_that_died_while_it_was_idle_is_opened_anew(office):
    line = line_to(office)
    await sent(line)
    line._smtp.transport.abort()
    await asyncio.sleep(0.05)

    reply, _ = await sent(line)
    await line.close()

    assert reply.fate == "accepted"
    assert office.connections == 2


async def test_addresses_beyond_ascii_go_out_where_the_server_takes_them(office):
    line = line_to(office)

    reply, _ = await sent(line, "jörg@show.test")
    await line.close()

    assert reply.fate == "accepted"
    assert office.received[0].recipient == "jörg@show.test"


@pytest.mark.parametrize(
    "address", ["ada@show.test\r\nRCPT TO:<eve@show.test>", "ada@show.test\x00", "a\x1fb@show.test"]
)
async def test_no_command_can_be_smuggled_into_the_dialogue(office, address):
    line = line_to(office)

    reply, begun = await sent(line, address)
    await line.close()

    assert (reply.fate, begun) == ("refused", False)
    assert office.received == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of 127.0.0.1 that signs itself: the server's context, and the file that trusts it."""
    folder, key = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "post.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context, str(folder / "cert.pem")


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # aiosmtpd does not see that TLS is there from the start
@pytest.mark.parametrize("tls", ["required", "optional", "from_the_start"])
async def test_letters_and_passwords_go_through_tls(certificate, tls):
    context, trusted = certificate
    from_the_start = tls == "from_the_start"
    async with open_office(
        tls=context, tls_from_the_start=from_the_start, auth_required=True, auth_require_tls=not from_the_start
    ) as office:
        session = partial(line_to, office, tls=tls, user="us", ca_file=trusted)
        right, wrong = session(password="lantern"), session(password="wrong")
        replies = [(await sent(right))[0], (await sent(wrong))[0]]
        await right.close()
        await wrong.close()

    assert [(reply.fate, reply.code) for reply in replies] == [("accepted", 250), ("later", 535)], replies


async def test_a_certificate_that_nobody_vouches_for_is_not_trusted(certificate):
    async with open_office(tls=certificate[0]) as office:
        reply, begun = await sent(line_to(office, tls="required"))

    assert (reply.fate, begun) == ("later", False)
    assert office.received == []


async def test_where_tls_is_required_nothing_is_said_without_it(office):
    reply, begun = await sent(line_to(office, tls="required", user="us", password="lantern"))

    assert (reply.fate, begun) == ("later", False)
    assert office.logins == []


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("smtp://127.0.0.1:2525", SmtpAddress("127.0.0.1", 2525, "never")),
        ("smtp://localhost", SmtpAddress("localhost", 25, "never")),
        ("smtp://mail.example.org", SmtpAddress("mail.example.org", 587, "required")),
        ("smtp://us%40x:p%40ss@mail.example.org", SmtpAddress("mail.example.org", 587, "required", "us@x", "p@ss")),
        ("smtps://u:p@mail.example.org", SmtpAddress("mail.example.org", 465, "from_the_start", "u", "p")),
        ("smtp://10.0.0.1?tls=optional", SmtpAddress("10.0.0.1", 25, "optional")),
        ("smtp://m.example.org?ca=/etc/ca.pem", SmtpAddress("m.example.org", 587, "required", ca_file="/etc/ca.pem")),
    ],
)
def test_a_url_says_where_and_how(url, address):
    assert read_address(url) == address
    assert "p@ss" not in repr(read_address(url))


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example.org",
        "smtp://",
        "smtp://us:secret@in@mail.example.org",
        "smtp://mail.example.org:none",
        "smtp://us:secret@mail.example.org?tls=never",
        "smtp://us:secret@mail.example.org?tls=optional",
        "smtp://mail.example.org?tls=maybe",
        "smtp://mail.example.org?verify=no",
        "smtps://mail.example.org?tls=never",
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_being_repeated(url):
    from showground.kit.faults import Invalid

    with pytest.raises(Invalid) as refused:
        read_address(url)

    assert "secret" not in refused.value.sentence
