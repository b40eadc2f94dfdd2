"""One chat thought through: a replica brought up to the log, the mind's answer, one commit."""

from collections.abc import Callable, Mapping
from contextlib import aclosing
from typing import Any

from pam_core.orchestrator.orchestrator import Orchestrator
from pam_core.protocol.frames import ChatDelta
from pam_core.protocol.wire_types import compact
from pam_core.storage.text import clean, cleaned
from pam_core.vocabulary.reply import Intent, Reply
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.turn import TurnRequest
from pam_server.mind.attempt import Attempt
from pam_server.mind.replica import Replica
from pam_server.mind.replicas import Replicas
from pam_server.mind.room import Shared, in_zone, mind_of
from pam_server.mind.talk_so_far import (
    TalkSoFar,
    conversation_of,
    provenance_of,
    talk_so_far,
    turn_of,
)
from pam_server.ports import Hub, Job, Jobs, Log, Outcome

MOST_TABLE_CHARACTERS = 16_000

SORRY = "Something went wrong on my side, so I have no answer. Nothing was changed."


class Thinking:
    """Answers jobs; any number at once, of different users."""

    def __init__(
        self, *, log: Log, jobs: Jobs, hub: Hub, replicas: Replicas, shared: Shared
    ) -> None:
        self._log = log
        self._jobs = jobs
        self._hub = hub
        self._replicas = replicas
        self._shared = shared

    async def think(self, job: Job) -> bool:
        """Answer a chat and commit all that comes of it; False where it was answered already.

        Raises PamError (`job.conflict` where somebody else was quicker), AttemptFailedError; then
        nothing is committed, and nothing of it is left.
        """
        async with self._replicas.borrow(job.user_id) as replica:
            attempt = Attempt(job, self._jobs, self._log, replica)
            await attempt.begin()
            outcome = await self._outcome(job, replica, attempt)
            won = await self._jobs.finish(job, outcome, self._shared.clock.now())
            # What another one has committed takes the place of what was done here.
            replica.is_spoilt = replica.is_spoilt or not won
            return won

    async def apologise(self, job: Job, code: str) -> bool:
        """End a job that cannot be answered with a sentence that says so. Raises PamError."""
        now = in_zone(job.chat.occurred_at, job.chat.zone)
        reply = Reply(text=SORRY, intent=Intent(action=None), provider="offline")
        standing = await self._log.thing(job.user_id, "conversation", job.chat.conversation_id)
        conversation = standing or conversation_of(job, now)
        outcome = Outcome(
            message=SORRY,
            provider=reply.provider,
            metadata={"error": code},
            turn=turn_of(job, reply, now, conversation),
            conversation=None if standing else conversation,
        )
        return await self._jobs.finish(job, outcome, self._shared.clock.now())

    async def _outcome(self, job: Job, replica: Replica, attempt: Attempt) -> Outcome:
        chat = job.chat
        mind = mind_of(self._shared, replica, attempt)
        before = await talk_so_far(self._log, job.user_id, chat.conversation_id)
        mind.session = before.session
        request = TurnRequest(
            turn_id=chat.id,
            text=clean(chat.message),
            confidence=1.0,
            trigger=Trigger.TEXT,
            now=in_zone(chat.occurred_at, chat.zone),
        )
        reply = await self._reply(job, mind, request)
        await attempt.take_changes()
        standing = await self._log.thing(job.user_id, "conversation", chat.conversation_id)
        conversation = standing or conversation_of(job, request.now)
        source = reply.provenance
        after = TalkSoFar(session=mind.session, place=before.place + 1)
        return Outcome(
            message=reply.text,
            provider=reply.provider,
            model=source.model if source else "",
            metadata=_metadata(reply),
            changes=tuple(attempt.changes),
            turn=turn_of(job, reply, request.now, conversation, after),
            conversation=None if standing else conversation,
            ui_actions=_ui_actions(reply),
        )

    async def _reply(self, job: Job, mind: Orchestrator, request: TurnRequest) -> Reply:
        prepared = await mind.prepare(request)
        reply, tell = None, self._teller(job)
        async with aclosing(mind.answer(prepared)) as pieces:
            async for piece in pieces:
                if isinstance(piece, str) and piece:
                    tell(piece)
                elif isinstance(piece, Reply):
                    reply = piece
        if reply is None:
            raise RuntimeError(f"the mind gave no reply to {request.turn_id}")
        return reply

    def _teller(self, job: Job) -> Callable[[str], None]:
        index = 0

        def tell(text: str) -> None:
            nonlocal index
            delta = ChatDelta(
                in_reply_to=job.chat.id, attempt=job.attempt, index=index, text=clean(text)
            )
            index += 1
            self._hub.tell_delta(job.user_id, delta)

        return tell


def _metadata(reply: Reply) -> Mapping[str, Any]:
    """What a window may want to know besides the words."""
    told: dict[str, Any] = {"action": reply.intent.action, "expects_answer": reply.expects_answer}
    if reply.driving is not None:
        told["driving"] = reply.driving
    if reply.provenance is not None:
        told["provenance"] = provenance_of(reply)
    if reply.table is not None:
        table = cleaned({"columns": reply.table.columns, "rows": reply.table.rows})
        if len(compact(table)) <= MOST_TABLE_CHARACTERS:
            told["table"] = table
    return told


def _ui_actions(reply: Reply) -> tuple[Mapping[str, Any], ...]:
    return () if reply.page is None else ({"action": "open_page", "page": str(reply.page)},)
