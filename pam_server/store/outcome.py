"""What a chat came to, written in one transaction: changes, turn, answer, what windows do."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from pam_core.protocol import limits
from pam_core.protocol.codec import FrameError, encode, to_json
from pam_core.protocol.frames import (
    ChatResponse,
    LogEvent,
    Mutation,
    ThingRow,
    UiActions,
    WinsUpdate,
)
from pam_core.protocol.judgement import Known, judge
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.sync import Thing, Verdict
from pam_server.ports import Change, Job, Outcome
from pam_server.store import rows, tables
from pam_server.store.done import Done
from pam_server.store.fields import JudgeFields
from pam_server.store.state import State, Wanted, load, write

ACTIONS_LAST = timedelta(minutes=10)
"""A window that opens later than that is not asked to show anything any more."""
_THINGS_BYTES = limits.FRAME_BYTES - 8 * 1024
"""Of the things in one event, so that it fits into a frame with its head."""


def finish(
    connection: Connection, job: Job, outcome: Outcome, now: datetime, judge_fields: JudgeFields
) -> Done:
    """Write all of it, or nothing and Done(False) where the job is another's or answered.

    The user is locked already. Raises PamError `job.conflict`, `job.refused`.
    """
    jobs = tables.jobs
    own = (jobs.c.user_id == job.user_id) & (jobs.c.message_id == job.chat.id)
    row = connection.execute(select(jobs.c.attempt, jobs.c.finished_at).where(own)).first()
    if row is None or row.finished_at is not None or row.attempt != job.attempt:
        return Done(value=False)
    state = load(connection, _wanted(job.user_id, outcome))
    changed: dict[tuple[str, str], Thing] = {}
    talk = tuple(_talk(state, job.user_id, outcome))
    if outcome.turn is not None and not talk:
        # It was deleted while it was answered: the chat and its answer are to go, too.
        state.silenced.add(job.user_id)
    for change in (*outcome.changes, *talk):
        thing = _changed(state, job.user_id, change, judge_fields)
        changed[thing.entity, thing.id] = thing
    head_seq = state.counters[job.user_id].head_seq
    answer, events = _events(job, outcome, list(changed.values()), head_seq, now)
    for event in events:
        state.put_event(job.user_id, event, now)
    write(connection, state)
    text = rows.as_text(to_json(answer))
    connection.execute(jobs.update().where(own).values(finished_at=now, answer=text))
    return Done(value=True, user_id=job.user_id, events=events, head_seq=events[-1].seq)


def _wanted(user_id: str, outcome: Outcome) -> Wanted:
    things = [change.thing for change in outcome.changes]
    things += [one for one in (outcome.conversation, outcome.turn) if one is not None]
    hashes = (rows.bank_hash(one.entity, one.fields) for one in things)
    keys = {(user_id, one.entity, one.id) for one in things}
    named = _conversation_of(outcome.turn)
    if named is not None:
        keys.add((user_id, "conversation", named))
    return Wanted(
        users={user_id}, things=keys, banks={(user_id, one) for one in hashes if one is not None}
    )


def _conversation_of(turn: Thing | None) -> str | None:
    named = None if turn is None else turn.fields.get("conversation_id")
    return named if isinstance(named, str) and named.isprintable() else None


def _talk(state: State, user_id: str, outcome: Outcome) -> Iterable[Change]:
    """Conversation and turn; neither where the user deleted the conversation meanwhile."""
    named = _conversation_of(outcome.turn)
    if named is not None:
        standing = state.things.get((user_id, "conversation", named))
        if standing is not None and standing.deleted:
            return
    for thing in (outcome.conversation, outcome.turn):
        if thing is not None:
            yield Change(thing=thing, base_rev=0)


def _changed(state: State, user_id: str, change: Change, judge_fields: JudgeFields) -> Thing:
    """Judged as if the user had sent it."""
    meant = change.thing
    key = (user_id, meant.entity, meant.id)
    command = Mutation(
        id=new_id(meant.at),
        cseq=0,
        entity=meant.entity,
        thing_id=meant.id,
        op="delete" if meant.deleted else "put",
        base_rev=change.base_rev,
        fields={} if meant.deleted else meant.fields,
        day=meant.day,
        occurred_at=meant.at,
    )
    known = Known(
        last_cseq=0,
        head_seq=0,
        thing=state.things.get(key),
        bank_thing=state.bank_thing(key, rows.bank_hash(meant.entity, command.fields)),
        trouble=None if meant.deleted else judge_fields(meant.entity, meant.fields),
    )
    judged = judge(command, known)
    if judged.receipt.verdict is Verdict.REJECTED:
        raise _refused(judged.receipt.error or "")
    assert judged.thing is not None
    state.put_thing(user_id, judged.thing)
    return judged.thing


def _refused(error: str) -> PamError:
    if error in ("conflict", "bank_id_taken", "nothing_there"):
        return PamError(
            "job.conflict",
            "What the answer was made from has changed meanwhile.",
            mend="Make it again.",
            fault=Fault.SERVICE,
        )
    return PamError(
        "job.refused", f"What the answer would change cannot be kept ({error}).", fault=Fault.BUG
    )


def _events(
    job: Job, outcome: Outcome, changed: Sequence[Thing], head_seq: int, now: datetime
) -> tuple[ChatResponse, list[LogEvent]]:
    events: list[LogEvent] = []
    for things in _in_frames([rows.wire_row(one) for one in changed]):
        events.append(WinsUpdate(id=new_id(now), seq=head_seq + len(events) + 1, things=things))
    answer = ChatResponse(
        id=new_id(now),
        seq=head_seq + len(events) + 1,
        in_reply_to=job.chat.id,
        conversation_id=job.chat.conversation_id,
        message=outcome.message,
        provider=outcome.provider,
        model=outcome.model,
        metadata=outcome.metadata,
    )
    events.append(answer)
    if outcome.ui_actions:
        actions = UiActions(
            id=new_id(now),
            seq=head_seq + len(events) + 1,
            in_reply_to=job.chat.id,
            expires_at=now + ACTIONS_LAST,
            items=outcome.ui_actions,
        )
        events.append(actions)
    for event in events:
        _check(event)
    return answer, events


def _in_frames(things: Sequence[ThingRow]) -> Iterable[tuple[ThingRow, ...]]:
    some: list[ThingRow] = []
    length_bytes = 0
    for thing in things:
        # Escaped text is never shorter than what goes over the wire.
        more = len(rows.as_text(to_json(WinsUpdate(id="", seq=0, things=(thing,)))))
        if some and length_bytes + more > _THINGS_BYTES:
            yield tuple(some)
            some, length_bytes = [], 0
        some.append(thing)
        length_bytes += more
    if some:
        yield tuple(some)


def _check(event: LogEvent) -> None:
    """An event that no frame can hold would stop every device that pulls it."""
    try:
        encode(event).encode()
    except (FrameError, ValueError) as error:
        raise PamError(
            "job.refused", "The answer cannot be sent: it fits into no frame.", fault=Fault.BUG
        ) from error
