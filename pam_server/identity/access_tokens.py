"""Our own access tokens: short, signed with Ed25519, bound to the session they were made in."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt

from pam_server.identity.claims import Claims, verified
from pam_server.identity.key_ring import KeyRing
from pam_server.identity.keys import ALGORITHM
from pam_server.identity.refusals import bad_token

AUDIENCE = "pam"
KIND = "at+jwt"
"""RFC 9068: so that no other kind of token, signed with the same key, passes for one of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessTokens:
    """Makes and verifies them. `lifetime` is how long one is good."""

    keys: KeyRing
    issuer: str
    lifetime: timedelta
    clock: Callable[[], datetime]

    async def make(self, user_id: str, session: str) -> str:
        """A token that is good from now on. Raises PamError (`storage.…`)."""
        now, key = self.clock(), await self.keys.signing()
        claims = {
            "iss": self.issuer,
            "aud": AUDIENCE,
            "sub": user_id,
            "sid": session,
            "iat": int(now.timestamp()),
            "exp": int((now + self.lifetime).timestamp()),
            "jti": secrets.token_hex(16),
        }
        return jwt.encode(
            claims, key.private, algorithm=ALGORITHM, headers={"kid": key.kid, "typ": KIND}
        )

    async def verify(self, token: str, kid: str) -> Claims:
        """What a token of ours says. Raises PamError `auth.…`, `storage.…`."""
        key = await self.keys.verifying(kid)
        if key is None:
            raise bad_token()
        claims = verified(
            token,
            key,
            ALGORITHM,
            issuer=self.issuer,
            audience=AUDIENCE,
            now=self.clock(),
            kind=KIND,
        )
        if not claims.session:
            raise bad_token()
        return claims
