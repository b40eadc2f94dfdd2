"""Runs what a model calls in one turn: reads at once, writes what was said, else asks first."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pam_core.conversation.session import Asking, Question
from pam_core.language.slots import missing_of
from pam_core.orchestrator.deeds import Deeds
from pam_core.orchestrator.local_mind import DOUBTFUL_BELOW
from pam_core.orchestrator.tools.grounding import as_said, is_said
from pam_core.orchestrator.tools.tool_answer import answer_of
from pam_core.orchestrator.tools.tool_arguments import ToolArgumentError
from pam_core.orchestrator.tools.toolbox import Toolbox
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.registry import SkillRegistry
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.model_talk import ToolCall
from pam_core.vocabulary.reply import Intent
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.tool_use import Access, Audit, ToolOutcome, ToolUse
from pam_core.vocabulary.turn import TurnRequest

log = logging.getLogger(__name__)

MOST_CALLS = 8
"""In one turn; a model that calls more often goes round in circles."""

_ARGUMENTS_KEPT = 4000
_UNSURE = 0.4
"""How sure an intent is that the user was asked about: what they correct in it is said back."""

_TOO_MANY = f"No more than {MOST_CALLS} calls in one turn: answer now with what you know."
_ASK_FOR_IT = "Something is missing; ask the user for it, then call again. {question}"
_WAITING = "The user is asked something already: nothing else is done before they answered."


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolResult:
    """What came of a call.

    `text` is for the model. `said` is what PAM itself says of it, in place of the model. `question`
    is what the user is asked; nothing has happened then. `plan` is what the skill answered, where
    the window or PAM's voice may be concerned. `actions` are what went into it. `untrusted`: the
    text may hold words of others. `ends_turn`: the model need not be asked again.
    """

    text: str
    outcome: ToolOutcome
    said: str = ""
    question: Question | None = None
    plan: Plan | None = None
    intent: Intent | None = None
    actions: tuple[str, ...] = ()
    untrusted: bool = False
    ends_turn: bool = False


class ToolRunner:
    """One for each turn: it remembers what ran, whichever provider asked for it.

    `context` is what skills are told of the talk as it stands.
    """

    def __init__(
        self,
        *,
        toolbox: Toolbox,
        skills: SkillRegistry,
        deeds: Deeds,
        audit: Audit,
        phrases: Phrasebook,
        request: TurnRequest,
        context: SkillContext,
    ) -> None:
        self._toolbox = toolbox
        self._skills = skills
        self._deeds = deeds
        self._audit = audit
        self._say = phrases.say
        self._request = request
        self._context = replace(context, now=request.now, confirmed=False)
        self._calls = 0
        self._ran: dict[str, ToolResult] = {}
        self._untrusted = False
        self._asked = False
        self._told_to_wait = False

    async def run(
        self, call: ToolCall, *, provider: str, model: str, untrusted: bool
    ) -> ToolResult:
        """Do it, answer it, or ask the user; never raises for what the model got wrong.

        `untrusted`: what the model has read may hold words of others.
        """
        self._calls += 1
        self._untrusted = self._untrusted or untrusted
        if not call.id:
            call = replace(call, id=f"{self._request.turn_id}:{self._calls}")
        trouble = await self._begin(call, provider, model)
        result = await self._result(call, trouble)
        self._untrusted = self._untrusted or result.untrusted
        self._asked = self._asked or result.question is not None
        if trouble is None:
            await self._end(call, result)
        return result

    async def _begin(self, call: ToolCall, provider: str, model: str) -> PamError | None:
        action = self._toolbox.action_of(call.name)
        use = ToolUse(
            call_id=call.id,
            turn_id=self._request.turn_id,
            at=self._request.now,
            provider=provider,
            model=model,
            action=action or call.name[:100],
            arguments=call.arguments[:_ARGUMENTS_KEPT],
            access=self._toolbox.access(action or ""),
        )
        try:
            await self._audit.begin(use)
        except PamError as trouble:
            log.warning("%s: a model's call is not in the audit", trouble.code)
            return trouble
        return None

    async def _end(self, call: ToolCall, result: ToolResult) -> None:
        told = result.question.text if result.question else result.said or result.text
        try:
            await self._audit.end(call.id, result.outcome, told)
        except PamError as trouble:
            # What was done stays done, and in the audit it stays begun.
            log.warning("%s: what came of a model's call is not in the audit", trouble.code)

    async def _result(self, call: ToolCall, trouble: PamError | None) -> ToolResult:
        if self._calls > MOST_CALLS:
            return ToolResult(text=_TOO_MANY, outcome=ToolOutcome.FAILED)
        try:
            intent = self._toolbox.intent(call, self._request.now)
        except ToolArgumentError as error:
            return ToolResult(text=error.sentence, outcome=ToolOutcome.INVALID)
        key = f"{intent.action} {json.dumps(dict(intent.slots), sort_keys=True)}"
        if key in self._ran:
            # It was spoken of already.
            return replace(self._ran[key], outcome=ToolOutcome.REPLAYED, said="")
        try:
            result = await self._planned(intent, trouble)
        except PamError as error:
            result = ToolResult(text=str(error), outcome=ToolOutcome.FAILED, intent=intent)
        action = intent.action or ""
        quotes = self._toolbox.quotes_others(action)
        result = replace(result, actions=(action,), untrusted=quotes)
        self._ran[key] = result
        return result

    async def _planned(self, intent: Intent, trouble: PamError | None) -> ToolResult:
        plan = await self._skills.plan(intent, self._context)
        if _only_tells(plan):
            return self._told(intent, plan)
        if self._asked:
            return self._waits(intent)
        if trouble is not None:
            return self._not_done(intent, trouble)
        said = is_said(intent, self._request, self._toolbox)
        if plan.asks and not (said and not self._untrusted):
            # Answering may carry it out: nothing may be in it then but the user's own words.
            intent = self._only_said(intent)
            plan = await self._skills.plan(intent, self._context)
            said = False
        if plan.asks and self._toolbox.access(intent.action or "") is Access.SEND:
            # The answer would send it; so the model asks, and what it then calls is confirmed.
            return ToolResult(
                text=_ASK_FOR_IT.format(question=plan.text),
                outcome=ToolOutcome.INVALID,
                intent=intent,
            )
        if plan.asks:
            return self._asks(intent, plan)
        if said and not self._untrusted and self._may_do(intent, plan):
            return await self._done(intent, plan)
        return await self._asks_first(intent, plan, said)

    def _told(self, intent: Intent, plan: Plan) -> ToolResult:
        """What was read; and what only acts on PAM's voice and window, which PAM says itself."""
        quotes = self._toolbox.quotes_others(intent.action or "")
        own = bool(plan.control or plan.page) or plan.driving is not None
        return ToolResult(
            text=answer_of(plan, by_others=quotes),
            outcome=ToolOutcome.ANSWERED,
            said=plan.text if own else "",
            plan=plan,
            intent=intent,
            ends_turn=own,
        )

    def _may_do(self, intent: Intent, plan: Plan) -> bool:
        """Whether it can be undone, asks nothing itself, and was heard well enough."""
        action = intent.action or ""
        heard = self._request.trigger is Trigger.TEXT or (
            self._request.confidence >= DOUBTFUL_BELOW
        )
        lasting = plan.effect is not None or self._toolbox.spec(action).asks_first
        sends = self._toolbox.access(action) is Access.SEND
        return heard and not (lasting or sends or plan.confirms)

    async def _done(self, intent: Intent, plan: Plan) -> ToolResult:
        try:
            await self._deeds.carry_out(plan, by=intent.call_id)
        except PamError as trouble:
            return self._not_done(intent, trouble)
        return ToolResult(
            text=plan.text,
            outcome=ToolOutcome.DONE,
            said=plan.text,
            plan=plan,
            intent=intent,
            ends_turn=True,
        )

    def _waits(self, intent: Intent) -> ToolResult:
        """Not done for want of an answer to something else; the user is told, once."""
        said = "" if self._told_to_wait else self._say("tools.then_the_rest")
        self._told_to_wait = True
        return ToolResult(text=_WAITING, outcome=ToolOutcome.FAILED, said=said, intent=intent)

    def _not_done(self, intent: Intent, trouble: PamError) -> ToolResult:
        said = self._say("talk.not_kept", sentence=str(trouble))
        return ToolResult(
            text=said, outcome=ToolOutcome.FAILED, said=said, intent=intent, ends_turn=True
        )

    def _asks(self, intent: Intent, plan: Plan) -> ToolResult:
        slots = {name: value for name, value in intent.slots.items() if name != plan.asks}
        missing = tuple(dict.fromkeys((plan.asks or "", *intent.missing)))
        waiting = replace(intent, slots=slots, missing=missing)
        return self._asking(Asking.SLOT, waiting, plan.text, plan)

    async def _asks_first(self, intent: Intent, plan: Plan, said: bool) -> ToolResult:
        """The skill's own question where it has one that tells all; else what would be done."""
        all_told = self._toolbox.spec(intent.action or "").asks_first
        if plan.confirms and (all_told or (said and not self._untrusted)):
            text = plan.text
            if self._untrusted:
                text = self._say("tools.asks_after_reading", question=text)
            return self._asking(Asking.CONFIRMATION, intent, text, None)
        confirmed = replace(self._context, confirmed=True, last_text=plan.text)
        would = plan if plan.changes_something else await self._skills.plan(intent, confirmed)
        if not would.said_back:
            return self._asking(Asking.CONFIRMATION, intent, plan.text, None)
        intent = self._heard_of(intent, would.said_back)
        key = "tools.after_reading" if self._untrusted else "tools.shall_i"
        text = self._say(key, said_back=would.said_back)
        return self._asking(Asking.CONFIRMATION, intent, text, None)

    def _asking(self, asking: Asking, intent: Intent, text: str, plan: Plan | None) -> ToolResult:
        waiting = replace(intent, confidence=1.0 if asking is Asking.SLOT else _UNSURE)
        question = Question(asking=asking, intent=waiting, asked_at=self._request.now, text=text)
        return ToolResult(
            text="The user is asked first; nothing has happened yet.",
            outcome=ToolOutcome.ASKED,
            question=question,
            plan=plan,
            intent=intent,
            ends_turn=True,
        )

    def _only_said(self, intent: Intent) -> Intent:
        """The intent without what the user did not say."""
        said = as_said(intent, self._request, self._toolbox)
        return self._with(intent, {n: v for n, v in intent.slots.items() if n in said})

    def _heard_of(self, intent: Intent, said_back: str) -> Intent:
        """The intent without words that the user neither said nor is asked about."""
        said = as_said(intent, self._request, self._toolbox)
        slots = self._toolbox.slots(intent.action or "")
        heard = said_back.casefold()
        return self._with(
            intent,
            {
                name: value
                for name, value in intent.slots.items()
                if name in said
                or slots[name].spec.needed
                or not (slots[name].is_free and isinstance(value, str))
                or value.casefold() in heard
            },
        )

    def _with(self, intent: Intent, slots: Mapping[str, Any]) -> Intent:
        specs = self._toolbox.spec(intent.action or "").slots
        return replace(intent, slots=slots, missing=missing_of(specs, slots))


def _only_tells(plan: Plan) -> bool:
    return not (plan.changes_something or plan.asks or plan.confirms)
