"""What the window asks about the account, answered by the live PAM."""

from collections.abc import Awaitable, Callable, Sequence

from pam_core.vocabulary.errors import Fault, PamError
from pam_desktop.app.conflict_words import Versions, versions_of
from pam_desktop.app.live import Live
from pam_desktop.app.membership import Membership, SignIn
from pam_desktop.app.rooms import Rooms
from pam_desktop.app.token_keeper import NEEDS_PASSPHRASE, SEALED
from pam_desktop.window.account.account_services import AccountSheet, Outcome, SignInWish

_TYPED_WRONG = (Fault.USER, Fault.SERVICE, Fault.ENVIRONMENT)
"""What is told in the dialog; a fault of ours is told by a card as everywhere."""


class LiveAccount:
    """The port `AccountServices`; every method runs on the core's loop."""

    def __init__(self, live: Live) -> None:
        self._live = live

    async def sheet(self) -> AccountSheet:
        """How the account stands."""
        rooms, chosen = await self._live.memory(), self._live.settings.account
        if rooms.membership is None:
            return AccountSheet(is_demo=True)
        standing = await rooms.membership.standing()
        account = standing.account
        return AccountSheet(
            server=account.server if account else chosen.server,
            email=account.email if account else "",
            is_signed_in=account is not None and standing.is_signed_in,
            offers_talks=chosen.sync_talk,
            waiting=standing.waiting,
            conflicts=standing.conflicts,
            is_sealed=rooms.membership.keeper.is_sealed,
        )

    async def sign_in(self, wish: SignInWish) -> Outcome:
        """Sign in or open an account; then syncing begins."""

        async def sign_in(rooms: Rooms, membership: Membership) -> None:
            if wish.passphrase:
                await membership.keeper.unlock(wish.passphrase)
            await membership.sign_in(
                SignIn(
                    server=wish.server,
                    email=wish.email,
                    password=wish.password,
                    is_new=wish.is_new,
                    with_talks=wish.with_talks,
                )
            )
            rooms.signed.set()

        return await self._outcome(sign_in)

    async def unlock(self, passphrase: str) -> Outcome:
        """Open the sealed file with the sign-in; then syncing begins."""

        async def unlock(rooms: Rooms, membership: Membership) -> None:
            await membership.keeper.unlock(passphrase)
            rooms.signed.set()

        return await self._outcome(unlock)

    async def sign_out(self) -> Outcome:
        """Sign out here; what the server could not be told is the outcome's sentence."""
        untold: list[PamError] = []

        async def sign_out(rooms: Rooms, membership: Membership) -> None:
            trouble = await membership.sign_out()
            untold.extend([trouble] if trouble else [])
            rooms.signed.set()

        outcome = await self._outcome(sign_out)
        if untold and not outcome.code:
            return Outcome(sentence=f"The server could not be told. {untold[0]}")
        return outcome

    async def conflicts(self) -> Sequence[Versions]:
        """Those not decided, the oldest first."""
        membership = (await self._live.memory()).membership
        return [versions_of(each) for each in await membership.conflicts()] if membership else ()

    async def keep(self, conflict_id: str, *, mine: bool) -> Outcome:
        """Let one version stand."""

        async def keep(rooms: Rooms, membership: Membership) -> None:
            await membership.decide(conflict_id, mine=mine)
            rooms.unsent.set()
            await rooms.follow_change()

        return await self._outcome(keep)

    async def reach(self) -> None:
        """Look for the server now, instead of when the next attempt is due."""
        (await self._live.memory()).reached.set()

    async def acted(self, actions_id: str, item: int, *, done: bool) -> None:
        """Tell the server, when it can be reached, what became of an item."""
        rooms = await self._live.memory()
        if rooms.membership is not None:
            await rooms.membership.acted(actions_id, item, done=done)
            rooms.unsent.set()

    async def _outcome(self, work: Callable[[Rooms, Membership], Awaitable[None]]) -> Outcome:
        rooms = await self._live.memory()
        if rooms.membership is None:
            return Outcome(code="account.demo", sentence="The demo has no account.")
        rooms.membership.keeper.at_the_desk = True
        try:
            await work(rooms, rooms.membership)
        except PamError as trouble:
            if trouble.fault not in _TYPED_WRONG:
                raise
            wants = trouble.code in (NEEDS_PASSPHRASE, SEALED)
            return Outcome(code=trouble.code, sentence=str(trouble), wants_passphrase=wants)
        finally:
            rooms.membership.keeper.at_the_desk = False
        return Outcome()
