"""What survives a crash in the simulated world: a server's database and a desktop's."""

import copy
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID

from pam_core.protocol.frames import Chat, ChatResponse, Command, LogEvent, Mutation, WinsUpdate
from pam_core.protocol.judgement import Known, OutOfOrderError, fingerprint, judge
from pam_core.protocol.translation import row_of
from pam_core.vocabulary.sync import (
    Receipt,
    ServerEvent,
    SyncStanding,
    Thing,
    Verdict,
    Waiting,
)

START = datetime(2026, 7, 1, tzinfo=UTC)


def uuid(kind: int, number: int) -> str:
    return str(UUID(int=(kind << 64) + number))


class ServerDisk:
    """One user's rows at the server; each method is one transaction."""

    def __init__(self) -> None:
        self.epoch = "epoch-1"
        self.things: dict[str, Thing] = {}
        self.log: list[LogEvent] = []
        self.receipts: dict[str, tuple[Receipt, str]] = {}
        self.last_cseq: dict[str, int] = {}
        self.effects: list[str] = []
        """Ids of the commands that changed something, in order."""
        self.jobs: dict[str, Chat] = {}
        """Chats that wait for their answer."""
        self.answers: list[str] = []
        """Ids of the chats that were answered, in order."""
        self.began_at = 0
        """Events up to here can no longer be asked for."""

    def commit(
        self, device: str, commands: Sequence[Command]
    ) -> tuple[list[Receipt], list[LogEvent], int | None, str]:
        receipts: list[Receipt] = []
        first = len(self.log)
        for command in commands:
            try:
                receipts.append(self._one(device, command))
            except OutOfOrderError as error:
                return receipts, self.log[first:], error.expected, error.code
        return receipts, self.log[first:], None, ""

    def _one(self, device: str, command: Command) -> Receipt:
        last = self.last_cseq.get(device, 0)
        receipt, print_ = self.receipts.get(command.id, (None, None))
        thing = self.things.get(command.thing_id) if isinstance(command, Mutation) else None
        judged = judge(
            command,
            Known(
                last_cseq=last,
                head_seq=len(self.log),
                receipt=receipt,
                fingerprint=print_,
                thing=thing,
            ),
        )
        assert judged.last_cseq - last in (0, 1), "cseq has a gap at the server"
        self.last_cseq[device] = judged.last_cseq
        if judged.is_new:
            self.receipts[command.id] = (judged.receipt, fingerprint(command))
        if judged.thing is not None:
            assert judged.head_seq == len(self.log) + 1, "seq has a gap"
            self.things[judged.thing.id] = judged.thing
            event_id = uuid(9, judged.head_seq)
            row = row_of(judged.thing)
            self.log.append(WinsUpdate(id=event_id, seq=judged.head_seq, things=(row,)))
        if judged.job is not None:
            self.jobs[command.id] = judged.job
        if judged.thing or judged.job or judged.feedback:
            self.effects.append(command.id)
        return judged.receipt

    def answer(self, id: str) -> ChatResponse:
        chat, seq = self.jobs.pop(id), len(self.log) + 1
        response = ChatResponse(
            id=uuid(8, seq),
            seq=seq,
            in_reply_to=id,
            conversation_id=chat.conversation_id,
            message="eggs",
        )
        self.log.append(response)
        self.answers.append(id)
        return response

    def backup(self) -> "ServerDisk":
        return copy.deepcopy(self)


class HoleError(Exception):
    """Events do not follow on what is there."""


