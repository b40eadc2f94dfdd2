"""An answer of before, given once more where nobody can be asked: by question and surroundings."""

import re
from datetime import datetime

from pam_core.conversation.session import Session
from pam_core.orchestrator.briefing import talk_so_far
from pam_core.orchestrator.prompt import Surroundings
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.wheels.measures import ago
from pam_core.vocabulary.kept_answer import AnswerShelf, KeptAnswer
from pam_core.vocabulary.reply import Provenance
from pam_core.vocabulary.turn import TurnRequest

_POLITE = re.compile(
    r"^(?:(?:hey|hi|ok|okay|so|well|pam|please|can you|could you|would you|tell me|say|do you know)"
    r"\b[ ,]*)+|[ ,]+(?:please|pam|thanks|thank you)$"
)
_MARKS = re.compile(r"[^\w\s$%.'-]|[.](?!\d)")


def question_key(text: str) -> str:
    """The question with case, marks and politeness taken off."""
    plain = " ".join(_MARKS.sub(" ", text.casefold()).split())
    return _POLITE.sub("", plain).strip() or plain


def stands_alone(session: Session, now: datetime) -> bool:
    """Whether what is asked now cannot mean what was said before."""
    return not talk_so_far(session, now)


class GivenAgain:
    """One user's answers to questions that stood alone and took no tool."""

    def __init__(self, shelf: AnswerShelf, phrases: Phrasebook) -> None:
        self._shelf = shelf
        self._phrases = phrases

    async def keep(
        self, request: TurnRequest, surroundings: Surroundings, text: str, source: Provenance
    ) -> None:
        """Keep an answer. Raises PamError (`storage.…`)."""
        await self._shelf.put(
            KeptAnswer(
                question=question_key(request.text),
                context=surroundings.key,
                text=text,
                answered_at=request.now,
                provider=source.provider,
                model=source.model,
                turn_id=request.turn_id,
            )
        )

    async def find(
        self, request: TurnRequest, surroundings: Surroundings
    ) -> tuple[str, KeptAnswer] | None:
        """The words, their age said first, and the answer. Raises PamError (`storage.…`)."""
        kept = await self._shelf.find(question_key(request.text), surroundings.key)
        if kept is None:
            return None
        when = ago(kept.answered_at, request.now)
        text = self._phrases.say("open.again", when=when[:1].upper() + when[1:], text=kept.text)
        return text, kept
