"""The log behind its door: what devices did, what they are told, what stands."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from pam_core.protocol import limits
from pam_core.protocol.frames import Command
from pam_core.vocabulary.sync import Receipt, Snapshot, Thing
from pam_server.ports import Committed, EventPage, SnapshotNeeded, Standing
from pam_server.store import erasure, looking, rows, tables
from pam_server.store.batch import Call
from pam_server.store.database import Database
from pam_server.store.fields import JudgeFields, judge_fields


class SqlLog:
    """The `Log` in a Database.

    `judge_fields` says what is the matter with a thing's fields; see `store.fields`.
    """

    def __init__(self, database: Database, *, judge_fields: JudgeFields = judge_fields) -> None:
        self._database = database
        self._judge_fields = judge_fields

    async def standing(self, user_id: str, device_id: str) -> Standing:
        """How far a device is; one that was never seen stands at 0."""

        def look(connection: Connection) -> Standing:
            devices = tables.devices
            epoch, head_seq, _ = _ends(connection, user_id)
            last = connection.execute(
                select(devices.c.last_cseq).where(
                    devices.c.user_id == user_id, devices.c.device_id == device_id
                )
            ).scalar()
            return Standing(epoch=epoch, head_seq=head_seq, last_cseq=last or 0)

        return await self._database.read(look)

    async def commit(self, user_id: str, device_id: str, commands: Sequence[Command]) -> Committed:
        """Judge and write commands, each wholly or not at all, many users' in one transaction.

        Raises PamError `account.erased` where the user is no more.
        """
        committed: Committed = await self._database.write_call(
            Call(
                user_id=user_id,
                device_id=device_id,
                commands=tuple(commands),
                judge_fields=self._judge_fields,
            )
        )
        return committed

    async def events(self, user_id: str, epoch: str, since: int, limit: int) -> EventPage:
        """Events after `since`. Raises SnapshotNeeded; an epoch of "" is any while `since` is 0."""

        def look(connection: Connection) -> EventPage:
            here, head_seq, trimmed_seq = _ends(connection, user_id)
            is_other = epoch != here and (epoch != "" or since > 0)
            if is_other or not trimmed_seq <= since <= head_seq:
                raise SnapshotNeeded
            events = tables.events
            found = connection.execute(
                select(events.c.frame)
                .where(events.c.user_id == user_id, events.c.seq > since)
                .order_by(events.c.seq)
                .limit(_bounded(limit))
            ).scalars()
            return EventPage(
                epoch=here, head_seq=head_seq, events=tuple(rows.event_of(one) for one in found)
            )

        return await self._database.read(look)

    async def snapshot(self, user_id: str, after: str, limit: int) -> Snapshot:
        """A page of all things, tombstones included; `after` is the page's before `next`, or "".

        Raises SnapshotNeeded where the epoch changed between two pages: begin anew.
        """

        def look(connection: Connection) -> Snapshot:
            epoch, head_seq, _ = _ends(connection, user_id)
            place = looking.Place.begin(epoch, head_seq)
            if after:
                place = looking.Place.read(after)
            if place.epoch != epoch:
                raise SnapshotNeeded
            return looking.page(connection, user_id, place, _bounded(limit))

        return await self._database.read(look)

    async def things(
        self,
        user_id: str,
        entity: str,
        *,
        where: Mapping[str, Any] | None = None,
        limit: int = 100,
        before: str = "",
    ) -> Sequence[Thing]:
        """Those that stand, the latest id first, before an id; `where` on top-level fields."""
        return await self._database.read(
            lambda connection: looking.standing(
                connection, user_id, entity, where or {}, limit=max(limit, 0), before=before
            )
        )

    async def thing(self, user_id: str, entity: str, id: str) -> Thing | None:
        """One thing that stands."""
        return await self._database.read(
            lambda connection: looking.one(connection, user_id, entity, id)
        )

    async def receipt(self, user_id: str, id: str) -> Receipt | None:
        """What a command was answered."""

        def look(connection: Connection) -> Receipt | None:
            receipts = tables.receipts
            row = connection.execute(
                select(receipts).where(receipts.c.user_id == user_id, receipts.c.id == id)
            ).first()
            return None if row is None else rows.receipt_of(row)

        return await self._database.read(look)

    async def erase(self, user_id: str) -> None:
        """Destroy every row of a user's, in every table; idempotent."""
        await self._database.write(
            lambda connection: erasure.erase(connection, user_id), users=(user_id,)
        )


def _ends(connection: Connection, user_id: str) -> tuple[str, int, int]:
    """The epoch, and where the user's log ends and how far it was trimmed."""
    counters = tables.counters
    epoch = looking.epoch(connection)
    row = connection.execute(
        select(counters.c.head_seq, counters.c.trimmed_seq).where(counters.c.user_id == user_id)
    ).first()
    return (epoch, 0, 0) if row is None else (epoch, row.head_seq, row.trimmed_seq)


def _bounded(limit: int) -> int:
    return min(max(limit, 1), limits.BATCH_EVENTS)