class DeviceDisk:
    """A desktop's outbox, cursor and view; each method is one transaction."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.device_id = uuid(1, number)
        self.epoch = ""
        self.since = 0
        self.last_cseq = 0
        self.outbox: list[Waiting] = []
        self.view: dict[str, Thing] = {}
        self.made = 0
        self.mine: set[str] = set()
        """Every command of this disk's."""
        self.about: dict[str, str] = {}
        """Of a mutation's id the thing."""
        self.asked: set[str] = set()
        """Of `mine` the chats."""
        self.heard: list[str] = []
        """Chats whose answer came, as it was told."""
        self.gone: set[str] = set()
        """Things deleted here that a server which was put back knows nothing of."""
        self.acknowledged: set[str] = set()
        """Commands that were answered with committed or duplicate."""
        self.refused: set[str] = set()

    def standing(self) -> SyncStanding:
        return SyncStanding(
            device_id=self.device_id,
            account=None,
            is_signed_in=True,
            epoch=self.epoch,
            since=self.since,
            last_cseq=self.last_cseq,
            waiting=len(self.outbox),
            conflicts=0,
        )

    def change(
        self,
        thing_id: str,
        fields: Mapping[str, object],
        at: datetime,
        *,
        entity: str = "note",
        op: str = "put",
        base_rev: int = 0,
    ) -> None:
        made = {"device": self.number, "made": self.made + 1}
        body = {
            "entity": entity,
            "thing_id": thing_id,
            "op": op,
            "base_rev": base_rev,
            "fields": {} if op == "delete" else {**fields, **made},
            "occurred_at": at.isoformat(),
        }
        self.about[self._put("mutation", body, at)] = thing_id

    def ask(self, at: datetime) -> None:
        body = {"conversation_id": uuid(4, self.number), "message": "eggs?"}
        self.asked.add(self._put("chat", body, at))

    def praise(self, at: datetime) -> None:
        self._put("feedback", {"thumb": 1}, at)

    def _put(self, type: str, body: Mapping[str, object], at: datetime) -> str:
        self.made += 1
        self.last_cseq += 1
        id = uuid(100 + self.number, self.made)
        self.mine.add(id)
        self.outbox.append(Waiting(id=id, cseq=self.last_cseq, type=type, body=body, made_at=at))
        return id

    def backup(self) -> "DeviceDisk":
        return copy.deepcopy(self)

    def waiting(self, after_cseq: int, limit: int) -> list[Waiting]:
        return [one for one in self.outbox if one.cseq > after_cseq][:limit]

    def settle(self, receipts: Sequence[Receipt]) -> None:
        for receipt in receipts:
            if receipt.verdict is Verdict.REJECTED:
                self.refused.add(receipt.id)
            else:
                self.acknowledged.add(receipt.id)
                self._stands(receipt)
        answered = {receipt.id for receipt in receipts}
        self.outbox = [one for one in self.outbox if one.id not in answered]

    def _stands(self, receipt: Receipt) -> None:
        """What was acknowledged is part of the view, whether its event has come or not."""
        for one in (one for one in self.outbox if one.id == receipt.id and receipt.rev):
            body, id = one.body, one.body["thing_id"]
            before = self.view.get(id)
            rev = before.rev if before else 0
            # What a part was added to must be known; else its event tells what became of it.
            if rev >= receipt.rev or (body["op"] != "put" and rev != receipt.rev - 1):
                continue
            is_talk, is_gone = body["entity"] == "turn", body["op"] == "delete"
            is_whole = before is None or before.deleted or body["op"] == "put"
            kept = {} if is_whole else before.fields
            self.view[id] = Thing(
                entity=body["entity"],
                id=id,
                rev=receipt.rev,
                fields={} if is_talk and is_gone else {**kept, **body["fields"]},
                deleted=is_gone,
                at=one.made_at,
            )

    def renumber(self, first: int) -> None:
        self.outbox = [
            Waiting(
                id=one.id, cseq=first + place, type=one.type, body=one.body, made_at=one.made_at
            )
            for place, one in enumerate(self.outbox)
        ]
        self.last_cseq = first + len(self.outbox) - 1

    def apply(self, epoch: str, events: Sequence[ServerEvent]) -> None:
        if self.epoch not in ("", epoch):
            raise HoleError("sync.epoch")
        for event in events:
            if event.seq <= self.since:
                continue
            if event.seq != self.since + 1:
                raise HoleError("sync.hole")
            self.since = event.seq
            if event.type == ChatResponse.TYPE:
                self.heard.append(event.body["in_reply_to"])
            for thing in event.things:
                known = self.view.get(thing.id)
                if known is None or known.rev < thing.rev:
                    self.view[thing.id] = thing
        self.epoch = epoch

    def take_in(self, epoch: str, as_of: int, things: dict[str, Thing], at: datetime) -> None:
        is_other = epoch != self.epoch
        before, self.view = self.view, dict(things)
        self.epoch, self.since = epoch, as_of
        if not is_other:
            return
        for id, thing in before.items():
            there = things.get(id)
            if there is not None and there.rev >= thing.rev:
                continue
            if there is None and thing.deleted:
                self.gone.add(id)
                continue
            self.change(
                id,
                {**thing.fields, "again": True},
                at,
                entity=thing.entity,
                op="delete" if thing.deleted else "put",
                base_rev=there.rev if there else 0,
            )
