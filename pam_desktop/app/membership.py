"""An account at a PAM server: signing in and out, deciding conflicts, taking along, erasing."""

import logging
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pam_core.settings.paths import Places
from pam_core.settings.schema import Settings
from pam_core.storage.file import DatabaseFile
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.ports import Clock
from pam_core.vocabulary.sync import Conflict, SyncStanding, SyncStore
from pam_desktop.app.sync_store import store_on
from pam_desktop.app.token_keeper import SEALED, TokenKeeper, keeper_in

if TYPE_CHECKING:
    from pam_core.sync.account import Accounts
    from pam_core.sync.rest import Rest
    from pam_core.sync.session import Session

log = logging.getLogger(__name__)

MOST_CHARACTERS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """What the user gives to sign in, or with `is_new` to open an account.

    `with_talks`: what they and PAM say goes to the server too.
    """

    server: str
    email: str
    password: str = field(repr=False)
    is_new: bool = False
    with_talks: bool = False


def _rest(server: str) -> "Rest":
    from pam_core.sync.rest import Rest

    return Rest(server)


class Membership:
    """What can be done about the account. Nothing is opened before it is needed.

    Everything but `sign_in`, `export` and `erase` works without the network.
    """

    def __init__(
        self,
        store: SyncStore,
        keeper: TokenKeeper,
        clock: Clock,
        *,
        allow_http: bool = False,
        rest: Callable[[str], "Rest"] = _rest,
    ) -> None:
        self.store = store
        self.keeper = keeper
        self._clock = clock
        self._allow_http = allow_http
        self._new_rest = rest
        self._rest: Rest | None = None
        self._session: Session | None = None

    async def standing(self) -> SyncStanding:
        """How this machine stands. Raises PamError (`storage.…`)."""
        return await self.store.standing()

    async def session(self) -> "Session | None":
        """The tokens of the one who is signed in, None while nobody is."""
        standing = await self.store.standing()
        if standing.account is None or not standing.is_signed_in:
            return None
        if self._session is None or self._session.account != standing.account:
            from pam_core.sync.account import Accounts
            from pam_core.sync.session import Session

            rest = await self._rest_of(standing.account.server)
            self._session = Session(Accounts(rest), standing.account, self.keeper, self._clock)
        return self._session

    async def rest(self) -> "Rest":
        """The REST side of the server that is signed in to. Raises PamError `account.nobody`."""
        session = await self._signed_in()
        return await self._rest_of(session.account.server)

    async def sign_in(self, wish: SignIn) -> int:
        """Sign in; what is here already enters the outbox. Returns how many changes wait.

        Raises:
            PamError: `account.…`, `keys.…` where the sign-in could not be kept, before anything is
                sent; `sync.…`; `sync.other_account` where this machine belongs to another one.
        """
        from pam_core.sync.account import Accounts
        from pam_core.sync.address import server_address
        from pam_core.sync.session import Session

        email, password = fit_email(wish.email), fit_password(wish.password)
        server = server_address(wish.server, allow_http=self._allow_http)
        # A token that could not be kept is not asked for.
        await self.keeper.ready()
        if wish.is_new:
            await self._must_be_free()
        accounts = Accounts(await self._rest_of(server))
        if wish.is_new:
            tokens = await accounts.register(email, password)
        else:
            tokens = await accounts.sign_in(email, password, device_name())
        session = Session(accounts, tokens.account, self.keeper, self._clock)
        try:
            waiting = await self.store.join(
                tokens.account, self._clock.now(), with_talks=wish.with_talks
            )
        except PamError:
            await _end_quietly(accounts, tokens.refresh)
            raise
        await session.begin(tokens)
        self._session = session
        return waiting

    async def sign_out(self) -> PamError | None:
        """Sign out here, whatever the network; what the server could not be told, if anything.

        Raises PamError (`storage.…`, `keys.…`).
        """
        session, self._session = await self.session(), None
        await self.store.leave()
        if session is None:
            return None
        try:
            await session.sign_out()
        except PamError as trouble:
            if not trouble.code.startswith("sync.") and trouble.code != SEALED:
                raise
            return trouble
        return None

    async def forget(self) -> PamError | None:
        """Sign out for good: what is here belongs to no account then, and any may have it.

        Returns what `sign_out` does. Raises PamError (`account.undecided`, `storage.…`, `keys.…`).
        """
        await self._must_be_decided()
        untold = await self.sign_out()
        await self.store.forget()
        return untold

    async def conflicts(self) -> Sequence[Conflict]:
        """Those not decided, the oldest first. Raises PamError (`storage.…`)."""
        return await self.store.conflicts()

    async def decide(self, conflict_id: str, *, mine: bool) -> None:
        """Let one version stand. Raises PamError (`account.no_conflict`, `storage.…`)."""
        if all(each.id != conflict_id for each in await self.store.conflicts()):
            raise PamError(
                "account.no_conflict",
                f"No decision is open under {conflict_id}.",
                mend="`pam sync conflicts` lists those that are.",
                fault=Fault.USER,
            )
        await self.store.decide(conflict_id, mine=mine, at=self._clock.now())

    async def acted(self, actions_id: str, item: int, *, done: bool) -> None:
        """Have the server told what became of an item of its ui_actions. Raises PamError."""
        now = self._clock.now()
        body = {
            "actions_id": actions_id,
            "item": item,
            "outcome": "done" if done else "failed",
            "occurred_at": now.isoformat(),
        }
        await self.store.put("action_response", body, now)

    async def export(self) -> Mapping[str, Any]:
        """Everything the server has of the user, JSON-ready. Raises PamError."""
        return await (await self._signed_in()).export()

    async def erase(self, password: str) -> None:
        """Destroy the account at the server; what is here stays, and belongs to no account.

        Raises PamError (`account.undecided`, `sync.…`, `keys.…`, `storage.…`).
        """
        session = await self._signed_in()
        await self._must_be_decided()
        await session.erase(fit_password(password))
        self._session = None
        await self.store.forget()

    async def close(self) -> None:
        """Give the connections back; idempotent."""
        rest, self._rest, self._session = self._rest, None, None
        if rest is not None:
            await rest.close()

    async def _must_be_free(self) -> None:
        """A new account that this machine could not join is not opened. Raises PamError."""
        account = (await self.store.standing()).account
        if account is not None:
            raise PamError(
                "sync.other_account",
                f"What is kept here belongs to the account of {account.email} at {account.server}.",
                mend="`pam logout --forget` ends that for good; then open the new one.",
                fault=Fault.USER,
            )

    async def _must_be_decided(self) -> None:
        """Versions that wait for a decision would be lost with the account. Raises PamError."""
        if await self.store.conflicts():
            raise PamError(
                "account.undecided",
                "Changes of yours still need a decision; without the account they would be lost.",
                mend="`pam sync conflicts` lists them.",
                fault=Fault.USER,
            )

    async def _signed_in(self) -> "Session":
        session = await self.session()
        if session is None:
            raise nobody()
        return session

    async def _rest_of(self, server: str) -> "Rest":
        if self._rest is None or self._rest.server != server:
            await self.close()
            self._rest = self._new_rest(server)
        return self._rest


