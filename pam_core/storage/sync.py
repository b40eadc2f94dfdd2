"""The `SyncStore` port: what waits for the server and what came from it, beside what is kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pam_core.storage import answered, conflicts, inbox, outbox, snapshot
from pam_core.storage.file import DatabaseFile
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.sync import (
    Account,
    Conflict,
    Receipt,
    ServerEvent,
    Snapshot,
    SyncStanding,
    Waiting,
)

if TYPE_CHECKING:
    from sqlite_utils import Database

_STANDING = """
SELECT *, (SELECT count(*) FROM outbox) AS waiting, (SELECT count(*) FROM conflicts) AS conflicts
FROM sync_state
"""
_JOIN = """
UPDATE sync_state SET server = :server, user_id = :user_id, email = :email, signed_in = 1,
    with_talks = :with_talks
"""
# Another machine by name from now on: a server that knows the former one counts on from there.
_FORGET = (
    "DELETE FROM outbox",
    "DELETE FROM synced",
    "DELETE FROM conflicts",
    "DELETE FROM sync_state",
)


class SqliteSync:
    """The `SyncStore` port on a database file.

    A second command about a thing is not handed out before the first was settled: see `waiting`.
    """

    def __init__(self, file: DatabaseFile) -> None:
        self._file = file
        self._tried_again = False

    async def standing(self) -> SyncStanding:
        """How this machine stands. What an older PAM could not read is tried first, once."""
        if not self._tried_again:
            await self._file.write(inbox.try_again)
            self._tried_again = True
        return await self._file.write(_standing)

    async def join(self, account: Account, at: datetime, *, with_talks: bool) -> int:
        """Sign in; what is there already enters the outbox. Returns how many wait.

        Idempotent for the same account. `with_talks`: the talk is sent too. Raises PamError
        `sync.other_account` where the database belongs to another one.
        """

        def joined(database: "Database") -> int:
            before = _standing(database, at).account
            if before and (before.server, before.user_id) != (account.server, account.user_id):
                raise _other_account(before)
            row = {"server": account.server, "user_id": account.user_id, "email": account.email}
            database.execute(_JOIN, {**row, "with_talks": with_talks})
            if before is None:
                outbox.upload(database, turns=False)
            if with_talks:
                outbox.upload(database, turns=True)
            return _standing(database).waiting

        return await self._file.write(joined)

    async def leave(self) -> None:
        """Sign out: the outbox stays, and goes on filling."""
        await self._file.write(
            lambda database: database.execute("UPDATE sync_state SET signed_in = 0")
        )

    async def forget(self) -> None:
        """Belong to no account any more: what is kept stays, nothing of it is collected.

        What waited is dropped, decisions too (the server's version stands), and any account may be
        joined next. Idempotent.
        """

        def forgotten(database: "Database") -> None:
            for statement in _FORGET:
                database.execute(statement)

        await self._file.write(forgotten)

    async def waiting(self, *, after_cseq: int = 0, limit: int = 100) -> Sequence[Waiting]:
        """Commands in the order they were given, as far as they may be sent by now.

        It ends before the second command about one thing: what the server makes of the first
        decides about it, so it is there once the first was settled.
        """
        return await self._file.write(lambda database: outbox.waiting(database, after_cseq, limit))

    async def take_waiting(self) -> Sequence[Waiting]:
        """All that waits, and empties the outbox: for whoever commits it by another way."""

        def taken(database: "Database") -> list[Waiting]:
            rows = list(database.query("SELECT * FROM outbox ORDER BY cseq"))
            database.execute("DELETE FROM outbox")
            return [outbox.waiting_of(row) for row in rows]

        return await self._file.write(taken)

    async def put(self, type: str, body: Mapping[str, Any], at: datetime) -> Waiting:
        """Place a command that is no change of a thing (chat, feedback, action_response)."""

        def placed(database: "Database") -> Waiting:
            _standing(database, at)
            return outbox.add(database, type, body, at)

        return await self._file.write(placed)

    async def settle(self, receipts: Sequence[Receipt]) -> Sequence[Conflict]:
        """Take out of the outbox what was answered; what was refused becomes a conflict.

        Then the server's version stands here too, and the user's is kept beside it. What the
        server has never had stays here though it was refused.
        """

        def settled(database: "Database") -> list[Conflict]:
            with inbox.from_the_server(database):
                made = {answered.settle(database, receipt) for receipt in receipts} - {None}
            return [one for one in conflicts.listed(database) if one.id in made] if made else []

        return await self._file.write(settled)

    async def renumber(self, first: int) -> None:
        """Number the whole outbox anew from `first`, in its order; `last_cseq` follows."""
        await self._file.write(lambda database: outbox.renumber(database, first))

    async def apply(self, epoch: str, events: Sequence[ServerEvent]) -> Sequence[ServerEvent]:
        """Apply events that follow on, with the cursor; returns those that were new.

        Known ones are ignored. Raises PamError `sync.hole` where one is missing between,
        `sync.epoch` where they are of another epoch; then nothing is applied.
        """

        def applied(database: "Database") -> Sequence[ServerEvent]:
            _standing(database)
            return inbox.apply(database, epoch, events)

        return await self._file.write(applied)

    async def take_in(self, page: Snapshot, *, first: bool) -> None:
        """Apply a page of a snapshot; with the last one the cursor stands at its `as_of`.

        Of a new epoch: what was committed here and is missing or older there enters the outbox
        again, after the last page. Raises PamError `sync.epoch` where pages are of two.
        """

        def taken_in(database: "Database") -> None:
            _standing(database)
            snapshot.take_in(database, page, first=first)

        await self._file.write(taken_in)

    async def conflicts(self) -> Sequence[Conflict]:
        """Those not decided, the oldest first."""
        return await self._file.read(conflicts.listed)

    async def decide(self, conflict_id: str, *, mine: bool, at: datetime) -> None:
        """Let one version stand: `mine` is a new edit on top of theirs. Idempotent."""
        await self._file.write(
            lambda database: conflicts.decide(database, conflict_id, mine=mine, at=at)
        )


def _standing(database: "Database", at: datetime | None = None) -> SyncStanding:
    """The one row of the state, made with a name for this machine where there is none yet."""
    rows = list(database.query(_STANDING))
    if not rows:
        device_id = new_id(at or datetime.now().astimezone())
        database.execute("INSERT INTO sync_state (one, device_id) VALUES (1, ?)", [device_id])
        rows = list(database.query(_STANDING))
    (row,) = rows
    account = row["user_id"] and Account(
        server=row["server"], user_id=row["user_id"], email=row["email"]
    )
    return SyncStanding(
        device_id=row["device_id"],
        account=account,
        is_signed_in=bool(row["signed_in"]),
        epoch=row["epoch"],
        since=row["since"],
        last_cseq=row["last_cseq"],
        waiting=row["waiting"],
        conflicts=row["conflicts"],
    )


def _other_account(before: Account) -> PamError:
    return PamError(
        "sync.other_account",
        f"What is kept here belongs to the account of {before.email} at {before.server}.",
        mend="Sign in to that one, or have `pam logout --forget` end that for good first.",
        fault=Fault.USER,
    )
