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


class LanguageUnknown(Invalid):
    """We have words for some languages only."""

    code, about = "users.language_unknown", "language"
    says = "This is no language that the platform speaks."


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


class LinkSpent(Conflict):
    """Links in letters work once, for a time, and for what they were made for."""

    code = "users.link_spent"
    says = "This link has run out or was used already. Ask for a new one."


class AlreadyProved(Conflict):
    """There is nothing to prove."""

    code, about = "users.already_proved", "email"
    says = "This address is confirmed already."


class EmailUnproved(Refused):
    """Nothing rests on an address before it is proved."""

    code, about = "users.email_unproved", "email"
    says = "Confirm your e-mail address first: open the link in the letter that we sent you."


class WrongPassword(Invalid):
    """Somebody who is signed in does not know the password."""

    code, about = "users.wrong_password", "password"
    says = "This is not your password."


class ConfirmFirst(Refused):
    """Delicate things ask again who it is."""

    code = "users.confirm_first"
    says = "Confirm that it is you first: it has been a while since you signed in."


class CodeNeeded(Unauthenticated):
    """Name and password are right, and the account asks for a second step."""

    code, about = "users.code_needed", "code"
    says = "This account asks for the code of an authenticator app as well."


class WrongCode(Invalid):
    """Wrong, too old, or used already: told apart nowhere."""

    code, about = "users.wrong_code", "code"
    says = "This code is not right, or it was used already. Take the next one."


class SecondStepOver(Unauthenticated):
    """A sign-in waits a few minutes for its second step."""

    code = "users.second_step_over"
    says = "This took too long. Sign in again."


class SecondStepOn(Conflict):
    """One authenticator app per account."""

    code = "users.second_step_on"
    says = "An authenticator app is set up already. Remove it first."


class SecondStepOff(Conflict):
    """There is no app to confirm or remove."""

    code = "users.second_step_off"
    says = "No authenticator app is set up."


class PasskeyRefused(Invalid):
    """The browser's answer proves nothing: another challenge, site or key, or a copied one."""

    code = "users.passkey_refused"
    says = "This passkey could not be verified. Try again, or sign in with your password."


class PasskeyKnown(Conflict):
    """A credential belongs to one account, once."""

    code = "users.passkey_known"
    says = "This passkey is registered already."


class PasskeyNameNeeded(Invalid):
    """A passkey has a name by which its owner knows it."""

    code, about = "users.passkey_name_needed", "name"
    says = "A passkey has a name of 1 to 120 signs."


class PasskeysUnavailable(Conflict):
    """Browsers bind passkeys to a name, never to an IP address."""

    code = "users.passkeys_unavailable"
    says = "Passkeys need an address with a name: open this site under its name instead of an IP address."


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


class ExportUnderWay(Conflict):
    """One copy at a time."""

    code = "users.export_under_way"
    says = "Your data are being put together already. A letter tells you when they are ready."


class ErasureUnderWay(Conflict):
    """Nobody is forgotten twice."""

    code = "users.erasure_under_way"
    says = "You have asked for this already."


class ErasureNotOpen(Conflict):
    """Nothing to take back."""

    code = "users.erasure_not_open"
    says = "There is nothing to take back: your account is not about to be erased, or it is being done now."


class ErasureBlocked(Conflict):
    """Others depend on the person; `reasons` say on what."""

    code = "users.erasure_blocked"
    says = "Your account cannot be erased yet."


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
    "contacts_wanted_email_form": EmailMalformed,
    "passkeys_credential_unique": PasskeyKnown,
    "passkeys_named": PasskeyNameNeeded,
    "follows_not_oneself": FollowsOneself,
    "exports_one_at_a_time": ExportUnderWay,
    "erasures_one_open": ErasureUnderWay,
    "follows_user": Unknown,
    "follows_organization": Unknown,
    "follows_event": Unknown,
}
STATES: dict[str, type[Fault]] = {"SG010": NotWhileActing}
