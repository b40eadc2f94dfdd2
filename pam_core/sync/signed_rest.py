"""REST requests in the user's name: a token that the server does not take is renewed, once."""

from collections.abc import Mapping
from typing import Any

from pam_core.sync.refusals import SIGN_IN_AGAIN, ServerRefusedError
from pam_core.sync.rest import Rest
from pam_core.sync.session import Session


class SignedRest:
    """`Rest` with the session's access token."""

    def __init__(self, rest: Rest, session: Session) -> None:
        self._rest = rest
        self._session = session

    async def call(
        self,
        method: str,
        path: str,
        *,
        content: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """As `Rest.call`. Raises PamError `sync.sign_in_again` where no token helps."""
        token = await self._session.access_token()
        asked = {"content": content, "query": query, "headers": headers}
        try:
            return await self._rest.call(method, path, token=token, **asked)
        except ServerRefusedError as error:
            if error.code != SIGN_IN_AGAIN:
                raise
        # Withdrawn, or run out while this machine slept.
        token = await self._session.newer_than(token)
        return await self._rest.call(method, path, token=token, **asked)
