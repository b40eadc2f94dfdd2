"""The mind that works without a network: understands, looks up, asks back, carries out."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime

from pam_core.conversation.session import Answered, Asking, Question, Said, Session
from pam_core.language.understanding import Language
from pam_core.orchestrator.deeds import Deeds
from pam_core.orchestrator.local_understanding import LocalUnderstanding
from pam_core.orchestrator.words.for_the_ear import MOST_CHARACTERS, is_one_sentence, portions
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.registry import SkillRegistry
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.reply import Control, Intent, Notice, Piece, Reply
from pam_core.vocabulary.speech import Completeness, Trigger
from pam_core.vocabulary.turn import TurnRequest

PROVIDER = "local"

DOUBTFUL_BELOW = 0.45
"""A transcript this unsure changes nothing before the user has said that it was heard right."""

_NOTHING = Intent(action=None)
_ABOUT_MONEY = re.compile(r"[$€£]|\b(dollars?|bucks|spen[dt]|expenses?|paid)\b", re.IGNORECASE)
_KEEPS_QUESTION = (
    Control.REPEAT,
    Control.LOUDER,
    Control.QUIETER,
    Control.SLOWER,
    Control.FASTER,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedAnswer:
    """An answer worked out against `session`; nothing has happened yet.

    `question` is what will be open once it was given. `missed`: nothing was understood.
    """

    request: TurnRequest
    session: Session
    intent: Intent
    plan: Plan
    question: Question | None = None
    missed: bool = False

    @property
    def opening(self) -> str | None:
        """The whole text: only a failing disk can still change it."""
        return self.plan.text or None


class LocalMind:
    """The `Mind` port without a language model. One for each talk: it holds the session."""

    def __init__(
        self,
        *,
        language: Language,
        skills: SkillRegistry,
        phrases: Phrasebook,
        deeds: Deeds,
    ) -> None:
        self._understanding = LocalUnderstanding(language)
        self._skills = skills
        self._phrases = phrases
        self._deeds = deeds
        self.session = Session()

    def judge(self, text: str, now: datetime) -> Completeness:
        """How finished the words sound, an open question taken into account."""
        return self._understanding.judge(text, now, self.session)

    def noted(self, notice: Notice) -> None:
        """PAM has said this unasked: what comes next may belong to it."""
        self.session = self.session.after(
            notice.text, question=self.session.question, rest=self.session.rest
        ).told_of(notice.topic)

    async def prepare(self, request: TurnRequest) -> PreparedAnswer:
        """Understand and look up, without effect; it may be thrown away."""
        prepared = await self._prepared(request)
        return replace(prepared, plan=self._for_the_ear(prepared.plan))

    async def _prepared(self, request: TurnRequest) -> PreparedAnswer:
        session = self.session
        question = session.open_question(request.now)
        if not request.text.strip():
            return self._spoken(request, "talk.not_heard", question=question)
        word = self._understanding.word_of_talk(request)
        if word is not None:
            topical = self._topical(request, word, question)
            if topical is not None:
                return await self._planned(request, topical, None)
            return await self._to_word_of_talk(request, word, question)
        intent = self._understanding.intent(request, session, question)
        if intent.action is None:
            return self._not_understood(request, question)
        return await self._planned(request, intent, question)

    async def answer(self, prepared: PreparedAnswer) -> AsyncIterator[Piece]:
        """Carry it out, then say it: the text, then the whole Reply."""
        if prepared.session is not self.session:
            # The talk has moved on since this was worked out.
            prepared = await self.prepare(prepared.request)
        plan, intent, question = prepared.plan, prepared.intent, prepared.question
        text = plan.text
        try:
            await self._deeds.carry_out(plan, by=intent.call_id)
        except PamError as error:
            refused = Plan(text=self._phrases.say("talk.not_kept", sentence=str(error)))
            plan, question = self._for_the_ear(refused), None
            text = plan.text
        self._remember(prepared, plan, question)
        if text:
            yield text
        yield Reply(
            text=text,
            intent=intent,
            provider=PROVIDER,
            control=plan.control,
            expects_answer=question is not None,
            table=plan.table,
            page=plan.page,
            driving=plan.driving,
        )

    def _for_the_ear(self, plan: Plan) -> Plan:
        """The plan cut to what can be listened to, where driving mode is on."""
        if not (self.session.driving if plan.driving is None else plan.driving):
            return plan
        text, rest = portions(plan.text, plan.rest)
        return replace(plan, text=text, rest=rest)

    def withdraw(self, turn_id: str) -> None:
        """Nothing of it is on the wire: what was begun is finished."""

    def _remember(self, prepared: PreparedAnswer, plan: Plan, question: Question | None) -> None:
        if plan.begins_anew:
            self.session = Session(driving=self.session.driving)
        intent, answered = prepared.intent, None
        if intent.action is not None and plan.control is None:
            answered = Answered(intent=intent, at=prepared.request.now)
        self.session = self.session.after(
            "" if plan.control is not None else plan.text,
            question=question,
            rest=self.session.rest if plan.control is not None else plan.rest,
            answered=answered,
            done=intent if plan.changes_something else None,
            missed=prepared.missed,
        ).about(plan.topic)
        if not plan.begins_anew and plan.text:
            self.session = self.session.with_exchange(
                Said(
                    said=prepared.request.text,
                    replied=plan.text,
                    at=prepared.request.now,
                    actions=(intent.action,) if intent.action else (),
                )
            )
        if plan.driving is not None:
            self.session = replace(self.session, driving=plan.driving)

    def _topical(self, request: TurnRequest, word: str, question: Question | None) -> Intent | None:
        """What a mere "yes" or "go on" means to what the talk is about, where nobody asked."""
        waits = question is not None or (word == "session.more" and self.session.rest)
        if waits or not self.session.topic:
            return None
        intent = self._understanding.intent(request, self.session, None)
        return intent if intent.action is not None else None

    async def _to_word_of_talk(
        self, request: TurnRequest, word: str, question: Question | None
    ) -> PreparedAnswer:
        if word == "session.more":
            return self._more(request, question)
        if question is None:
            key = "talk.cancelled" if word == "session.cancel" else "talk.nothing_open"
            return self._spoken(request, key)
        if word == "session.cancel" or question.asking is Asking.SLOT:
            if word == "session.yes":
                return self._asked_again(request, question)
            return self._spoken(request, "talk.cancelled")
        if word == "session.no":
            return self._spoken(request, "talk.said_no")
        if request.confidence < DOUBTFUL_BELOW:
            return self._asked_again(request, question)
        return await self._planned(request, question.intent, None, confirmed=True)

    def _more(self, request: TurnRequest, question: Question | None) -> PreparedAnswer:
        if not self.session.rest:
            return self._spoken(request, "talk.no_more", question=question)
        text, *rest = self.session.rest
        plan = Plan(text=text, rest=tuple(rest))
        return PreparedAnswer(
            request=request, session=self.session, intent=_NOTHING, plan=plan, question=question
        )

    async def _planned(
        self,
        request: TurnRequest,
        intent: Intent,
        question: Question | None,
        confirmed: bool = False,
    ) -> PreparedAnswer:
        context = SkillContext(
            now=request.now,
            confirmed=confirmed,
            last_text=self.session.last_text,
            topic=self.session.topic,
            driving=self.session.driving,
        )
        try:
            plan = await self._skills.plan(intent, context)
        except PamError as error:
            return self._spoken(request, "talk.failed", intent=intent, sentence=str(error))
        misheard = request.trigger is not Trigger.TEXT and intent.confidence < DOUBTFUL_BELOW
        if plan.changes_something and misheard and not confirmed:
            text = self._phrases.say("talk.heard", said_back=plan.said_back)
            plan = Plan(text=text, confirms=True)
        if plan.asks or plan.confirms:
            asking = Asking.SLOT if plan.asks else Asking.CONFIRMATION
            intent = _asking(intent, plan.asks) if plan.asks else intent
            question = Question(asking=asking, intent=intent, asked_at=request.now, text=plan.text)
        elif plan.control not in _KEEPS_QUESTION:
            question = None
        return PreparedAnswer(
            request=request, session=self.session, intent=intent, plan=plan, question=question
        )

    def _not_understood(self, request: TurnRequest, question: Question | None) -> PreparedAnswer:
        if question is not None and not question.asked_again:
            return self._asked_again(request, question)
        about_money = _ABOUT_MONEY.search(request.text) and not self.session.misses
        key = "talk.not_understood_money" if about_money else "talk.not_understood"
        return self._spoken(request, key, missed=True, turn=self.session.misses)

    def _asked_again(self, request: TurnRequest, question: Question) -> PreparedAnswer:
        again = replace(question, asked_at=request.now, asked_again=True)
        key = "talk.ask_again" if is_one_sentence(question.text) else "talk.once_more"
        if len(self._phrases.say(key, question=question.text)) > MOST_CHARACTERS:
            key = "talk.only_question"
        return self._spoken(request, key, question=again, gap=question.text)

    def _spoken(
        self,
        request: TurnRequest,
        key: str,
        *,
        intent: Intent = _NOTHING,
        question: Question | None = None,
        missed: bool = False,
        turn: int = 0,
        gap: str = "",
        sentence: str = "",
    ) -> PreparedAnswer:
        text = self._phrases.say_in_turn(key, turn, question=gap, sentence=sentence)
        return PreparedAnswer(
            request=request,
            session=self.session,
            intent=intent,
            plan=Plan(text=text),
            question=question,
            missed=missed,
        )


def _asking(intent: Intent, slot: str) -> Intent:
    """The intent as it waits for `slot`: a value that would not do is gone from it."""
    return replace(
        intent,
        slots={name: value for name, value in intent.slots.items() if name != slot},
        missing=tuple(dict.fromkeys((slot, *intent.missing))),
    )
