"""Who asks, and whether they may ask again so soon: what every endpoint with a user begins with."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from pam_server.api.refusals import too_often
from pam_server.api.services import Services
from pam_server.ports import Caller

BEARER = HTTPBearer(
    scheme_name="access token",
    bearerFormat="JWT",
    description="An access token of account/sign-in, or one of Supabase's where that is set up.",
    auto_error=False,
)
Ask = Callable[..., Awaitable[Caller]]


def asking(services: Services, kind: str = "rest") -> Ask:
    """A dependency that gives the caller, counted among their requests of a kind.

    Raises PamError: `auth.…` for a token that is missing or no good, `rate_limited`.
    """

    async def caller(
        request: Request,
        # Only for the OpenAPI page: the header itself is read by the identity.
        _: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)] = None,
    ) -> Caller:
        found = await services.identity.authenticate(request.headers.get("authorization"))
        wait_ms = await services.limiter.hit(kind, found.user_id)
        if wait_ms is not None:
            raise too_often(wait_ms)
        return found

    return caller
