"""The `SyncStore` port as far as the account's commands and dialogs use it, in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.sync import (
    Account,
    Conflict,
    Receipt,
    ServerEvent,
    Snapshot,
    SyncStanding,
    Waiting,
)


@dataclass
class FakeSyncStore:
    """`decided` are the choices that were made, `there` how many changes a sign-in finds."""

    account: Account | None = None
    is_signed_in: bool = False
    with_talks: bool = False
    there: int = 0
    open_conflicts: list[Conflict] = field(default_factory=list)
    decided: list[tuple[str, bool]] = field(default_factory=list)
    outbox: list[Waiting] = field(default_factory=list)

    async def standing(self) -> SyncStanding:
        return SyncStanding(
            device_id="device-1",
            account=self.account,
            is_signed_in=self.is_signed_in,
            epoch="",
            since=0,
            last_cseq=len(self.outbox),
            waiting=len(self.outbox) + (self.there if self.account else 0),
            conflicts=len(self.open_conflicts),
        )

    async def join(self, account: Account, at: datetime, *, with_talks: bool) -> int:
        if self.account is not None and self.account.user_id != account.user_id:
            raise PamError(
                "sync.other_account", "This database belongs to another one.", fault=Fault.USER
            )
        self.account, self.is_signed_in, self.with_talks = account, True, with_talks
        return self.there

    async def leave(self) -> None:
        self.is_signed_in = False

    async def forget(self) -> None:
        self.account, self.is_signed_in = None, False
        self.outbox.clear()

    async def waiting(self, *, after_cseq: int = 0, limit: int = 100) -> Sequence[Waiting]:
        return [it for it in self.outbox if it.cseq > after_cseq][:limit]

    async def put(self, type: str, body: Mapping[str, Any], at: datetime) -> Waiting:
        cseq = len(self.outbox) + 1
        one = Waiting(id=f"w{cseq}", cseq=cseq, type=type, body=body, made_at=at)
        self.outbox.append(one)
        return one

    async def settle(self, receipts: Sequence[Receipt]) -> Sequence[Conflict]:
        done = {receipt.id for receipt in receipts}
        self.outbox = [it for it in self.outbox if it.id not in done]
        return ()

    async def renumber(self, first: int) -> None:
        raise NotImplementedError

    async def apply(self, epoch: str, events: Sequence[ServerEvent]) -> Sequence[ServerEvent]:
        return events

    async def take_in(self, page: Snapshot, *, first: bool) -> None:
        raise NotImplementedError

    async def conflicts(self) -> Sequence[Conflict]:
        return self.open_conflicts

    async def decide(self, conflict_id: str, *, mine: bool, at: datetime) -> None:
        self.decided.append((conflict_id, mine))
        self.open_conflicts = [it for it in self.open_conflicts if it.id != conflict_id]
