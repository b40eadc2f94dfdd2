"""Checklists, gone through step by step with the hands free."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta

from pam_core.skills import wording
from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels.checklist_shelf import ChecklistShelf
from pam_core.vocabulary.checklist import Checklist, ChecklistRun, StepOutcome
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import revised
from pam_core.vocabulary.reply import MOST_CHARACTERS, Intent

START, NEXT, STOP = "checklist.start", "checklist.next", "checklist.stop"
TOPIC = "checklist"
FORGOTTEN_AFTER = timedelta(hours=12)
"""A run left alone for so long gives way to a new one without a question."""

NAMED_AT_A_TIME = 4

LONGEST_TITLE, LONGEST_SKIPPED = 25, 40
LONGEST_STEP = 70
"""Characters of a step beside its number and the list's title; all of it comes on "more"."""


class ChecklistSkill:
    """Answers `checklist.start`, `checklist.next` and `checklist.stop`.

    How far a run has come is kept after each step, so that it goes on after a break of any kind.
    """

    actions = frozenset((START, NEXT, STOP))

    def __init__(self, kit: Kit) -> None:
        self._memory = kit.memory
        self._phrases = kit.phrases
        self._shelf = ChecklistShelf(kit.files / "checklists")

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """The next thing to say, and how far the run has come with it."""
        running = await self._running()
        if intent.action == START:
            return await self._start(intent, context, running)
        if running is None:
            return Plan(text=self._phrases.say("checklist.not_running"), topic=_ended(context))
        if intent.action == STOP:
            return self._stop(running, context)
        return self._next(str(intent.slots.get("outcome", "next")), running, context)

    async def _running(self) -> ChecklistRun | None:
        found = await self._memory.find(ChecklistRun, where={"ended": False}, limit=1)
        return found[0] if found else None

    async def _start(
        self, intent: Intent, context: SkillContext, running: ChecklistRun | None
    ) -> Plan:
        if "name" in intent.missing:
            return await self._which("checklist.which", asks="name")
        name = str(intent.slots["name"])
        found = await asyncio.to_thread(self._shelf.find, name)
        if found is None:
            return await self._which("checklist.unknown", name=wording.shortened(name, 25))
        if running is not None and not context.confirmed:
            if context.now - running.created_at < FORGOTTEN_AFTER:
                return self._sure(running, found)
        begun = ChecklistRun(
            id=new_id(context.now),
            created_at=context.now,
            title=found.title,
            steps=found.steps,
        )
        steps = wording.counted(len(found.steps), "step")
        title = wording.shortened(found.title, LONGEST_TITLE)
        text, rest = self._step_said("checklist.begun", begun, title=title, count=steps)
        ended = () if running is None else (revised(running, context.now, ended=True),)
        return Plan(
            text=text,
            rest=rest,
            keeps=(*ended, begun),
            effect=lambda: asyncio.to_thread(self._shelf.lay_out),
            said_back=self._phrases.say("checklist.said_back", title=found.title),
            topic=TOPIC,
        )

    def _sure(self, running: ChecklistRun, wanted: Checklist) -> Plan:
        again = running.title == wanted.title
        text = self._phrases.say(
            "checklist.sure_again" if again else "checklist.sure_other",
            title=wording.shortened(running.title, LONGEST_TITLE),
            number=str(running.step + 1),
            other=wording.shortened(wanted.title, LONGEST_TITLE),
        )
        return Plan(text=text, confirms=True)

    async def _which(self, key: str, asks: str | None = None, name: str | None = None) -> Plan:
        names = await asyncio.to_thread(self._shelf.names)
        first, others = names[:NAMED_AT_A_TIME], names[NAMED_AT_A_TIME:]
        rest = (
            (self._phrases.say("checklist.also", names=wording.joined(others)),) if others else ()
        )
        text = self._phrases.say(key, names=wording.joined(first), name=name)
        return Plan(text=text, asks=asks, rest=rest)

    def _next(self, outcome: str, run: ChecklistRun, context: SkillContext) -> Plan:
        if outcome == "okay" and run.steps[run.step][:20] not in context.last_text:
            # It was said to something else that PAM answered meanwhile.
            outcome = "again"
        if outcome == "again":
            return self._at(run, run, "checklist.step")
        if outcome == "back":
            key = "checklist.step" if run.step else "checklist.first"
            return self._at(replace(run, outcomes=run.outcomes[:-1]), run, key, context)
        became = StepOutcome.SKIPPED if outcome == "skip" else StepOutcome.DONE
        gone_on = replace(run, outcomes=(*run.outcomes, became))
        if gone_on.step < len(run.steps):
            return self._at(gone_on, run, "checklist.step", context)
        return self._end(gone_on, run, "checklist.finished", context)

    def _at(
        self,
        now_at: ChecklistRun,
        before: ChecklistRun,
        key: str,
        context: SkillContext | None = None,
    ) -> Plan:
        """Say the step; keep the run where it has moved."""
        text, rest = self._step_said(key, now_at)
        if context is None or now_at == before:
            return Plan(text=text, rest=rest, topic=TOPIC)
        moved = revised(before, context.now, outcomes=now_at.outcomes)
        said_back = self._phrases.say("checklist.said_back_step")
        return Plan(text=text, rest=rest, keeps=(moved,), said_back=said_back, topic=TOPIC)

    def _stop(self, run: ChecklistRun, context: SkillContext) -> Plan:
        plan = self._end(run, run, "checklist.stopped", context)
        return replace(plan, what=self._phrases.say("checklist.named_stop", title=run.title))

    def _end(
        self, now_at: ChecklistRun, before: ChecklistRun, key: str, context: SkillContext
    ) -> Plan:
        """The end of a run, with what was skipped; what does not fit comes on "more"."""
        gaps = {
            "title": wording.shortened(now_at.title, LONGEST_TITLE),
            "number": str(now_at.step + 1),
            "total": str(len(now_at.steps)),
        }
        if now_at.skipped:
            text, rest = self._skipped_said(key, now_at.skipped, gaps)
        else:
            text, rest = self._phrases.say(f"{key}_whole", **gaps), ()
        return Plan(
            text=text,
            rest=rest,
            keeps=(revised(before, context.now, outcomes=now_at.outcomes, ended=True),),
            said_back=self._phrases.say("checklist.said_back_stop", title=now_at.title),
            topic=_ended(context),
        )

    def _skipped_said(
        self, key: str, skipped: tuple[str, ...], gaps: dict[str, str]
    ) -> tuple[str, tuple[str, ...]]:
        """As many of the skipped steps as fit the ear, the others two at a time on "more"."""
        names = [_in_short(step) for step in skipped]
        told = 1
        for many in range(len(names), 0, -1):
            others = [f"{len(names) - many} more"] if many < len(names) else []
            text = self._phrases.say(key, skipped=wording.joined([*names[:many], *others]), **gaps)
            told = many
            if len(text) <= MOST_CHARACTERS:
                break
        pairs = [names[at : at + 2] for at in range(told, len(names), 2)]
        say = self._phrases.say
        return text, tuple(say("checklist.skipped", names=wording.joined(pair)) for pair in pairs)

    def _step_said(
        self, key: str, run: ChecklistRun, **gaps: str | None
    ) -> tuple[str, tuple[str, ...]]:
        step = run.steps[run.step]
        short = wording.shortened(step, LONGEST_STEP)
        number, total = str(run.step + 1), str(len(run.steps))
        text = self._phrases.say(key, step=short, number=number, total=total, **gaps)
        return text, () if short == step else (step,)


def _in_short(step: str) -> str:
    """What a step begins with, as far as it makes sense alone."""
    return wording.shortened(re.split(r"[,;:.]", step, maxsplit=1)[0], LONGEST_SKIPPED)


def _ended(context: SkillContext) -> str | None:
    """A talk about a checklist is over where none is running."""
    return "" if context.topic == TOPIC else None
