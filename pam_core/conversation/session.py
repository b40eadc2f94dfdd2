"""What PAM remembers from one exchange to the next: the question it asked, and what came before."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from pam_core.vocabulary.reply import Intent

QUESTION_LASTS = timedelta(minutes=2)
"""After this a "yes" belongs to something else."""

RECENT_INTENTS = 8


class Asking(StrEnum):
    """What kind of answer a question wants."""

    SLOT = "slot"
    """The missing slots of its intent."""
    CONFIRMATION = "confirmation"
    """Yes or no: whether its intent is to be carried out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What PAM asked: the intent waits for the answer."""

    asking: Asking
    intent: Intent
    asked_at: datetime
    text: str
    asked_again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The talk so far; a new value after each exchange, never changed in place.

    `last_text` is what PAM said last; `recent` are the intents carried out, the last one last;
    `misses` counts the sentences in a row that were not understood.
    """

    question: Question | None = None
    last_text: str = ""
    recent: tuple[Intent, ...] = ()
    misses: int = 0

    def open_question(self, now: datetime) -> Question | None:
        """The question that still waits for its answer, if there is one."""
        if self.question is None or now - self.question.asked_at > QUESTION_LASTS:
            return None
        return self.question

    def after(
        self,
        text: str,
        *,
        question: Question | None = None,
        done: Intent | None = None,
        missed: bool = False,
    ) -> "Session":
        """The session after PAM said `text`, asked `question` and carried out `done`."""
        recent = self.recent if done is None else (*self.recent, done)[-RECENT_INTENTS:]
        return replace(
            self,
            question=question,
            last_text=text or self.last_text,
            recent=recent,
            misses=self.misses + 1 if missed else 0,
        )
