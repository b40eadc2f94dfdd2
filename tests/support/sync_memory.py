"""The `SyncStore` port in dicts, as strict as its docstrings, for tests of whoever drives it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.sync import (
    Account,
    Conflict,
    Receipt,
    ServerEvent,
    Snapshot,
    SyncStanding,
    Thing,
    Verdict,
    Waiting,
)


class MemorySync:
    """A desktop's side. `edit` is what a skill does; `shown` what the user sees."""

    def __init__(self, device: int = 1) -> None:
        self.device_id = f"0199dddd-0000-7000-8000-{device:012d}"
        self.account: Account | None = None
        self.is_signed_in = False
        self.epoch = ""
        self.since = 0
        self.last_cseq = 0
        self.outbox: list[Waiting] = []
        self.server: dict[tuple[str, str], Thing] = {}
        self.open: list[Conflict] = []
        self.applied: list[int] = []
        self.acknowledged: list[str] = []
        self.fault: PamError | None = None
        self.on_change: Callable[[], None] = lambda: None
        """Called after what came from the server was taken."""

    async def standing(self) -> SyncStanding:
        return SyncStanding(
            device_id=self.device_id,
            account=self.account,
            is_signed_in=self.is_signed_in,
            epoch=self.epoch,
            since=self.since,
            last_cseq=self.last_cseq,
            waiting=len(self.outbox),
            conflicts=len(self.open),
        )

    async def join(self, account: Account, at: datetime, *, with_talks: bool) -> int:
        self.account, self.is_signed_in = account, True
        return len(self.outbox)

    async def leave(self) -> None:
        self.is_signed_in = False

    async def forget(self) -> None:
        self.account, self.is_signed_in = None, False
        self.epoch, self.since, self.last_cseq = "", 0, 0
        self.outbox.clear()

    async def waiting(self, *, after_cseq: int = 0, limit: int = 100) -> Sequence[Waiting]:
        return [one for one in self.outbox if one.cseq > after_cseq][:limit]

    async def put(self, type: str, body: Mapping[str, Any], at: datetime) -> Waiting:
        self.last_cseq += 1
        made = Waiting(id=new_id(at), cseq=self.last_cseq, type=type, body=body, made_at=at)
        self.outbox.append(made)
        return made

    async def edit(self, thing_id: str, at: datetime, **fields: Any) -> Waiting:
        """The user keeps a note."""
        waiting_now = sum(1 for one in self.outbox if one.body.get("thing_id") == thing_id)
        known = self.server.get(("note", thing_id))
        return await self.put(
            "mutation",
            {
                "entity": "note",
                "thing_id": thing_id,
                "op": "put",
                "base_rev": (known.rev if known else 0) + waiting_now,
                "fields": fields,
                "occurred_at": at.isoformat(),
            },
            at,
        )

    async def settle(self, receipts: Sequence[Receipt]) -> Sequence[Conflict]:
        found = []
        for receipt in receipts:
            mine = next((one for one in self.outbox if one.id == receipt.id), None)
            if mine is None:
                continue
            self.outbox.remove(mine)
            self.acknowledged.append(mine.id)
            if receipt.thing is not None:
                self._take(receipt.thing)
            if receipt.verdict is Verdict.REJECTED and receipt.error == "conflict":
                theirs = receipt.thing.fields if receipt.thing else None
                found.append(
                    Conflict(
                        id=mine.id,
                        entity=str(mine.body["entity"]),
                        thing_id=str(mine.body["thing_id"]),
                        mine=mine.body.get("fields"),
                        theirs=theirs,
                        at=mine.made_at,
                        error="conflict",
                    )
                )
        self.open += found
        self.on_change()
        return found

    async def renumber(self, first: int) -> None:
        self.outbox = [replace(one, cseq=first + n) for n, one in enumerate(self.outbox)]
        self.last_cseq = first + len(self.outbox) - 1

    async def apply(self, epoch: str, events: Sequence[ServerEvent]) -> Sequence[ServerEvent]:
        if self.fault is not None:
            raise self.fault
        if self.epoch and epoch != self.epoch:
            raise PamError("sync.epoch", "Another epoch.", fault=Fault.BUG)
        new = [event for event in events if event.seq > self.since]
        for place, event in enumerate(new):
            if event.seq != self.since + 1 + place:
                raise PamError("sync.hole", "A hole.", fault=Fault.BUG)
        for event in new:
            for thing in event.things:
                self._take(thing)
            self.applied.append(event.seq)
        self.epoch, self.since = epoch, self.since + len(new)
        self.on_change()
        return new

    async def take_in(self, page: Snapshot, *, first: bool) -> None:
        if first:
            self.server.clear()
        for thing in page.things:
            self._take(thing)
        if not page.next:
            self.epoch, self.since = page.epoch, page.as_of
        self.on_change()

    async def conflicts(self) -> Sequence[Conflict]:
        return list(self.open)

    async def decide(self, conflict_id: str, *, mine: bool, at: datetime) -> None:
        self.open = [one for one in self.open if one.id != conflict_id]

    def _take(self, thing: Thing) -> None:
        known = self.server.get((thing.entity, thing.id))
        if known is None or thing.rev > known.rev:
            self.server[thing.entity, thing.id] = thing
