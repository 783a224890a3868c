"""What each page of people and organizations is shown with: name -> (template, context)."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace as Thing

from tests.web.samples import AVATAR, LOGO, NOW, SIGNED_IN, VIEWER, event, uid

from showground.web.api_docs import operations

Context = dict[str, object]

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
ME = Thing(
    user_id=uid(901),
    handle="mara",
    display_name="Mara Lindqvist",
    email="mara@example.org",
    email_verified=False,
    wanted_email=None,
    timezone="Europe/Berlin",
    avatar_key=AVATAR,
)
PROVED = Thing(**{**vars(ME), "email_verified": True, "wanted_email": "mara.lindqvist@example.org"})
PROFILE: Context = {
    "display_name": "Mara Lindqvist",
    "handle": "mara",
    "bio": "Small programs, long tables.",
    "country_code": "DE",
    "timezone": "Europe/Berlin",
    "language": "de",
    "is_private": False,
}
KEY = Thing(id=uid(951), name="box office", scopes=["read", "scan"], created_at=NOW - timedelta(days=40))
SETTINGS: Context = {
    **SIGNED_IN,
    "path": "/me",
    "me": ME,
    "values": PROFILE,
    "errors": {},
    "countries": [("", ""), ("DE", "Germany"), ("BE", "Belgium")],
    "timezones": [("", ""), ("Europe/Berlin", "Europe/Berlin")],
    "requests": [Thing(id=uid(960), user_id=uid(44), handle="jonas", display_name="Jonas Ek", avatar_key=None)],
}
DATA: Context = {
    **SIGNED_IN,
    "path": "/me/data",
    "me": PROVED,
    "errors": {},
    "consents": {"analytics": Thing(given=True, decided_at=NOW)},
    "exports": [
        Thing(id=uid(980), state="ready", asked_at=NOW, expires_at=NOW + timedelta(days=7), size=48_000),
        Thing(id=uid(981), state="expired", asked_at=NOW - timedelta(days=90), expires_at=NOW, size=40_000),
    ],
    "erasure": None,
    "hindrances": [],
    "days": 14,
}
SECURITY: Context = {
    **SIGNED_IN,
    "path": "/me/security",
    "me": ME,
    "email_values": {"email": ""},
    "errors": {},
    "step": Thing(is_on=False, recovery_codes_left=0),
    "passkeys": [
        Thing(id=uid(970), name="my phone", created_at=NOW - timedelta(days=9), used_at=NOW - timedelta(days=1)),
        Thing(id=uid(971), name="the key on my ring", created_at=NOW - timedelta(days=9), used_at=None),
    ],
    "takes_passkeys": True,
    "keys": [KEY],
    "scopes": ("read", "buy", "scan", "manage"),
    "key_values": {"name": "", "scopes": ["read"]},
    "key_errors": {},
    "made": None,
    "sessions": [
        Thing(id=uid(940 + n), user_agent=agent, created_at=NOW - timedelta(days=n), is_current=n == 0)
        for n, agent in enumerate((AGENT, "", "showground-app/3"))
    ],
    "identities": [Thing(id=uid(970), issuer="https://id.example", email="mara@id.example", last_used_at=NOW)],
    "providers": [("club", "the club")],
    "issuers": {"https://id.example": "the club"},
}
STANDING = Thing(
    title="Lantern Night",
    name="Jo's phone",
    gate_name="Gate B",
    timezone="Europe/Berlin",
    admitted_count=118,
    tickets_count=312,
)
SETUP = Thing(
    secret="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", uri="otpauth://totp/Showground:mara%40example.org?secret=JBSWY3DP"
)
ASKED: Context = {"csrf_token": "c5rf", "errors": {}, "next": "", "token": "AZDVqMei", "error": ""}
PERSON: Context = {
    "user_id": uid(44),
    "handle": "jonas",
    "display_name": "Jonas Ek",
    "avatar_key": None,
    "is_private": False,
    "language": None,
    "bio": "Cook.\n\nTwelve courses, twelve strangers.",
    "followers_count": 12,
    "follow_id": None,
    "follow_status": None,
}
PRIVATE = {**PERSON, "is_private": True, "bio": "", "follow_id": uid(961), "follow_status": "pending"}
ORGANIZATION = Thing(
    id=uid(500),
    handle="ruby-gent",
    name="Ruby Gent",
    description="A club of forty who meet on the last Tuesday.",
    website="https://ruby.example",
    logo_key=LOGO,
)
LISTED = {"coming": [event(1), event(2)], "past": [event(3, flag="past")]}
SHOWN = Thing(followers_count=1, follow_id=None, follow_status=None, my_role="owner")
API = {
    "paths": {
        "/api/v1/people/{handle}": {
            "get": {
                "operationId": "Person",
                "summary": "Show a person",
                "description": "Show a person.",
                "x-scope": "read",
                "security": [{"apiKey": ["read"]}, {}],
                "parameters": [{"name": "handle"}],
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/PublicPerson"}}}}
                },
            },
            "put": {
                "operationId": "SetPerson",
                "summary": "Set",
                "description": "Set.",
                "x-scope": "manage",
                "requestBody": {
                    "content": {"application/json": {"schema": {"items": {"$ref": "#/components/schemas/Me"}}}}
                },
                "responses": {"204": {}},
            },
        }
    }
}

TOLD: Context = {
    **SIGNED_IN,
    "path": "/me/notifications",
    "notifications": [
        Thing(
            id=uid(990 + n),
            title=title,
            body=body,
            target_path=path,
            created_at=NOW - timedelta(hours=5 * n),
            read_at=NOW if n else None,
        )
        for n, (title, body, path) in enumerate(
            (
                ("Your tickets for EuRuKo", "Two tickets are waiting for you.", "/orders/1"),
                ("Your copy is ready", "", None),
            )
        )
    ],
    "timezone": "Europe/Berlin",
    "unread": 1,
    "until": NOW,
    "more": "/me/notifications?cursor=x",
}
ACCOUNT: dict[str, tuple[str, Context]] = {
    "notifications": ("messaging/notifications.html", TOLD),
    "notifications-none": (
        "messaging/notifications.html",
        {**TOLD, "notifications": [], "unread": 0, "until": None, "more": None},
    ),
    "settings": ("users/me.html", SETTINGS),
    "settings-refused": (
        "users/me.html",
        {
            **SETTINGS,
            "errors": {"handle": "Someone has this handle already."},
            "requests": [],
        },
    ),
    "settings-proved": ("users/me.html", {**SETTINGS, "me": PROVED, "requests": []}),
    "data": ("users/data.html", DATA),
    "data-held": (
        "users/data.html",
        {
            **DATA,
            "exports": [Thing(id=uid(980), state="waiting", asked_at=NOW, expires_at=None, size=None)],
            "hindrances": ["You are the last owner of Ruby Gent. Make somebody else an owner first."],
            "errors": {"form": "Your data are being put together already."},
        },
    ),
    "data-leaving": (
        "users/data.html",
        {
            **DATA,
            "exports": [],
            "erasure": Thing(due_at=NOW + timedelta(days=14), held_up="There is money in your wallet in EUR."),
            "consents": {"analytics": Thing(given=False, decided_at=None)},
        },
    ),
    "security": ("users/security.html", SECURITY),
    "security-refused": (
        "users/security.html",
        {
            **SECURITY,
            "me": PROVED,
            "takes_passkeys": False,
            "passkeys": [],
            "step": Thing(is_on=True, recovery_codes_left=1),
            "errors": {
                "email_password": "This is not your password.",
                "present": "This is not your password.",
                "step_password": "This is not your password.",
            },
            "key_errors": {"scopes": "A key has one or more of the scopes read, buy, scan and manage."},
            "key_values": {"name": "box office", "scopes": []},
        },
    ),
    "security-key": ("users/security.html", {**SECURITY, "made": Thing(key=KEY, secret="sg_" + "Zk3v9QxT" * 5)}),
    "second-step": ("users/second_step.html", {**SIGNED_IN, "setup": None, "errors": {}}),
    "second-step-code": (
        "users/second_step.html",
        {**SIGNED_IN, "setup": SETUP, "errors": {"code": "This code is not right, or it was used already."}},
    ),
    "recovery-codes": ("users/recovery_codes.html", {**SIGNED_IN, "codes": ["7K2M-9QXA-HV4T-B3NC"] * 10}),
    "confirm": ("users/confirm.html", {**SIGNED_IN, **ASKED, "errors": {"password": "This is not your password."}}),
    "sign-in-code": ("users/code.html", {**ASKED}),
    "prove-email": ("users/prove_email.html", {**ASKED}),
    "prove-email-spent": ("users/prove_email.html", {**ASKED, "token": "", "error": "This link has run out."}),
    "find": ("ticketing/find.html", {"csrf_token": "c5rf", "values": {}, "errors": {}, "sent": False}),
    "find-sent": (
        "ticketing/find.html",
        {"csrf_token": "c5rf", "values": {"email": "ada@example.org"}, "errors": {}, "sent": True},
    ),
    "forgotten": ("users/forgotten.html", {"csrf_token": "c5rf", "values": {}, "errors": {}, "sent": False}),
    "forgotten-sent": (
        "users/forgotten.html",
        {"csrf_token": "c5rf", "values": {"email": "mara@example.org"}, "errors": {}, "sent": True},
    ),
    "reset-password": ("users/reset_password.html", {**ASKED, "errors": {"password": "Ten signs or more."}}),
    "reset-password-spent": ("users/reset_password.html", {**ASKED, "token": ""}),
    "person": (
        "users/person.html",
        {**SIGNED_IN, "path": "/people/jonas", "person": Thing(**PERSON), "is_me": False, **LISTED},
    ),
    "person-private": (
        "users/person.html",
        {**SIGNED_IN, "path": "/people/jonas", "person": Thing(**PRIVATE), "is_me": False, "coming": [], "past": []},
    ),
    "person-me": (
        "users/person.html",
        {**SIGNED_IN, "person": Thing(**{**PERSON, "handle": VIEWER.handle}), "is_me": True, **LISTED},
    ),
    "avatar": ("users/avatar.html", {**SIGNED_IN, "me": ME, "error": ""}),
    "avatar-refused": ("users/avatar.html", {**SIGNED_IN, "me": ME, "error": "This is no picture."}),
    "organization": (
        "organizations/organization.html",
        {**SIGNED_IN, "path": "/organizations/ruby-gent", "organization": ORGANIZATION, "shown": SHOWN, **LISTED},
    ),
    **{
        f"invitation-{status}": (
            "organizations/invitation.html",
            {
                **SIGNED_IN,
                "path": "/invitations/x",
                "viewer": viewer,
                "asked": Thing(
                    kind="organization",
                    place="Ruby Gent",
                    handle="ruby-gent",
                    role="editor",
                    inviter_name="Jonas Ek",
                    email="mara@example.org",
                    expires_at=NOW + timedelta(days=14),
                    status=status,
                ),
                "role": "Editor",
                "token": "x",
                "errors": errors,
            },
        )
        for status, viewer, errors in (
            ("open", VIEWER, {"form": "This invitation was sent to another address than your account has."}),
            ("accepted", None, {}),
            ("declined", None, {}),
            ("expired", None, {}),
            ("revoked", None, {}),
        )
    },
    "acting": (
        "users/person.html",
        {
            **SIGNED_IN,
            "acting": Thing(name="Jonas Ek", expires_at=NOW),
            "path": "/people/jonas",
            "person": Thing(**PERSON),
            "is_me": True,
            **LISTED,
        },
    ),
    "door-join": (
        "door/join.html",
        {**SIGNED_IN, "viewer": None, "values": {"code": "AAAA"}, "errors": {"code": "This code is wrong."}},
    ),
    "door-scan": ("door/scan.html", {**SIGNED_IN, "standing": STANDING, "result": None, "client_scan_id": uid(7)}),
    "door-verdict": ("door/_verdict.html", {"standing": STANDING, "result": None}),
    "api-docs": (
        "design/api.html",
        {
            **SIGNED_IN,
            "title": "Showground",
            "version": "0.1.0",
            "sample": "curl http://127.0.0.1:8000/api/v1/me",
            "operations": operations(API),
            "shapes": [
                (
                    "Me",
                    {"description": "A person.", "properties": {"user_id": {"type": "string"}}},
                ),
                ("PublicPerson", {"properties": {"follow_status": {"oneOf": []}}}),
            ],
        },
    ),
}
