"""An account at a PAM server: registering, signing in and out, taking everything along, erasing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pam_core.sync.refusals import (
    WRONG_PASSWORD,
    ServerRefusedError,
    sign_in_again,
    unreadable,
)
from pam_core.sync.rest import Rest
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.sync import Account

_MOST_TOKEN_CHARACTERS = 8192
_MOST_LIFETIME_SECONDS = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What a sign-in gives. `lifetime_seconds` is the access token's; neither token is shown."""

    account: Account
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    lifetime_seconds: float


class Accounts:
    """The account endpoints of one server."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest

    async def register(self, email: str, password: str) -> Tokens:
        """Open an account. Raises PamError (`sync.email_taken`, `sync.unfit_account`, `sync.…`)."""
        try:
            return await self._tokens("register", {"email": email, "password": password})
        except ServerRefusedError as error:
            raise _of_registering(error) from error

    async def sign_in(self, email: str, password: str, device_name: str) -> Tokens:
        """Sign in on this device. Raises PamError (`sync.wrong_password`, `sync.…`)."""
        asked = {"email": email, "password": password, "device_name": device_name}
        try:
            return await self._tokens("sign-in", asked)
        except ServerRefusedError as error:
            raise _of_signing_in(error) from error

    async def refresh(self, refresh_token: str) -> Tokens:
        """New tokens for old. Raises PamError (`sync.sign_in_again`, `sync.…`)."""
        try:
            return await self._tokens("refresh", {"refresh_token": refresh_token})
        except ServerRefusedError as error:
            if error.problem.status in (401, 403):
                raise sign_in_again() from error
            raise

    async def sign_out(self, refresh_token: str) -> None:
        """End this device's sign-in at the server. Raises PamError (`sync.…`)."""
        try:
            await self._rest.call(
                "POST", "/account/sign-out", content={"refresh_token": refresh_token}
            )
        except ServerRefusedError as error:
            # It has ended already, which is what was wished.
            if error.problem.status not in (401, 404):
                raise

    async def about(self, access_token: str) -> Mapping[str, Any]:
        """The account as the server has it, with its sessions. Raises PamError (`sync.…`)."""
        return await self._rest.call("GET", "/account", token=access_token)

    async def export(self, access_token: str) -> Mapping[str, Any]:
        """Everything the server has of the user, as JSON. Raises PamError (`sync.…`)."""
        return await self._rest.call("GET", "/account/export", token=access_token)

    async def erase(self, access_token: str, password: str) -> None:
        """Destroy the account and all the server has. Raises PamError (`sync.wrong_password`)."""
        try:
            await self._rest.call(
                "DELETE", "/account", content={"password": password}, token=access_token
            )
        except ServerRefusedError as error:
            if error.problem.status == 403 or "password" in error.problem.code:
                raise _wrong_password("That is not the password of this account.") from error
            raise

    async def _tokens(self, verb: str, content: Mapping[str, str]) -> Tokens:
        return _read_tokens(
            self._rest.server, await self._rest.call("POST", f"/account/{verb}", content=content)
        )


def _read_tokens(server: str, told: Mapping[str, Any]) -> Tokens:
    texts = [told.get(name) for name in ("access_token", "refresh_token", "user_id", "email")]
    seconds = told.get("expires_in")
    if not isinstance(seconds, int | float) or not 0 < seconds <= _MOST_LIFETIME_SECONDS:
        raise unreadable()
    if not all(isinstance(text, str) and text.isprintable() and text for text in texts):
        raise unreadable()
    access, refresh, user_id, email = (str(text) for text in texts)
    if max(len(access), len(refresh)) > _MOST_TOKEN_CHARACTERS or not access.isascii():
        raise unreadable()
    return Tokens(
        account=Account(server=server, user_id=user_id, email=email),
        access=access,
        refresh=refresh,
        lifetime_seconds=float(seconds),
    )


def _of_registering(error: ServerRefusedError) -> PamError:
    if error.problem.status == 409:
        return PamError(
            "sync.email_taken",
            "There is an account with that email already.",
            mend="Sign in instead.",
            fault=Fault.USER,
        )
    if error.problem.status in (400, 422):
        return PamError(
            "sync.unfit_account",
            "The PAM server does not take that email or password.",
            mend="Use a real email address and a longer password that is not a common one.",
            fault=Fault.USER,
        )
    return error


def _of_signing_in(error: ServerRefusedError) -> PamError:
    if error.problem.status in (401, 403, 404, 422):
        return _wrong_password("The email or the password is not right.")
    return error


def _wrong_password(sentence: str) -> PamError:
    return PamError(WRONG_PASSWORD, sentence, mend="Try again, letter by letter.", fault=Fault.USER)
