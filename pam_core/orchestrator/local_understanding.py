"""From words to an intent, given what was said before: an answer, a command, or a follow-up."""

from dataclasses import replace
from datetime import datetime

from pam_core.conversation.session import Asking, Question, Session
from pam_core.language.understanding import Language
from pam_core.vocabulary.reply import Intent
from pam_core.vocabulary.speech import Completeness
from pam_core.vocabulary.turn import TurnRequest


class LocalUnderstanding:
    """What the offline language makes of a sentence within a talk."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def judge(self, text: str, now: datetime, session: Session) -> Completeness:
        """How finished the words sound, an open question taken into account."""
        question = session.open_question(now)
        asked = question.intent if question and question.asking is Asking.SLOT else None
        in_talk = question is not None or bool(session.rest)
        return self._language.completeness(
            text, now, asked, in_talk=in_talk, topic=session.topic, last=session.to_follow(now)
        )

    def word_of_talk(self, request: TurnRequest) -> str | None:
        """The inner action ("session.yes") that the words are, with nothing besides."""
        return self._language.word_of_talk(request.text, request.now)

    def intent(self, request: TurnRequest, session: Session, question: Question | None) -> Intent:
        """The intent; its action is None where the words make none."""
        answer = self._answer(request, question)
        asked = question.intent.confidence if question else 1.0
        found = self._language.parse(request.text, request.now, session.topic)
        if answer is not None and answer.confidence >= found.confidence:
            # Where any words would do for an answer ("Which town?"), "undo" is still a command.
            found = replace(answer, confidence=min(answer.confidence, asked))
        before = session.to_follow(request.now)
        if found.action is None and before is not None:
            found = self._language.follow_up(request.text, request.now, before) or found
        # A slot heard badly keeps the whole intent doubtful, however clear the rest is.
        return replace(found, confidence=round(min(found.confidence, request.confidence), 2))

    def _answer(self, request: TurnRequest, question: Question | None) -> Intent | None:
        if question is None:
            return None
        waiting = question.intent
        if question.asking is Asking.CONFIRMATION:
            # "No, forty" puts right what was said back: any slot may be said anew.
            waiting = replace(waiting, missing=tuple(waiting.slots))
        # How surely this is an answer does not hang on how surely the question was understood.
        waiting = replace(waiting, confidence=1.0)
        return self._language.answer(request.text, request.now, waiting)
