"""What PAM remembers from one exchange to the next: the question it asked, and what came before."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from pam_core.vocabulary.reply import Intent

QUESTION_LASTS = timedelta(minutes=2)
"""After this a "yes" belongs to something else."""

FOLLOW_UP_LASTS = timedelta(minutes=2)
"""After this "and on dining?" follows on nothing."""

RECENT_INTENTS = 8
MOST_HISTORY = 12
HISTORY_CHARACTERS = 2000
"""So much of each side's words is remembered."""

MOST_TOPICS = 4

STEP_BY_STEP = frozenset(("checklist",))
"""Topics in which "done" means the step, also when a reminder came in between."""


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
class Answered:
    """The intent that was answered last, on which the next words may follow."""

    intent: Intent
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One exchange as it was: the user's words, PAM's, when, and the actions that went into it."""

    said: str
    replied: str
    at: datetime
    actions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The talk so far; a new value after each exchange, never changed in place.

    `last_text` is what PAM said last; `rest` is what it would say on "more"; `recent` are the
    intents carried out, the last one last; `misses` counts the sentences in a row that were not
    understood. `topics` are what the talk is about, the latest last: what it was about before comes
    back when the latest ends. `driving`: driving mode is on. `history` are the last exchanges.
    """

    question: Question | None = None
    last_text: str = ""
    rest: tuple[str, ...] = ()
    recent: tuple[Intent, ...] = ()
    answered: Answered | None = None
    topics: tuple[str, ...] = ()
    driving: bool = False
    misses: int = 0
    history: tuple[Said, ...] = ()

    @property
    def topic(self) -> str:
        """What the talk is about, "" for nothing in particular."""
        return self.topics[-1] if self.topics else ""

    def open_question(self, now: datetime) -> Question | None:
        """The question that still waits for its answer, if there is one."""
        if self.question is None or now - self.question.asked_at > QUESTION_LASTS:
            return None
        return self.question

    def to_follow(self, now: datetime) -> Intent | None:
        """The intent that "and last month?" would follow on."""
        if self.answered is None or now - self.answered.at > FOLLOW_UP_LASTS:
            return None
        return self.answered.intent

    def after(
        self,
        text: str,
        *,
        question: Question | None = None,
        rest: tuple[str, ...] = (),
        answered: Answered | None = None,
        done: Intent | None = None,
        missed: bool = False,
    ) -> "Session":
        """The session after PAM said `text`, asked `question` and carried out `done`."""
        recent = self.recent if done is None else (*self.recent, done)[-RECENT_INTENTS:]
        return replace(
            self,
            question=question,
            last_text=text or self.last_text,
            rest=rest,
            recent=recent,
            answered=answered or self.answered,
            misses=self.misses + 1 if missed else 0,
        )

    def with_exchange(self, said: Said) -> "Session":
        """The session with one more exchange in its history."""
        short = replace(
            said, said=said.said[:HISTORY_CHARACTERS], replied=said.replied[:HISTORY_CHARACTERS]
        )
        return replace(self, history=(*self.history, short)[-MOST_HISTORY:])

    def about(self, topic: str | None) -> "Session":
        """The session with a topic on top; "" ends the latest, None leaves all as it is."""
        if topic is None:
            return self
        if not topic:
            return replace(self, topics=self.topics[:-1])
        others = tuple(each for each in self.topics if each != topic)
        return replace(self, topics=(*others, topic)[-MOST_TOPICS:])

    def told_of(self, topic: str) -> "Session":
        """The session after PAM brought a topic up by itself: what goes step by step goes on."""
        before = self.topic
        session = self.about(topic or None)
        return session.about(before) if before in STEP_BY_STEP else session
