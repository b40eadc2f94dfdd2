"""The server's own Ed25519 keys: one signs, retired ones still verify what they signed."""

import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt.algorithms import OKPAlgorithm

ALGORITHM = "EdDSA"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A key as the database keeps it.

    `private_pem` is not encrypted: whoever reads the database reads the users' expenses too, so a
    key beside it would protect nothing. `public_jwk` is JSON text. `retired_at` is None while it
    may sign.
    """

    kid: str
    private_pem: str = field(repr=False)
    public_jwk: str
    created_at: datetime
    retired_at: datetime | None = None
    algorithm: str = ALGORITHM

    @property
    def private(self) -> Ed25519PrivateKey:
        """What signs."""
        key = load_pem_private_key(self.private_pem.encode(), None)
        assert isinstance(key, Ed25519PrivateKey)
        return key


def new_key(at: datetime) -> SigningKey:
    """A fresh key."""
    private = Ed25519PrivateKey.generate()
    kid = secrets.token_hex(8)
    jwk: dict[str, Any] = OKPAlgorithm.to_jwk(private.public_key(), as_dict=True)
    return SigningKey(
        kid=kid,
        private_pem=private.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
        ).decode(),
        public_jwk=json.dumps({**jwk, "kid": kid, "alg": ALGORITHM, "use": "sig"}),
        created_at=at,
    )
