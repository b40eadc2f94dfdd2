"""Many users' commands in one transaction: load what bears on them, judge in order, write."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from pam_core.protocol.codec import to_json
from pam_core.protocol.frames import ActionOutcome, Command, LogEvent, Mutation, WinsUpdate
from pam_core.protocol.judgement import Judgement, Known, OutOfOrderError, fingerprint, judge
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.sync import Receipt
from pam_server.ports import Committed
from pam_server.store import rows, tables
from pam_server.store.columns import microseconds
from pam_server.store.done import Done
from pam_server.store.fields import JudgeFields, judge_command
from pam_server.store.quick import insert
from pam_server.store.state import State, Wanted, erased_among, load, write


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Commands of one device, in their order."""

    user_id: str
    device_id: str
    commands: Sequence[Command]
    judge_fields: JudgeFields


def lock_users(connection: Connection, users: Collection[str]) -> None:
    """Make this transaction the only one that changes these users' counters and log.

    On SQLite there is only one that writes anyway.
    """
    if not users or connection.dialect.name != "postgresql":
        return
    counters = tables.counters
    ordered = sorted(users)
    # In one order everywhere, so that no two wait for one another.
    connection.execute(
        insert(connection, counters).on_conflict_do_nothing(),
        [{"user_id": user, "head_seq": 0} for user in ordered],
    )
    connection.execute(
        select(counters.c.user_id)
        .where(counters.c.user_id.in_(ordered))
        .order_by(counters.c.user_id)
        .with_for_update()
    ).all()
    # The lock itself is a row, and an erased user has none.
    gone = erased_among(connection, ordered)
    if gone:
        connection.execute(counters.delete().where(counters.c.user_id.in_(gone)))


def write_calls(connection: Connection, calls: Sequence[Call]) -> list[Done | PamError]:
    """Judge and write all; the answers in their order. Users are locked already."""
    if not calls:
        return []
    state = load(connection, _wanted(calls))
    now = datetime.now(UTC)
    answers = [_answered(state, call, now) for call in calls]
    write(connection, state)
    return answers


def _wanted(calls: Sequence[Call]) -> Wanted:
    mutations = [
        (call.user_id, command)
        for call in calls
        for command in call.commands
        # What cannot be a key is not asked for.
        if isinstance(command, Mutation) and judge_command(command) is None
    ]
    return Wanted(
        users={call.user_id for call in calls},
        devices={(call.user_id, call.device_id) for call in calls},
        receipts={(call.user_id, command.id) for call in calls for command in call.commands},
        things={(user, one.entity, one.thing_id) for user, one in mutations},
        banks=set(_banks(mutations)),
    )


def _banks(mutations: Iterable[tuple[str, Mutation]]) -> Iterable[tuple[str, str]]:
    for user, one in mutations:
        bank_hash = rows.bank_hash(one.entity, one.fields)
        if bank_hash is not None:
            yield user, bank_hash


def _answered(state: State, call: Call, now: datetime) -> Done | PamError:
    if call.user_id in state.gone:
        return PamError("account.erased", "This account was erased.", fault=Fault.USER)
    receipts: list[Receipt] = []
    events: list[LogEvent] = []
    stopped: dict[str, Any] = {}
    jobs_before = len(state.new_jobs)
    for command in call.commands:
        try:
            judged, event = _judged(state, call, command, now)
        except OutOfOrderError as error:
            stopped = {"expected": error.expected, "code": error.code}
            break
        receipts.append(judged.receipt)
        if event is not None:
            events.append(event)
    head_seq = state.counters[call.user_id].head_seq
    committed = Committed(
        receipts=tuple(receipts), events=tuple(events), head_seq=head_seq, **stopped
    )
    return Done(
        value=committed,
        user_id=call.user_id,
        events=committed.events,
        head_seq=head_seq,
        calls_jobs=len(state.new_jobs) > jobs_before,
    )


def _judged(
    state: State, call: Call, command: Command, now: datetime
) -> tuple[Judgement, LogEvent | None]:
    user_id, device = call.user_id, (call.user_id, call.device_id)
    known = _known(state, call, command)
    judged = judge(command, known)
    if judged.last_cseq != known.last_cseq:
        state.devices[device] = judged.last_cseq
        state.moved.add(device)
    if judged.is_new:
        mark = fingerprint(command)
        state.receipts[user_id, command.id] = (judged.receipt, mark)
        state.new_receipts.append(rows.receipt_row(user_id, judged.receipt, mark))
    if judged.thing is not None:
        state.put_thing(user_id, judged.thing)
    event = event_of(judged, command)
    if event is not None:
        state.put_event(user_id, event, now)
    if judged.job is not None:
        _call_job(state, call, judged, now)
    if judged.feedback is not None:
        given = rows.as_text(to_json(judged.feedback))
        state.new_feedback.append(
            {"user_id": user_id, "id": judged.feedback.id, "given": given, "at": microseconds(now)}
        )
    return judged, event


def event_of(judged: Judgement, command: Command) -> LogEvent | None:
    """What the other devices are told. An event has the id of the command it came from."""
    seq = judged.receipt.seq
    if judged.thing is not None:
        return WinsUpdate(id=command.id, seq=seq, things=(rows.wire_row(judged.thing),))
    if judged.passed_on is not None:
        said = judged.passed_on
        return ActionOutcome(
            id=command.id,
            seq=seq,
            actions_id=said.actions_id,
            item=said.item,
            outcome=said.outcome,
        )
    return None


def _known(state: State, call: Call, command: Command) -> Known:
    user_id = call.user_id
    receipt, mark = state.receipts.get((user_id, command.id), (None, None))
    thing = bank_thing = None
    trouble = judge_command(command)
    if isinstance(command, Mutation) and trouble is None:
        key = (user_id, command.entity, command.thing_id)
        thing = state.things.get(key)
        whole = command.fields
        if command.op == "merge" and thing is not None and not thing.deleted:
            whole = {**thing.fields, **command.fields}
        trouble = call.judge_fields(command.entity, whole) if command.op != "delete" else None
        if trouble is None:
            bank_hash = rows.bank_hash(command.entity, command.fields)
            bank_thing = state.bank_thing(key, bank_hash)
    return Known(
        last_cseq=state.devices.get((user_id, call.device_id), 0),
        head_seq=state.counters[user_id].head_seq,
        receipt=receipt,
        fingerprint=mark,
        thing=thing,
        bank_thing=bank_thing,
        trouble=trouble,
    )


def _call_job(state: State, call: Call, judged: Judgement, now: datetime) -> None:
    assert judged.job is not None
    counter = state.counters[call.user_id]
    counter.head_job += 1
    state.counted.add(call.user_id)
    state.new_jobs.append(
        {
            "user_id": call.user_id,
            "message_id": judged.job.id,
            "number": counter.head_job,
            "device_id": call.device_id,
            "chat": rows.as_text(to_json(judged.job)),
            "called_at": microseconds(now),
        }
    )
