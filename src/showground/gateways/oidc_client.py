"""Speaks with a provider of OpenID Connect: code flow with PKCE, state and nonce; signatures by its JWKS."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

import httpx
import msgspec
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from showground.gateways.oidc import NotVouched, ProviderSilent, Vouched
from showground.measures.tracing import part

if TYPE_CHECKING:
    from showground.gateways.oidc import Provider

ALGORITHMS = ["RS256", "PS256", "ES256", "ES384", "EdDSA"]  # never none, never a shared secret
TIMEOUT_SECONDS, KEPT_SECONDS, LEEWAY_SECONDS = 10.0, 600.0, 60


class Client:
    """Speaks with one provider. One per process; what the provider publishes is kept for ten minutes."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self._known: tuple[float, dict[str, Any], KeySet] | None = None
        self._asking = asyncio.Lock()

    async def begin(self, *, back: str, state: str, nonce: str, verifier: str) -> str:
        """Return where the browser goes to be asked.

        Raises:
            ProviderSilent: the provider cannot be reached.
        """
        about, _ = await self._published()
        asked = {
            "response_type": "code",
            "client_id": self.provider.client_id,
            "redirect_uri": back,
            "scope": self.provider.scope,
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        where = str(about["authorization_endpoint"])
        return f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}"

    async def vouch(self, *, code: str, back: str, nonce: str, verifier: str) -> Vouched:
        """Exchange the code that the browser brought, and return whom the signed answer names.

        Raises:
            NotVouched: the code, the signature or a claim does not hold.
            ProviderSilent: the provider cannot be reached.
        """
        about, keys = await self._published()
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        answer = await self._ask("POST", str(about["token_endpoint"]), form=form)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise NotVouched
        claims = self._claims(token, keys, nonce) or self._claims(token, (await self._published(anew=True))[1], nonce)
        if claims is None:
            raise NotVouched
        if "email" not in claims and about.get("userinfo_endpoint") and answer.get("access_token"):
            more = await self._ask("GET", str(about["userinfo_endpoint"]), bearer=str(answer["access_token"]))
            claims = {**more, **claims} if more.get("sub") == claims["sub"] else claims
        email = str(claims.get("email", "")) if claims.get("email_verified") is True else ""
        return Vouched(self.provider.issuer, str(claims["sub"]), email, str(claims.get("name") or ""))

    def _claims(self, token: str, keys: KeySet, nonce: str) -> dict[str, Any] | None:
        """Return the claims of a token that this provider signed for us and for this visit, else None."""
        rules = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self.provider.issuer},
            aud={"essential": True, "value": self.provider.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
            rules.validate(claims)
        except (JoseError, ValueError):
            return None
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        return None if several and claims.get("azp") != self.provider.client_id else claims

    async def _published(self, *, anew: bool = False) -> tuple[dict[str, Any], KeySet]:
        """Return what the provider says of itself, and its keys."""
        async with self._asking:
            if self._known is None or anew or self._known[0] < time.monotonic():
                about = await self._ask("GET", f"{self.provider.issuer}/.well-known/openid-configuration")
                if about.get("issuer") != self.provider.issuer:
                    raise ProviderSilent
                try:
                    keys = KeySet.import_key_set(await self._ask("GET", str(about["jwks_uri"])))  # type: ignore[arg-type]
                    _ = about["authorization_endpoint"], about["token_endpoint"]
                except (JoseError, KeyError, ValueError) as error:
                    raise ProviderSilent from error
                self._known = (time.monotonic() + KEPT_SECONDS, about, keys)
            return self._known[1], self._known[2]

    async def _ask(
        self, method: str, url: str, *, form: dict[str, str] | None = None, bearer: str = ""
    ) -> dict[str, Any]:
        """Return the JSON object that an address of the provider answers with."""
        headers = {"accept": "application/json"} | ({"authorization": f"Bearer {bearer}"} if bearer else {})
        login = httpx.BasicAuth(self.provider.client_id, self.provider.client_secret) if form else None
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as client:
                with part(f"oidc {method}", "client", server__address=urlsplit(url).hostname or ""):
                    answer = await client.request(method, url, data=form, headers=headers, auth=login)
        except httpx.HTTPError as error:
            raise ProviderSilent from error
        if form is not None and answer.status_code in {400, 401, 403}:
            raise NotVouched
        try:
            answer.raise_for_status()
            return msgspec.json.decode(answer.content, type=dict[str, Any])
        except (httpx.HTTPError, msgspec.MsgspecError) as error:
            raise ProviderSilent from error
