"""What stands in the calls of the fuzz: ids of things that the caller owns, made anew for each operation."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.make.estate import Estate
from tests.make.pictures import picture_bytes

from showground.kit.ids import uuid7

SAFE = ("GET", "HEAD")


class Holdings:
    """The owner's things, for one operation: what it may spoil is its own."""

    def __init__(self, make, estate: Estate) -> None:
        self.make, self.estate = make, estate

    async def path(self, operation_id, method, template) -> dict[str, str]:
        """Return what stands in the path of an operation.

        Raises:
            LookupError: nobody said what a parameter means.
        """
        shop = self.estate.shop if method in SAFE else await self._shop()
        values = {"event_id": shop.event_id, "tier_id": shop.tier_id}
        if "{device_id}" in template:
            values["device_id"] = (await self.make.scanner(shop)).device.id
        for name in (part[1:-1] for part in template.split("/") if part.startswith("{")):
            if name in values and (name != "event_id" or operation_id not in EVENTS):
                continue
            if name == "event_id":
                values[name] = await EVENTS[operation_id](self)
            elif name in PARAMETERS:
                values[name] = await PARAMETERS[name](self, template)
            else:
                raise LookupError(f"{template}: tests/contract/calls.py says nothing of {name}")
        return {name: str(value) for name, value in values.items() if f"{{{name}}}" in template}

    async def body(self, operation_id, example) -> Any:
        """Return an example of the document as the owner would send it: his ids in place of the document's."""
        if operation_id in BODIES:
            return await BODIES[operation_id](self)
        return await self.refer(example)

    async def refer(self, body) -> Any:
        """Return a body with the owner's ids wherever it names something."""
        if isinstance(body, list):
            return [await self.refer(one) for one in body]
        if not isinstance(body, dict):
            return body
        told = {name: await self.refer(value) for name, value in body.items()}
        shop = self.estate.shop
        for name, value in {"event": shop.event_id, "tier": shop.tier_id, "code": self.estate.bought.code}.items():
            if name in told:
                told[name] = str(value)
        if "owner_id" in told:
            told |= {"owner_type": "organization", "owner_id": str(self.estate.organization.id)}
        if "target_id" in told:
            told |= {"target_type": "event", "target_id": str(shop.event_id)}
        for name in ("scanner_id", "client_scan_id"):
            if name in told:
                told[name] = str(uuid7())
        if "ends_at" in told and "starts_at" in told:
            starts = datetime.now(UTC) + timedelta(days=90)
            told |= {"starts_at": starts.isoformat(), "ends_at": (starts + timedelta(hours=3)).isoformat()}
        return told

    async def _shop(self):
        return await self.make.estate_shop(self.estate.owner, self.estate.organization, price=4800)

    async def key_id(self, template):
        if "organizations" in template:
            return (await self.make.org_key(self.estate.organization, self.estate.owner)).id
        return (await self.make.api_key(self.estate.owner)).key.id

    async def session_id(self, _):
        await self.make.session(self.estate.owner)
        return await self.make.session_id(self.estate.owner)

    async def follow_id(self, template):
        asked = "requests" in template
        if asked:
            await self.make.hidden(self.estate.owner)
        target = {"target_id": self.estate.owner.user_id} if asked else {"person": self.estate.owner}
        return (await self.make.follow(**target)).id

    async def handle(self, template):
        return self.estate.organization.handle if "organizations" in template else self.estate.owner.handle

    async def steady(self):
        return self.estate.shop.event_id

    async def member(self, template):
        if "staff" in template:
            return (await self.make.helper(self.estate.shop.event_id, owner=self.estate.owner)).handle
        return (await self.make.member(organization=self.estate.organization)).handle

    async def invitation_id(self, template):
        if "staff" in template:
            return (await self.make.event_invitation(self.estate.shop.event_id, owner=self.estate.owner)).id
        return (await self.make.invitation(organization=self.estate.organization)).id

    async def token(self):
        organization = await self.make.organization()
        return {"token": (await self.make.invitation(organization, email=self.estate.owner.email)).token}

    async def cart_id(self, _):
        return await self.make.estate_cart(self.estate.shop, self.estate.owner)

    async def payment_id(self, _):
        return await self.make.estate_payment(self.estate.shop, self.estate.owner)

    async def order_id(self, template):
        if "/events/" in template and template.endswith("/refunds"):
            return await self.make.sold_order(self.estate.shop)
        return self.estate.bought.order_id

    async def ticket_id(self, _):
        return self.estate.bought.ticket_id

    async def export_id(self, _):
        return await self.make.export()

    async def wallet_id(self, _):
        return self.estate.wallet_id

    async def mail_id(self, _):
        return await self.make.letter(person=self.estate.owner)

    async def job_id(self, _):
        return await self.make.failed_job()

    async def inbox_id(self, _):
        return await self.make.open_notice()

    async def org_id(self, _):
        return self.estate.organization.id

    async def person_id(self, _):
        return (await self.make.user()).user_id

    async def slug(self, _):
        return self.estate.slug

    async def purpose(self, _):
        return "analytics"

    async def identity_id(self, _):
        return await self.make.identity(self.estate.owner)

    async def language(self, _):
        return "de"

    async def kind(self, _):
        return "csv"

    async def name(self, _):
        return "ticketing.tickets"  # a table

    async def invited(self, _):
        return (await self.token())["token"]

    async def provider(self, _):
        return "test"

    async def draft(self):
        return await self.make.estate_draft(self.estate.owner, self.estate.organization)

    async def cancelled(self):
        return await self.make.estate_cancelled(self.estate.owner, self.estate.organization)

    async def sign_in(self):
        return {"email": self.estate.owner.email, "password": self.estate.owner.password}

    async def sign_up(self):
        return {**await self.sign_in(), "email": f"{secrets.token_hex(6)}@example.org", "display_name": "Mara Lind"}

    async def organization(self):
        return {"name": "Ruby Gent", "handle": f"ruby-{secrets.token_hex(4)}"}

    async def picture(self):
        return picture_bytes()

    async def purchase(self):
        shop = self.estate.shop
        return {"event": str(shop.event_id), "lines": [{"tier": str(shop.tier_id), "quantity": 1}]}


PARAMETERS = {
    name: getattr(Holdings, name)
    for name in (
        *("key_id", "session_id", "follow_id", "handle", "slug", "cart_id", "payment_id", "order_id", "ticket_id"),
        *("wallet_id", "provider", "mail_id", "invitation_id", "purpose", "export_id", "language"),
        *("job_id", "inbox_id", "org_id", "person_id", "kind", "identity_id", "name"),
    )
} | {"person": Holdings.member, "token": Holdings.invited}
EVENTS = {
    **dict.fromkeys(("SetEventStaff", "RemoveEventStaff", "RevokeEventInvitation", "GiveBack"), Holdings.steady),
    "PublishEvent": Holdings.draft,
    "ArchiveEvent": Holdings.cancelled,
}
BODIES = {
    "SignIn": Holdings.sign_in,
    "SignUp": Holdings.sign_up,
    "CreateOrganization": Holdings.organization,
    "CheckOut": Holdings.purchase,
    "Invitation": Holdings.token,
    "AcceptInvitation": Holdings.token,
    "DeclineInvitation": Holdings.token,
    **dict.fromkeys(("SetAvatar", "SetLogo", "SetCover"), Holdings.picture),
}
