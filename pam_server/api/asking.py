"""Who asks, and whether they may ask again so soon: what every endpoint with a user begins with."""

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
_KEY = "pam.caller"


class Asking:
    """A dependency that gives the caller, counted among their requests of a kind.

    `first` is asked before a body is read, so that a stranger's is not. Raises PamError: `auth.…`
    for a token that is missing or no good, `rate_limited`.
    """

    def __init__(self, services: Services, kind: str) -> None:
        self._services = services
        self._kind = kind

    async def __call__(
        self,
        request: Request,
        # Only for the OpenAPI page: the header itself is read by the identity.
        _: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)] = None,
    ) -> Caller:
        """Who asks; asked twice about one request, it counts once."""
        return await self.first(request)

    async def first(self, request: Request) -> Caller:
        """The same, before anything else of the request is looked at."""
        known: Caller | None = request.scope.get(_KEY)
        if known is not None:
            return known
        found = await self._services.identity.authenticate(request.headers.get("authorization"))
        wait_ms = await self._services.limiter.hit(self._kind, found.user_id)
        if wait_ms is not None:
            raise too_often(wait_ms)
        request.scope[_KEY] = found
        return found


def asking(services: Services, kind: str = "rest") -> Asking:
    """A dependency for requests of a kind."""
    return Asking(services, kind)
