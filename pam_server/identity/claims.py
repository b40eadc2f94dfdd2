"""An access token's claims, judged alike for every issuer, and what is read before they are."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import jwt

from pam_core.vocabulary.errors import PamError
from pam_server.identity.refusals import bad_token, no_token, token_over

MOST_CHARACTERS = 8192
"""Far above our own tokens' 500 and what Supabase puts into its."""
MOST_KID_CHARACTERS = 128
SKEW_SECONDS = 30
"""By how much a foreign issuer's clock may be ahead of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a verified token says."""

    subject: str
    session: str
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What stands on an unverified token: enough to choose whose key verifies it, and no more."""

    issuer: str
    kid: str


def bearer(authorization: str | None) -> str:
    """The token of an Authorization header. Raises PamError `auth.missing`, `auth.invalid`."""
    scheme, _, token = (authorization or "").strip().partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise no_token()
    if len(token) > MOST_CHARACTERS or not token.isascii():
        raise bad_token()
    return token


def outside(token: str) -> Outside:
    """Issuer and key id, believed of nothing. Raises PamError `auth.invalid`."""
    parts = token.split(".")
    if len(parts) != 3:
        raise bad_token()
    header, claims = _json(parts[0]), _json(parts[1])
    issuer, kid = claims.get("iss"), header.get("kid", "")
    if not isinstance(issuer, str) or not isinstance(kid, str) or len(kid) > MOST_KID_CHARACTERS:
        raise bad_token()
    return Outside(issuer=issuer, kid=kid)


def verified(
    token: str,
    key: Any,
    algorithm: str,
    *,
    issuer: str,
    audience: str,
    now: datetime,
    kind: str = "",
    session_claim: str = "sid",
) -> Claims:
    """The claims of a token that this key signed by this algorithm, for us, and that is not over.

    `algorithm` comes with the key, never from the token. `kind` is the `typ` its header must have.
    Raises PamError `auth.invalid`, `auth.expired`.
    """
    try:
        whole = jwt.decode_complete(
            token,
            key,
            algorithms=[algorithm],
            audience=audience,
            issuer=issuer,
            options={
                "require": ["exp", "iat", "sub", "aud", "iss"],
                # Judged below, by the server's clock.
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise bad_token() from error
    if kind and str(whole["header"].get("typ", "")).lower() != kind:
        raise bad_token()
    return _claims(whole["payload"], now, session_claim)


def _claims(payload: Mapping[str, Any], now: datetime, session_claim: str) -> Claims:
    subject, session = payload["sub"], payload.get(session_claim, "")
    if not isinstance(session, str) or not 0 < len(subject) <= 255 or len(session) > 64:
        raise bad_token()
    issued, expires = _moment(payload["iat"]), _moment(payload["exp"])
    begins = _moment(payload["nbf"]) if "nbf" in payload else issued
    if max(issued, begins).timestamp() > now.timestamp() + SKEW_SECONDS:
        raise bad_token()
    if expires <= now:
        raise token_over()
    return Claims(subject=subject, session=session, issued_at=issued, expires_at=expires)


def _moment(seconds: Any) -> datetime:
    try:
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise TypeError
        return datetime.fromtimestamp(seconds, UTC)
    except (TypeError, ValueError, OverflowError, OSError) as error:
        raise bad_token() from error


def _json(part: str) -> Mapping[str, Any]:
    refused: PamError = bad_token()
    try:
        found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise refused from error
    if not isinstance(found, dict):
        raise refused
    return found