def membership_of(
    places: Places, settings: Settings, file: DatabaseFile, clock: Clock
) -> Membership:
    """The account of the user's database; nothing is read yet."""
    return Membership(
        store_on(file),
        keeper_in(places.data_folder),
        clock,
        allow_http=settings.account.allow_http,
    )


async def _end_quietly(accounts: "Accounts", refresh: str) -> None:
    """End a sign-in that came to nothing; why it did is what the user is told."""
    try:
        await accounts.sign_out(refresh)
    except PamError as trouble:
        log.info("a sign-in of no use was not ended: %s", trouble.code)


def nobody() -> PamError:
    """What wants an account, and there is none."""
    return PamError(
        "account.nobody",
        "Nobody is signed in to a PAM server.",
        mend="`pam login` signs in; everything else works without.",
        fault=Fault.USER,
    )


def fit_email(text: str) -> str:
    """An address as it is sent. Raises PamError `account.unfit_email`."""
    email = text.strip()
    name, at, host = email.partition("@")
    fits = name and at and host and email.isprintable() and " " not in email
    if not fits or len(email) > MOST_CHARACTERS:
        raise PamError(
            "account.unfit_email",
            "That is no email address.",
            mend="Write it as in kim@example.org.",
            fault=Fault.USER,
        )
    return email


def fit_password(text: str) -> str:
    """A password, of any kind but none. Raises PamError `account.no_password`."""
    if not text or len(text) > MOST_CHARACTERS:
        raise PamError(
            "account.no_password",
            "There is no password." if not text else "That is too long for a password.",
            mend="Type the password of your account at the PAM server.",
            fault=Fault.USER,
        )
    return text


def device_name() -> str:
    """What the account's list of sign-ins calls this machine."""
    return socket.gethostname()[:64] or "PAM Desktop"
