"""Supabase's access tokens: verified by its published keys, or by its legacy secret."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

import jwt

from pam_server.identity.claims import Claims, verified
from pam_server.identity.refusals import bad_token
from pam_server.settings import ServerSettings

log = logging.getLogger(__name__)

REFETCH_SECONDS = 60.0
FETCH_SECONDS = 5.0
MOST_BYTES = 256 * 1024
_ALGORITHMS = {("EC", "P-256"): "ES256", ("RSA", None): "RS256", ("OKP", "Ed25519"): "EdDSA"}
"""By a key's kind. Symmetric keys are none that anybody publishes."""

Fetch = Callable[[str], Awaitable[bytes]]


class Supabase:
    """Verifies the tokens of one project. `fetch` gets the published keys' JSON.

    Which key, and so which algorithm, is chosen by the key id alone: one that is published has the
    algorithm of its own kind; any other is the legacy secret's, HS256, where there is a secret.
    """

    def __init__(
        self,
        *,
        url: str,
        secret: str,
        audience: str,
        clock: Callable[[], datetime],
        fetch: Fetch | None = None,
    ) -> None:
        self.issuer = f"{url.rstrip('/')}/auth/v1"
        self._secret = secret
        self._audience = audience
        self._clock = clock
        self._fetch = fetch or fetch_json
        self._keys: dict[str, tuple[Any, str]] = {}
        self._asked_at: datetime | None = None
        self._asking = asyncio.Lock()

    async def verify(self, token: str, kid: str) -> Claims:
        """What a token of the project's says. Raises PamError `auth.…`."""
        if kid and kid not in self._keys:
            await self._ask_for_keys(kid)
        if kid in self._keys:
            key, algorithm = self._keys[kid]
        elif self._secret:
            key, algorithm = self._secret, "HS256"
        else:
            raise bad_token()
        return verified(
            token,
            key,
            algorithm,
            issuer=self.issuer,
            audience=self._audience,
            now=self._clock(),
            session_claim="session_id",
        )

    async def _ask_for_keys(self, kid: str) -> None:
        async with self._asking:
            now = self._clock()
            asked = self._asked_at
            is_fresh = asked and abs((now - asked).total_seconds()) < REFETCH_SECONDS
            if kid in self._keys or is_fresh:
                return
            self._asked_at = now
            try:
                self._keys = _keys(await self._fetch(f"{self.issuer}/.well-known/jwks.json"))
            except (OSError, ValueError) as error:
                # The keys of before go on being good.
                log.warning("Supabase's keys cannot be fetched: %s", type(error).__name__)


def of_settings(settings: ServerSettings, clock: Callable[[], datetime]) -> Supabase | None:
    """The project that is set up, if one is."""
    if settings.supabase_url is None:
        return None
    return Supabase(
        url=str(settings.supabase_url),
        secret=settings.supabase_jwt_secret.get_secret_value(),
        audience=settings.supabase_audience,
        clock=clock,
    )


async def fetch_json(url: str) -> bytes:
    """The body at an address, which must not be long. Raises OSError."""
    import httpx2

    try:
        async with (
            httpx2.AsyncClient(timeout=FETCH_SECONDS, follow_redirects=False) as client,
            client.stream("GET", url) as response,
        ):
            if response.status_code != 200:
                raise OSError(f"status {response.status_code}")
            body = b""
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > MOST_BYTES:
                    raise OSError("too long")
            return body
    except httpx2.HTTPError as error:
        raise OSError(type(error).__name__) from error


def _keys(body: bytes) -> dict[str, tuple[Any, str]]:
    published = json.loads(body)
    listed = published.get("keys") if isinstance(published, dict) else None
    if not isinstance(listed, list):
        raise ValueError("no key set")
    found = {}
    for one in listed:
        key = _key(one) if isinstance(one, dict) else None
        if key is not None:
            found[str(one["kid"])] = key
    return found


def _key(one: Mapping[str, Any]) -> tuple[Any, str] | None:
    kind = one.get("kty")
    algorithm = _ALGORITHMS.get((str(kind), None if kind == "RSA" else one.get("crv")))
    if algorithm is None or not isinstance(one.get("kid"), str) or one.get("use", "sig") != "sig":
        return None
    try:
        return jwt.PyJWK(dict(one), algorithm).key, algorithm
    except (jwt.PyJWTError, ValueError):
        return None
