"""What can go wrong with people's accounts, and which constraint says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from showground.kit.faults import Conflict, Invalid, Refused, Unauthenticated, Unknown

if TYPE_CHECKING:
    from showground.kit.faults import Fault


class HandleTaken(Conflict):
    """Handles are unique among people."""

    code, about = "users.handle_taken", "handle"
    says = "Someone has this handle already."


class HandleMalformed(Invalid):
    """A handle is an address."""

    code, about = "users.handle_malformed", "handle"
    says = "A handle has 2 to 39 small letters, figures and dashes, with a letter or figure at both ends."


class HandleReserved(Invalid):
    """Some words are addresses of ours."""

    code, about = "users.handle_reserved", "handle"
    says = "This handle is kept for the platform itself."


class NameNeeded(Invalid):
    """People have names."""

    code, about = "users.name_needed", "display_name"
    says = "A name has 1 to 120 signs."


class BioTooLong(Invalid):
    """A bio is short."""

    code, about = "users.bio_too_long", "bio"
    says = "This is longer than 2,000 signs."


class CountryUnknown(Invalid):
    """Countries come from ISO 3166."""

    code, about = "users.country_unknown", "country_code"
    says = "There is no country with this code."


class TimezoneUnknown(Invalid):
    """Time zones come from IANA."""

    code, about = "users.timezone_unknown", "timezone"
    says = "There is no time zone of this name."


class EmailTaken(Conflict):
    """One account per address."""

    code, about = "users.email_taken", "email"
    says = "There is an account with this e-mail address. Sign in instead."


class EmailMalformed(Invalid):
    """Mail could not arrive there."""

    code, about = "users.email_malformed", "email"
    says = "This is not a whole e-mail address."


class PasswordTooShort(Invalid):
    """Short passwords are guessed."""

    code, about = "users.password_too_short", "password"
    says = "A password has at least ten signs. A short sentence is good."


class PasswordTooLong(Invalid):
    """Hashing takes time that grows with length."""

    code, about = "users.password_too_long", "password"
    says = "This password is longer than 512 signs."


class WrongCredentials(Unauthenticated):
    """Unknown address, wrong password or closed account: told apart nowhere."""

    code = "users.wrong_credentials"
    says = "E-mail and password do not belong together."


class KeyNameNeeded(Invalid):
    """A key has a name by which its owner knows it."""

    code, about = "users.key_name_needed", "name"
    says = "A key has a name of 1 to 120 signs."


class KeyScopesUnknown(Invalid):
    """A key may do something."""

    code, about = "users.key_scopes_unknown", "scopes"
    says = "A key has one or more of the scopes read, buy, scan and manage."


class AddressNotVouched(Refused):
    """Whoever claims an address without proof gets nothing by it."""

    code = "users.address_not_vouched"
    says = "The provider has not confirmed an e-mail address of yours. Confirm it there, or make an account here."


class SignInFirst(Conflict):
    """An address that was never proved to us could be anybody's."""

    code = "users.sign_in_first"
    says = "There is an account with this address. Sign in to it with its password, then link the provider in Settings."


class IdentityTaken(Conflict):
    """An account elsewhere lets one person in."""

    code = "users.identity_taken"
    says = "This account of the provider lets somebody else in here."


class LastWayIn(Conflict):
    """Nobody locks himself out."""

    code = "users.last_way_in"
    says = "This is the only way into your account. Choose a password first."


class NotWhileActing(Refused):
    """Ways in and addresses are the person's own."""

    code = "users.not_while_acting"
    says = "While you act as somebody, passwords, addresses, keys and ways to sign in stay as they are."


class OfAnOperator(Refused):
    """Operators answer for themselves."""

    code = "users.of_an_operator"
    says = "Nobody acts as an operator, nor as himself."


class ReasonNeeded(Invalid):
    """What is on record says why."""

    code, about = "users.reason_needed", "reason"
    says = "Say why, in 5 to 500 signs. It stays on record."


class FollowsOneself(Invalid):
    """Nobody needs news of himself."""

    code, about = "users.follows_oneself", "target_id"
    says = "You cannot follow yourself."


CONSTRAINTS: dict[str, type[Fault]] = {
    "user_profiles_handle_unique": HandleTaken,
    "user_profiles_handle_form": HandleMalformed,
    "user_profiles_named": NameNeeded,
    "user_profiles_bio_short": BioTooLong,
    "user_profiles_country": CountryUnknown,
    "user_profiles_timezone": TimezoneUnknown,
    "contacts_email_unique": EmailTaken,
    "contacts_email_form": EmailMalformed,
    "api_keys_named": KeyNameNeeded,
    "api_keys_scopes_known": KeyScopesUnknown,
    "follows_not_oneself": FollowsOneself,
    "follows_user": Unknown,
    "follows_organization": Unknown,
    "follows_event": Unknown,
}
STATES: dict[str, type[Fault]] = {"SG010": NotWhileActing}
