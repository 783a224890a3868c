"""Somebody of whom there is something everywhere, under words that nobody else uses: to export and to forget."""

from __future__ import annotations

import subprocess

from tests.make import Make
from tests.make.pictures import picture_bytes
from tests.races.crowd import purchase, till

from showground.db.binaries import find_binaries
from showground.domains.users.pictures import service as pictures
from showground.kit.decoding import pictured
from showground.kit.ids import uuid7

# What nobody else here is called, so that finding it anywhere means him.
NAME, HANDLE, EMAIL, PHONE = "Zebedee Quux", "zebquux", "zebedee.quux@secret.example", "+32499123456"
SAID, AGENT = "a word that only Quux ever wrote", "Quuxfox/1.0"
TRACES = ("quux", PHONE, "zebedee")
PLANTED = """
update users.contacts set phone = '{phone}', wanted_email = 'other.{email}' where user_id = $1;
update users.user_profiles set bio = '{said}', photo_url = '/quux.png' where user_id = $1;
"""
ROWS = {
    "users.identities": (
        "(id, user_id, issuer, subject, email) values (gen_random_uuid(), $1, 'https://id.example', 'quux', '{email}')"
    ),
    "users.api_keys": (
        "(id, user_id, name, scopes, secret_hash) values (gen_random_uuid(), $1, 'quux laptop',"
        " '{{read}}', sha256('1'))"
    ),
    "users.passkeys": (
        "(id, user_id, credential_id, public_key, sign_count, transports, name)"
        " values (gen_random_uuid(), $1, 'quux', 'quux', 0, '{{}}', 'quux phone')"
    ),
    "users.recovery_codes": "(id, user_id, code_hash) values (gen_random_uuid(), $1, sha256('2'))",
    "users.totps": "(user_id, secret) values ($1, 'shut')",
    "users.consents": "(id, user_id, purpose, given) values (gen_random_uuid(), $1, 'analytics', true)",
    "users.follows": (
        "(id, follower_user_id, target_type, target_id) values (gen_random_uuid(), $1, 'user', $2),"
        " (gen_random_uuid(), $2, 'user', $1)"
    ),
    "organizations.invitations": (
        "(id, org_id, role, email, token_hash, invited_by, expires_at)"
        " values (gen_random_uuid(), $4, 'viewer', '{email}', sha256('3'), $2, now() + interval '1 day')"
    ),
    "events.event_posts": (
        "(id, event_id, author_user_id, text, client_id) values ($5, $3, $1, '{said}', gen_random_uuid())"
    ),
    "events.event_comments": (
        "(id, event_id, post_id, author_user_id, text, client_id) values (gen_random_uuid(), $3, $5, $1,"
        " '{said}', gen_random_uuid())"
    ),
    "events.event_reactions": "(post_id, user_id) values ($5, $1)",
    "messaging.direct_conversations": (
        "(id, low_user_id, high_user_id, created_by) values ($5, least($1, $2), greatest($1, $2), $1)"
    ),
    "messaging.conversation_participants": "(conversation_id, user_id) values ($5, $1), ($5, $2)",
    "messaging.direct_messages": (
        "(id, conversation_id, sender_user_id, text, client_id) values (gen_random_uuid(), $5, $1, '{said}',"
        " gen_random_uuid()),"
        " (gen_random_uuid(), $5, $2, 'an answer of the other side', gen_random_uuid())"
    ),
    "messaging.notifications": (
        "(id, recipient_user_id, kind, dedupe_key, title) values (gen_random_uuid(), $1, 'x.y', 'k', 'Hello {name}')"
    ),
    "messaging.mails": (
        "(id, kind, about_id, recipient_user_id, address, dedupe_key, reason)"
        " values (gen_random_uuid(), 'users.email_proof', $1, $1, '{email}', 'k1', 'no such box: {email}'),"
        " (gen_random_uuid(), 'organizations.invitation', $2, null, '{email}', 'k2', null)"
    ),
    "analytics.event_impressions": (
        "(id, event_id, seller_user_id, viewer_user_id, surface)"
        " select gen_random_uuid(), e.id, e.owner_user_id, $1, 'event_page' from events.events e where e.id = $3"
    ),
    "ml.user_embeddings": (
        "(user_id, model, embedding) values ($1, 'm1', array_fill(0.1::real, array[384])::public.vector)"
    ),
    "ticketing.devices": (
        "(id, event_id, seller_user_id, made_by, name, user_agent)"
        " select gen_random_uuid(), e.id, e.owner_user_id, $1, 'quux phone', '{agent}' from events.events e"
        " where e.id = $3"
    ),
    "showground.audit_log": (
        "(id, actor, action, subject_type, details)"
        " values (gen_random_uuid(), $2, 'organizations.invited', 'invitation', '{{\"email\": \"{email}\"}}')"
    ),
    "showground.idempotency_keys": (
        "(principal, key, request, status, response) values ('user:' || $1, 'k', sha256('4'), 200,"
        ' \'{{"email": "{email}"}}\')'
    ),
}
WORDS = {"name": NAME, "email": EMAIL, "phone": PHONE, "said": SAID, "agent": AGENT}


async def plant_quux(site, owner, storage):
    """Somebody with something of every kind, who bought two tickets of another's event."""
    make = Make(site.db)
    person, other = await make.user(name=NAME, handle=HANDLE, email=EMAIL), await make.user(name="The Other Side")
    shop, club = await make.shop(owner=other), await make.organization(founder=other)
    await make.session(person, user_agent=AGENT)
    bought = await till(site.db).check_out(purchase(shop, person, quantity=2), key=f"key-{uuid7()}")
    await owner.execute(
        "update ticketing.orders set email = $2, contact_name = $3 where id = $1", bought.receipt.order, EMAIL, NAME
    )
    await owner.execute("update ticketing.tickets set holder_name = $2 where owner_user_id = $1", person.user_id, NAME)
    for statement in PLANTED.format(**WORDS).strip().splitlines():
        await owner.execute(statement, person.user_id)
    await _plant(owner, person.user_id, other.user_id, shop.event_id, club.id)
    picture = await pictures.keep(storage, "avatar", pictured(picture_bytes(), "avatar"))
    async with site.db.acting_as(person.principal) as tx:
        await pictures.set_avatar(tx, picture)
    return person


async def _plant(owner, person, other, event, club):
    given = {1: person, 2: other, 3: event, 4: club, 5: uuid7()}
    for table, rest in ROWS.items():
        words, numbers = rest.format(**WORDS), [n for n in given if f"${n}" in rest]
        for place, number in enumerate(numbers, 1):  # the server wants them without gaps
            words = words.replace(f"${number}", f"${place}::uuid")
        await owner.execute(f"insert into {table} {words}", *(given[number] for number in numbers))


def dumped(url):
    """Return the whole database as text."""
    binaries = find_binaries(named=None, copies=None, account=None)
    done = subprocess.run([binaries / "pg_dump", "--data-only", url], capture_output=True, check=True)
    return done.stdout.decode()


def lines_with(text, words):
    return [line[:200] for line in text.splitlines() if any(word in line.lower() for word in words)]
