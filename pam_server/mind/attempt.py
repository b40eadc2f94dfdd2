"""One attempt at a job: what it did is recorded before it is told, and never done twice."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from pam_core.orchestrator.deeds import Deeds
from pam_core.skills.skill import Plan
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.kept import Memory
from pam_core.vocabulary.reply import Intent
from pam_core.vocabulary.tool_use import Audit, ToolOutcome, ToolUse
from pam_server.mind.replica import Replica
from pam_server.ports import Change, Job, Jobs, Log, Step

_RESULT_CHARACTERS = 4000


class AttemptFailedError(Exception):
    """What was done could not be recorded: nothing of this attempt may be told or committed."""


class Attempt:
    """The steps of one attempt; `changes` is what it comes to so far."""

    def __init__(self, job: Job, jobs: Jobs, log: Log, replica: Replica) -> None:
        self._job = job
        self._jobs = jobs
        self._log = log
        self._replica = replica
        self._before: list[Step] = []
        self._next = 1
        self._planned: list[tuple[Intent, Plan]] = []
        self.changes: list[Change] = []

    async def begin(self) -> None:
        """Read what earlier attempts have recorded. Raises PamError."""
        steps = await self._jobs.steps(self._job)
        self._before = [step for step in steps if step.outcome == ToolOutcome.DONE]
        self._next = max((step.number for step in steps), default=0) + 1

    async def reword(self, intent: Intent, plan: Plan) -> Plan:
        """A skill's plan for an intent; one that ran in an earlier attempt is told as it was."""
        if not plan.changes_something:
            return plan
        step = self._recorded(intent)
        if step is not None and await self._fits(step):
            plan = replace(plan, text=step.result)
        self._planned.append((intent, plan))
        return plan

    async def carry_out(self, plan: Plan, run: Callable[[], Awaitable[None]]) -> None:
        """Do what the plan does, or take over what an earlier attempt did of the very same.

        Raises PamError where it was refused, AttemptFailedError where it cannot be recorded.
        """
        intent = self._intent_of(plan)
        step = self._recorded(intent)
        if step is not None and await self._fits(step):
            self._before.remove(step)
            await self._replica.show(step.changes, self._job.chat.occurred_at)
            self.changes += step.changes
            return
        trouble: PamError | None = None
        try:
            await run()
        except PamError as error:
            trouble = error
        made = await self.take_changes()
        await self._done(intent, plan.text, trouble, made)
        if trouble is not None:
            raise trouble

    async def take_changes(self) -> Sequence[Change]:
        """What was changed since the last time, upon what this attempt changed before it."""
        revs = {(c.thing.entity, c.thing.id): c.thing.rev for c in self.changes}
        made: list[Change] = []
        for change in await self._replica.take_changes():
            key = (change.thing.entity, change.thing.id)
            # The replica was not told of a revision that nobody has committed yet.
            base_rev = revs.get(key, change.base_rev)
            revs[key] = base_rev + 1
            thing = replace(change.thing, rev=base_rev + 1)
            made.append(Change(thing=thing, base_rev=base_rev))
        self.changes += made
        return made

    async def note(self, use: ToolUse, outcome: ToolOutcome, result: str) -> None:
        """Record a model's call that changed nothing. Raises PamError."""
        await self._record(use.action, use.arguments, outcome, result)

    async def _done(
        self, intent: Intent, text: str, trouble: PamError | None, made: Sequence[Change]
    ) -> None:
        outcome = ToolOutcome.DONE if trouble is None else ToolOutcome.FAILED
        told = text if trouble is None else str(trouble)
        try:
            await self._record(intent.action or "", _arguments(intent), outcome, told, made)
        except PamError as error:
            raise AttemptFailedError from error

    async def _record(
        self,
        action: str,
        arguments: str,
        outcome: ToolOutcome,
        result: str,
        made: Sequence[Change] = (),
    ) -> None:
        step = Step(
            number=self._next,
            attempt=self._job.attempt,
            action=action,
            arguments=arguments,
            outcome=str(outcome),
            result=result[:_RESULT_CHARACTERS],
            changes=tuple(made),
        )
        self._next += 1
        await self._jobs.record(self._job, step)

    def _recorded(self, intent: Intent) -> Step | None:
        wanted = (intent.action, _arguments(intent))
        return next((s for s in self._before if (s.action, s.arguments) == wanted), None)

    async def _fits(self, step: Step) -> bool:
        """Whether what it changed still stands as it stood then.

        Where somebody else was quicker it never took effect, and is done anew.
        """
        revs = {(c.thing.entity, c.thing.id): c.thing.rev for c in self.changes}
        for change in step.changes:
            key = (change.thing.entity, change.thing.id)
            if key not in revs:
                standing = await self._log.thing(self._job.user_id, *key)
                revs[key] = standing.rev if standing else 0
            if revs[key] != change.base_rev:
                return False
            revs[key] = change.thing.rev
        return True

    def _intent_of(self, plan: Plan) -> Intent:
        """Whose plan it is; it may have been reworded since, for the ear or by a question."""
        for intent, planned in reversed(self._planned):
            if planned.keeps is plan.keeps and planned.effect is plan.effect:
                return intent
        return Intent(action=None)


class RecordedDeeds(Deeds):
    """The one way from a plan to the replica, recorded."""

    def __init__(self, memory: Memory, attempt: Attempt) -> None:
        super().__init__(memory)
        self._attempt = attempt

    async def carry_out(self, plan: Plan, *, by: str = "") -> None:
        """Keep what the plan keeps and do the rest. Raises PamError, AttemptFailedError."""
        if not plan.changes_something:
            return

        async def run() -> None:
            await Deeds.carry_out(self, plan, by=by)

        await self._attempt.carry_out(plan, run)


class RecordedAudit:
    """The `Audit` port: the replica's own, and a step for each call that changed nothing."""

    def __init__(self, audit: Audit, attempt: Attempt) -> None:
        self._audit = audit
        self._attempt = attempt
        self._begun: dict[str, ToolUse] = {}

    async def begin(self, use: ToolUse) -> None:
        """Keep a call before anything is done."""
        await self._audit.begin(use)
        self._begun[use.call_id] = use

    async def end(self, call_id: str, outcome: ToolOutcome, result: str) -> None:
        """Note what came of it; what was done is recorded by then."""
        await self._audit.end(call_id, outcome, result)
        use = self._begun.pop(call_id, None)
        if use is not None and outcome is not ToolOutcome.DONE:
            await self._attempt.note(use, outcome, result)

    async def uses(self, limit: int) -> Sequence[ToolUse]:
        """The last calls, the latest first."""
        return await self._audit.uses(limit)


def _arguments(intent: Intent) -> str:
    return json.dumps(dict(intent.slots), sort_keys=True, ensure_ascii=False)
