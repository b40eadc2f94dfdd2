"""The keys at hand in this process: which signs, which verify; read anew when another rotates."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from jwt.algorithms import OKPAlgorithm

from pam_server.identity.keys import SigningKey, new_key
from pam_server.store import keyring
from pam_server.store.database import Connection, Database

REREAD_SECONDS = 300.0
"""How long another process may go on signing with a key that was retired meanwhile."""
UNKNOWN_SECONDS = 1.0
"""How often at most an unknown key id is looked for in the database."""


class KeyRing:
    """The signing keys of the database.

    `access` is how long an access token is good: so long, and a little, a retired key verifies.
    """

    def __init__(
        self, database: Database, clock: Callable[[], datetime], access: timedelta
    ) -> None:
        self._database = database
        self._clock = clock
        self._verifies_for = access + timedelta(seconds=2 * REREAD_SECONDS)
        self._keys: dict[str, SigningKey] = {}
        self._public: dict[str, Ed25519PublicKey] = {}
        self._read_at: datetime | None = None
        self._reading = asyncio.Lock()

    async def signing(self) -> SigningKey:
        """The key to sign with; made at the first start. Raises PamError (`storage.…`)."""
        await self._read_if_older(REREAD_SECONDS)
        return self._standing()

    async def verifying(self, kid: str) -> Ed25519PublicKey | None:
        """What verifies tokens of a key, None where there is no such. Raises PamError."""
        await self._read_if_older(REREAD_SECONDS if kid in self._public else UNKNOWN_SECONDS)
        key = self._keys.get(kid)
        return self._public[kid] if key and self._is_good(key) else None

    async def jwks(self) -> dict[str, Any]:
        """Every key that verifies, as a JWK set (RFC 7517)."""
        await self._read_if_older(REREAD_SECONDS)
        good = [key for key in self._keys.values() if self._is_good(key)]
        return {"keys": [json.loads(key.public_jwk) for key in good]}

    async def rotate(self) -> str:
        """Sign with a new key from now on; the old ones verify until their tokens are over.

        Returns its id. Raises PamError (`storage.…`).
        """
        now = self._clock()
        key = new_key(now)

        def put(connection: Connection) -> None:
            keyring.add_key(connection, asdict(key))
            keyring.retire_keys(connection, now, but=key.kid)
            keyring.forget_keys(connection, now - self._verifies_for)

        await self._database.write(put)
        self._read_at = None
        return key.kid

    async def _read_if_older(self, seconds: float) -> None:
        async with self._reading:
            now = self._clock()
            if self._read_at is not None and abs((now - self._read_at).total_seconds()) < seconds:
                return
            rows = await self._database.read(keyring.keys)
            if all(row.retired_at is not None for row in rows):
                await self._database.write(_add_first(new_key(now)))
                rows = await self._database.read(keyring.keys)
            self._keys = {row.kid: SigningKey(**row._mapping) for row in rows}
            self._public = {kid: _public(key) for kid, key in self._keys.items()}
            self._read_at = now

    def _standing(self) -> SigningKey:
        return next(key for key in self._keys.values() if key.retired_at is None)

    def _is_good(self, key: SigningKey) -> bool:
        return key.retired_at is None or self._clock() < key.retired_at + self._verifies_for


def _add_first(key: SigningKey) -> Callable[[Connection], None]:
    return lambda connection: keyring.add_key(connection, asdict(key))


def _public(key: SigningKey) -> Ed25519PublicKey:
    public = OKPAlgorithm.from_jwk(key.public_jwk)
    assert isinstance(public, Ed25519PublicKey)
    return public
