"""A passkey authenticator in software (WebAuthn level 2): makes credentials and answers challenges, honestly or not."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text_of(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Authenticator:
    """One credential of one person at one site."""

    def __init__(self, *, site="example.org", origin="https://example.org", flags=PRESENT | VERIFIED, count=1) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(32)
        self.site, self.origin, self.flags, self.count = site, origin, flags, count

    def register(self, options):
        """Return the browser's answer to registration options, as JSON."""
        public = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        credential = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id + cbor2.dumps(cose)
        data = self._data(ATTESTED) + credential
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        response = {"attestationObject": text_of(attestation), "transports": ["internal", "hybrid", "made-up"]}
        return self._answer("webauthn.create", options, response)

    def sign_in(self, options):
        """Return the browser's answer to sign-in options, as JSON."""
        self.count += bool(self.count)
        data, client = self._data(0), self._client("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {"authenticatorData": text_of(data), "signature": text_of(signature)}
        return self._answer("webauthn.get", options, response)

    def _data(self, more):
        site = hashlib.sha256(self.site.encode()).digest()
        return site + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _client(self, kind, options):
        asked = json.loads(options)
        return json.dumps({"type": kind, "challenge": asked["challenge"], "origin": self.origin}).encode()

    def _answer(self, kind, options, response):
        name = text_of(self.credential_id)
        client = {"clientDataJSON": text_of(self._client(kind, options))}
        body = {"id": name, "rawId": name, "type": "public-key", "response": {**client, **response}}
        return json.dumps(body).encode()
