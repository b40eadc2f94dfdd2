"""The server's rule on dicts: what commands come to, for tests of what a desktop makes of it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pam_core.protocol.codec import client_frame
from pam_core.protocol.frames import Mutation
from pam_core.protocol.judgement import Known, OutOfOrderError, fingerprint, judge
from pam_core.storage.chats import SqliteChatStore
from pam_core.storage.file import DatabaseFile
from pam_core.storage.memory import SqliteMemory
from pam_core.storage.sync import SqliteSync
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.sync import (
    Account,
    Receipt,
    ServerEvent,
    Snapshot,
    Thing,
    Verdict,
    Waiting,
)
from tests.core.storage.examples import NOW

ACCOUNT = Account(server="https://pam.test", user_id="anne", email="anne@pam.test")


class DictServer:
    """One user's account: things, a log and the receipts that were given."""

    def __init__(self, epoch: str = "e1") -> None:
        self.epoch = epoch
        self.things: dict[tuple[str, str], Thing] = {}
        self.events: list[ServerEvent] = []
        self.given: dict[str, tuple[str, Receipt]] = {}
        self.last: dict[str, int] = {}

    def commit(self, device: str, waiting: Waiting) -> Receipt:
        """Judge a command as the real server does, and carry it out."""
        content = {"type": waiting.type, "id": waiting.id, "cseq": waiting.cseq, **waiting.body}
        command = client_frame(content)
        assert isinstance(command, Mutation)
        standing = self.things.get((command.entity, command.thing_id))
        mark, receipt = self.given.get(waiting.id, (None, None))
        known = Known(
            last_cseq=self.last.get(device, 0),
            head_seq=len(self.events),
            receipt=receipt,
            fingerprint=mark,
            thing=standing,
            bank_thing=self._same_row(command),
        )
        judged = judge(command, known)
        self.last[device] = judged.last_cseq
        if judged.is_new:
            self.given[waiting.id] = (fingerprint(command), judged.receipt)
        if judged.thing is not None:
            self.put(judged.thing)
        return judged.receipt

    def put(self, *things: Thing) -> ServerEvent:
        """Log things as they are."""
        for thing in things:
            self.things[thing.entity, thing.id] = thing
        seq = len(self.events) + 1
        event = ServerEvent(seq=seq, id=new_id(NOW), type="wins_update", things=things)
        self.events.append(event)
        return event

    def page(self) -> Snapshot:
        """All there is, as one page."""
        things = tuple(self.things.values())
        return Snapshot(epoch=self.epoch, as_of=len(self.events), things=things)

    def restored(self, backup: "DictServer") -> None:
        """Be the backup again, as another database."""
        self.epoch += "+"
        self.things, self.events = dict(backup.things), list(backup.events)
        self.given, self.last = dict(backup.given), dict(backup.last)

    def copy(self) -> "DictServer":
        """A backup."""
        made = DictServer(self.epoch)
        made.things, made.events = dict(self.things), list(self.events)
        made.given, made.last = dict(self.given), dict(self.last)
        return made

    def _same_row(self, command: Mutation) -> Thing | None:
        bank_id = command.fields.get("bank_id")
        rows = (
            thing
            for (entity, id), thing in self.things.items()
            if entity in ("expense", "income") and id != command.thing_id and not thing.deleted
        )
        return next((one for one in rows if bank_id and one.fields.get("bank_id") == bank_id), None)


class Desktop:
    """One machine's file with its doors."""

    def __init__(self, path: Path) -> None:
        self.file = DatabaseFile(path)
        self.sync = SqliteSync(self.file)
        self.memory = SqliteMemory(self.file)
        self.chats = SqliteChatStore(self.file)

    async def join(self, *, with_talks: bool = False) -> int:
        """Sign in."""
        return await self.sync.join(ACCOUNT, NOW, with_talks=with_talks)

    async def send(self, server: DictServer, most: int = 16) -> Sequence[Any]:
        """One batch out, its receipts in; the conflicts it came to."""
        standing = await self.sync.standing()
        if not standing.epoch:
            # Known before anything is acknowledged, as the protocol's machine sees to.
            await self.sync.apply(server.epoch, ())
        last = server.last.get(standing.device_id, 0)
        ready = await self.sync.waiting(limit=most)
        if ready and ready[0].cseq != last + 1:
            await self.sync.renumber(last + 1)
            ready = await self.sync.waiting(limit=most)
        receipts: list[Receipt] = []
        expected = None
        for one in ready:
            try:
                receipts.append(server.commit(standing.device_id, one))
            except OutOfOrderError as error:
                # One in front of it was known already, and took up no number.
                expected = error.expected
                break
        conflicts = await self.sync.settle(receipts)
        if expected is not None:
            await self.sync.renumber(expected)
        return conflicts

    async def receive(self, server: DictServer) -> None:
        """What is new there, or all of it where it is another database."""
        standing = await self.sync.standing()
        if standing.epoch not in ("", server.epoch):
            await self.sync.take_in(server.page(), first=True)
            return
        await self.sync.apply(server.epoch, server.events[standing.since :])

    async def exchange(self, server: DictServer) -> None:
        """Until nothing waits and nothing is new."""
        await self.receive(server)
        while (await self.sync.standing()).waiting:
            await self.send(server)
        await self.receive(server)

    async def shown(self) -> dict[tuple[str, str], str]:
        """What stands here."""
        rows = await self.file.read(
            lambda database: list(
                database.query(
                    "SELECT entity, thing_id, fields FROM things_here WHERE latest AND NOT deleted"
                )
            )
        )
        return {(row["entity"], row["thing_id"]): row["fields"] for row in rows}


def lost(receipt: Receipt) -> Receipt:
    """The same answer, given for the second time."""
    return replace(receipt, verdict=Verdict.DUPLICATE)
