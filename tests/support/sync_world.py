"""A PAM server's log in dicts: what every fake server and every test of syncing agrees on."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pam_core.protocol.codec import to_json
from pam_core.protocol.frames import ActionOutcome, ActionResponse, Chat, Command, Mutation
from pam_core.protocol.judgement import Known, OutOfOrderError, fingerprint, judge
from pam_core.vocabulary.sync import Receipt, Thing

AN_EPOCH = "epoch-1"


@dataclass
class Taken:
    """What a batch came to: its receipts, and why the rest was not taken."""

    receipts: list[Receipt] = field(default_factory=list)
    expected: int | None = None
    code: str = ""


@dataclass
class SyncWorld:
    """One user's log. Whatever a method did is on its imaginary disk when it returns."""

    epoch: str = AN_EPOCH
    log: list[dict[str, Any]] = field(default_factory=list)
    things: dict[tuple[str, str], Thing] = field(default_factory=dict)
    receipts: dict[str, tuple[str, Receipt]] = field(default_factory=dict)
    last_cseqs: dict[str, int] = field(default_factory=dict)
    chats: list[Chat] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    """The id of every command that was carried out, in order: none may be in it twice."""

    @property
    def head_seq(self) -> int:
        return len(self.log)

    def commit(self, device_id: str, commands: Sequence[Command]) -> Taken:
        taken = Taken()
        for command in commands:
            try:
                taken.receipts.append(self._one(device_id, command))
            except OutOfOrderError as error:
                taken.expected, taken.code = error.expected, error.code
                break
        return taken

    def put(self, thing: Thing) -> dict[str, Any]:
        """Another device's change, judged already; returns its event."""
        self.things[thing.entity, thing.id] = thing
        return self.append("wins_update", things=[thing_row(thing)])

    def append(self, type: str, **fields: Any) -> dict[str, Any]:
        """Write an event behind the last one; returns its frame."""
        seq = len(self.log) + 1
        event = {"v": 1, "type": type, "id": event_id(seq), "seq": seq, **fields}
        self.log.append(event)
        return event

    def restored(self, epoch: str, *, to_seq: int) -> None:
        """Become what a backup has that was made when the log had `to_seq` events."""
        self.epoch = epoch
        del self.log[to_seq:]
        kept = {name: at for name, at in self.things.items() if self._is_in_log(at)}
        self.things = kept
        self.receipts = {
            id: (mark, given) for id, (mark, given) in self.receipts.items() if given.seq <= to_seq
        }
        self.last_cseqs = dict.fromkeys(self.last_cseqs, 0)

    def _is_in_log(self, thing: Thing) -> bool:
        row = thing_row(thing)
        return any(row in event.get("things", ()) for event in self.log)

    def _one(self, device_id: str, command: Command) -> Receipt:
        mark, given = self.receipts.get(command.id, (None, None))
        judged = judge(
            command,
            Known(
                last_cseq=self.last_cseqs.get(device_id, 0),
                head_seq=self.head_seq,
                receipt=given,
                fingerprint=mark,
                thing=self._standing(command),
                bank_thing=self._of_bank(command),
            ),
        )
        self.last_cseqs[device_id] = judged.last_cseq
        if judged.is_new:
            self.receipts[command.id] = (fingerprint(command), judged.receipt)
            self.effects.append(command.id)
        if judged.thing is not None:
            self.put(judged.thing)
        if judged.passed_on is not None:
            self._pass_on(judged.passed_on)
        if judged.job is not None:
            self.chats.append(judged.job)
        return judged.receipt

    def _standing(self, command: Command) -> Thing | None:
        if not isinstance(command, Mutation):
            return None
        return self.things.get((command.entity, command.thing_id))

    def _of_bank(self, command: Command) -> Thing | None:
        bank_id = command.fields.get("bank_id") if isinstance(command, Mutation) else None
        for (entity, id), thing in self.things.items():
            same = isinstance(command, Mutation) and (entity, id) == (
                command.entity,
                command.thing_id,
            )
            if (
                bank_id
                and not same
                and not thing.deleted
                and thing.fields.get("bank_id") == bank_id
            ):
                return thing
        return None

    def _pass_on(self, response: ActionResponse) -> None:
        frame = to_json(
            ActionOutcome(
                id=event_id(self.head_seq + 1),
                seq=self.head_seq + 1,
                actions_id=response.actions_id,
                item=response.item,
                outcome=response.outcome,
            )
        )
        self.log.append(frame)


def thing_row(thing: Thing) -> dict[str, Any]:
    """A thing as it travels."""
    return {
        "entity": thing.entity,
        "id": thing.id,
        "rev": thing.rev,
        "fields": dict(thing.fields),
        "deleted": thing.deleted,
        **({"day": thing.day.isoformat()} if thing.day else {}),
        "at": thing.at.isoformat(),
    }


def receipt_row(receipt: Receipt) -> dict[str, Any]:
    """A receipt as it travels."""
    row: dict[str, Any] = {
        "id": receipt.id,
        "cseq": receipt.cseq,
        "verdict": str(receipt.verdict),
        "seq": receipt.seq,
        "rev": receipt.rev,
        "error": receipt.error,
        "thing": thing_row(receipt.thing) if receipt.thing else None,
    }
    return {name: value for name, value in row.items() if value is not None}


def event_id(seq: int) -> str:
    """The id of the event at a place in the log."""
    return f"0199aaaa-0000-7000-8000-{seq:012d}"


def a_thing(number: int, *, rev: int = 1, **changes: Any) -> Thing:
    """An expense of another device's."""
    from datetime import UTC, date, datetime

    thing = Thing(
        entity="expense",
        id=f"0199bbbb-0000-7000-8000-{number:012d}",
        rev=rev,
        fields={
            "amount_minor": 1000 + number,
            "currency": "USD",
            "category": "fuel",
            "merchant": None,
            "description": "diesel",
            "spent_on": "2026-06-03",
            "bank_id": None,
        },
        day=date(2026, 6, 3),
        at=datetime(2026, 6, 3, 12, 0, tzinfo=UTC),
    )
    return replace(thing, **changes)
