"""A sign-in that lasts: the access token in memory, the refresh token in its safe."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from pam_core.sync.account import Accounts, Tokens
from pam_core.sync.refusals import SIGN_IN_AGAIN, sign_in_again
from pam_core.sync.token_safe import TokenSafe
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.ports import Clock
from pam_core.vocabulary.sync import Account

log = logging.getLogger(__name__)

AHEAD_SECONDS = 60.0
"""An access token that lives no longer than this is renewed before it is used."""


class Session:
    """Who is signed in, and a fresh access token whenever one is needed.

    Tokens rotate: the new refresh token is in the safe before the new access token is used, so that
    a crash between the two loses nothing. A reply that is lost on its way is harmless: the server
    takes the parent until its child was used.
    """

    def __init__(self, accounts: Accounts, account: Account, safe: TokenSafe, clock: Clock) -> None:
        self.account = account
        self._accounts = accounts
        self._safe = safe
        self._clock = clock
        self._access = ""
        self._ends_at = 0.0
        self._renewing = asyncio.Lock()

    async def begin(self, tokens: Tokens) -> None:
        """Take over what signing in gave. Raises PamError (`keys.…`)."""
        async with self._renewing:
            await self._take(tokens)

    async def access_token(self) -> str:
        """A token that lives for another minute. Raises PamError (`sync.…`, `keys.…`)."""
        async with self._renewing:
            if not self._access or self._clock.monotonic() >= self._ends_at - AHEAD_SECONDS:
                await self._renew()
            return self._access

    async def newer_than(self, spent: str) -> str:
        """Another token than one that the server does not take. Raises as `access_token`."""
        async with self._renewing:
            if self._access == spent:
                await self._renew()
            return self._access

    async def sign_out(self) -> None:
        """Forget the tokens here, then end the sign-in at the server.

        Raises PamError where the server could not be told, or where what it would be told with
        cannot be read: here it has ended all the same.
        """
        async with self._renewing:
            refresh, unreadable = await self._kept_or_why_not()
            self._access = ""
            await self._safe.forget(self.account.server, self.account.user_id)
            if unreadable is not None:
                raise unreadable
            if refresh is not None:
                await self._accounts.sign_out(refresh)

    async def about(self) -> Mapping[str, Any]:
        """The account as the server has it. Raises PamError."""
        return await self._accounts.about(await self.access_token())

    async def export(self) -> Mapping[str, Any]:
        """Everything the server has of the user. Raises PamError."""
        return await self._accounts.export(await self.access_token())

    async def erase(self, password: str) -> None:
        """Destroy the account at the server, then forget its tokens. Raises PamError."""
        await self._accounts.erase(await self.access_token(), password)
        async with self._renewing:
            self._access = ""
            await self._safe.forget(self.account.server, self.account.user_id)

    async def _renew(self) -> None:
        refresh = await self._kept()
        if refresh is None:
            raise sign_in_again()
        try:
            tokens = await self._accounts.refresh(refresh)
        except PamError as error:
            # Another process of the user's may have renewed it in between.
            newer = await self._kept()
            if error.code != SIGN_IN_AGAIN or newer is None or newer == refresh:
                raise
            tokens = await self._accounts.refresh(newer)
        await self._take(tokens)

    async def _take(self, tokens: Tokens) -> None:
        if tokens.account.user_id != self.account.user_id:
            log.error("The server answered with tokens of another user.")
            raise sign_in_again()
        await self._safe.put(self.account.server, self.account.user_id, tokens.refresh)
        self._access = tokens.access
        self._ends_at = self._clock.monotonic() + tokens.lifetime_seconds

    async def _kept_or_why_not(self) -> tuple[str | None, PamError | None]:
        try:
            return await self._kept(), None
        except PamError as trouble:
            return None, trouble

    async def _kept(self) -> str | None:
        return await self._safe.get(self.account.server, self.account.user_id)
