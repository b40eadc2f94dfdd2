"""What the server makes of a command, from what its database knows; no database in here."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pam_core.protocol.codec import to_json
from pam_core.protocol.frames import ActionResponse, Chat, Command, Feedback, Mutation
from pam_core.vocabulary.sync import LAST_ARRIVAL, Receipt, Thing, Verdict

_SORTED = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


class OutOfOrderError(ValueError):
    """The command's number is not the next one. `code`: gap, cseq_behind; nothing was taken."""

    def __init__(self, expected: int, code: str) -> None:
        super().__init__(expected, code)
        self.expected = expected
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What bears on one command.

    `last_cseq` is the device's last number, `head_seq` the end of the user's log. `receipt` and
    `fingerprint` are those given for this id before. `thing` is what a mutation is about, as it
    stands; `bank_thing` another standing thing with the same `bank_id`. `trouble` is the code for
    fields that the server cannot read.
    """

    last_cseq: int
    head_seq: int
    receipt: Receipt | None = None
    fingerprint: str | None = None
    thing: Thing | None = None
    bank_thing: Thing | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What is to be written, all in one transaction.

    `last_cseq` and `head_seq` are the counters after it. `thing` is the revision to write, and with
    it a wins_update at `receipt.seq`; `passed_on` an action_response to log there; `job` a chat
    to answer; `feedback` what to keep. `is_new`: the receipt is to be written.
    """

    receipt: Receipt
    last_cseq: int
    head_seq: int
    is_new: bool = True
    thing: Thing | None = None
    passed_on: ActionResponse | None = None
    job: Chat | None = None
    feedback: Feedback | None = None


def fingerprint(command: Command) -> str:
    """Tells one payload from another; where it stands in a device's order is no part of it."""
    content = {key: value for key, value in to_json(command).items() if key != "cseq"}
    text = _SORTED.encode(content)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def judge(command: Command, known: Known) -> Judgement:
    """What becomes of a command. Raises OutOfOrderError where its turn has not come.

    An id that is known is answered as it was, wherever it stands now: a device that was restored
    from a backup numbers anew what it had sent already. That takes up no number. So the count only
    grows by commands that are new, the number that a waiting command was ever given is never below
    its proper one (the count plus its place among the new ones), and a late copy of a frame cannot
    pass for the next command while one in front of it is missing.
    """
    last = known.last_cseq
    if known.receipt is None and command.cseq:
        if command.cseq > last + 1:
            raise OutOfOrderError(last + 1, "gap")
        if command.cseq <= last:
            raise OutOfOrderError(last + 1, "cseq_behind")
    is_next = known.receipt is None and command.cseq == last + 1
    judged = Judgement(
        receipt=Receipt(
            id=command.id, cseq=command.cseq, verdict=Verdict.COMMITTED, seq=known.head_seq
        ),
        last_cseq=last + 1 if is_next else last,
        head_seq=known.head_seq,
    )
    if known.receipt is not None:
        return replace(judged, receipt=_again(command, known, known.receipt), is_new=False)
    if known.trouble is not None:
        return _rejected(judged, known.trouble)
    if isinstance(command, Mutation):
        return _changed(judged, command, known)
    if isinstance(command, Chat):
        return replace(judged, job=command)
    if isinstance(command, Feedback):
        return replace(judged, feedback=command)
    return _logged(judged, passed_on=command)


def _again(command: Command, known: Known, given: Receipt) -> Receipt:
    if known.fingerprint != fingerprint(command):
        return replace(
            given,
            cseq=command.cseq,
            verdict=Verdict.REJECTED,
            rev=None,
            error="id_reused",
            thing=None,
        )
    if given.verdict is Verdict.REJECTED:
        return replace(given, cseq=command.cseq)
    return replace(given, cseq=command.cseq, verdict=Verdict.DUPLICATE)


def _changed(judged: Judgement, command: Mutation, known: Known) -> Judgement:
    standing = known.thing
    rev = standing.rev if standing else 0
    is_free = command.entity in LAST_ARRIVAL
    if not is_free and command.base_rev != rev:
        return _rejected(judged, "conflict", standing)
    if command.op == "merge" and not is_free:
        return _rejected(judged, "merge_not_allowed")
    if command.op == "delete" and standing is None:
        return _rejected(judged, "nothing_there")
    if known.bank_thing is not None and command.op == "put":
        return _rejected(judged, "bank_id_taken", known.bank_thing)
    if is_free and standing is not None and standing.deleted and command.op != "put":
        return _rejected(judged, "nothing_there")
    thing = Thing(
        entity=command.entity,
        id=command.thing_id,
        rev=rev + 1,
        fields=_fields(command, standing),
        deleted=command.op == "delete",
        day=command.day if command.op == "put" or standing is None else standing.day,
        at=command.occurred_at,
    )
    return _logged(judged, rev=thing.rev, thing=thing)


def _fields(command: Mutation, standing: Thing | None) -> Mapping[str, Any]:
    if command.op == "put":
        return command.fields
    before = standing.fields if standing and not standing.deleted else {}
    # What was deleted keeps its last fields where they may be shown beside a conflicting edit;
    # talk that was deleted is gone.
    if command.op == "delete":
        return {} if command.entity in LAST_ARRIVAL else before
    return {**before, **command.fields}


def _logged(judged: Judgement, rev: int | None = None, **what: Any) -> Judgement:
    seq = judged.head_seq + 1
    receipt = replace(judged.receipt, seq=seq, rev=rev)
    return replace(judged, head_seq=seq, receipt=receipt, **what)


def _rejected(judged: Judgement, error: str, thing: Thing | None = None) -> Judgement:
    receipt = replace(judged.receipt, verdict=Verdict.REJECTED, error=error, thing=thing)
    return replace(judged, receipt=receipt)
