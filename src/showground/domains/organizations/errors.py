"""What can go wrong with organizations, and which constraint or function says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.domains.organizations.inviting import errors as inviting
from showground.kit.faults import Conflict, Invalid, Refused, Unknown

if TYPE_CHECKING:
    from showground.kit.faults import Fault


class OrgHandleTaken(Conflict):
    """Handles are unique among organizations."""

    code, about = "organizations.handle_taken", "handle"
    says = "Another organization has this handle already."


class OrgNameNeeded(Invalid):
    """Organizations have names."""

    code, about = "organizations.name_needed", "name"
    says = "A name has 1 to 200 signs."


class DescriptionTooLong(Invalid):
    """A description is a few sentences."""

    code, about = "organizations.description_too_long", "description"
    says = "This is longer than 4,000 signs."


class WebsiteMalformed(Invalid):
    """A website is a web address."""

    code, about = "organizations.website_malformed", "website"
    says = "A website begins with https:// or http://."


class OrgIndustryUnknown(Invalid):
    """Industries come from ISIC."""

    code, about = "organizations.industry_unknown", "industry_code"
    says = "There is no industry with this code."


class OrgCountryUnknown(Invalid):
    """Countries come from ISO 3166."""

    code, about = "organizations.country_unknown", "country_code"
    says = "There is no country with this code."


class LastOwner(Conflict):
    """Somebody must be able to manage it."""

    code = "organizations.last_owner"
    says = "This is the last owner. Make somebody else an owner first."


class BeyondYourRole(Refused):
    """Nobody gives or takes a role above his own."""

    code = "organizations.beyond_your_role"
    says = "Your own role in this organization does not reach that far."


class NobodyOfThatName(Invalid):
    """Members are people with accounts."""

    code, about = "organizations.nobody_of_that_name", "who"
    says = "Nobody here has this handle. Invite an e-mail address instead."


CONSTRAINTS: dict[str, type[Fault]] = {
    "organizations_handle_unique": OrgHandleTaken,
    "organizations_named": OrgNameNeeded,
    "organizations_website_web": WebsiteMalformed,
    "organizations_industry": OrgIndustryUnknown,
    "organizations_country": OrgCountryUnknown,
    "org_memberships_of_user": Unknown,
    **inviting.CONSTRAINTS,
}
STATES: dict[str, type[Fault]] = {"SG020": LastOwner}
