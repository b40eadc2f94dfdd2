"""What is said of syncing: late answers, decisions that wait, a sign-in that has ended."""

from collections.abc import Awaitable, Callable

from pam_core.skills.wording import shortened
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.reply import Notice, Priority
from pam_core.vocabulary.sync_news import (
    AnswerCame,
    CommandRefused,
    ConflictsFound,
    LineChanged,
    LineState,
    SyncNews,
)
from pam_desktop.app.conflict_words import decisions_wait

SIGN_IN_AGAIN = "Sign in again to sync; everything stays here meanwhile."
WHERE_TO_DECIDE = "Choose in PAM's window."
_ASKED_CHARACTERS = 60


class SyncTelling:
    """What the user must know is said as a notice, once; what went wrong is shown.

    `tell` says something unasked: it waits until nobody else has the floor. `trouble_met` shows it.
    """

    def __init__(
        self,
        tell: Callable[[Notice], Awaitable[None]],
        trouble_met: Callable[[PamError], None],
    ) -> None:
        self._tell = tell
        self._trouble_met = trouble_met
        self._has_ended = False
        self._told: set[str] = set()

    async def hear(self, news: SyncNews) -> None:
        """Tell what is to be told of it."""
        match news:
            case LineChanged():
                await self._line(news)
            case ConflictsFound():
                await self._conflicts(news)
            case AnswerCame():
                await self._say(f"sync.answer.{news.chat_id}", answer_in_words(news))
            case CommandRefused():
                self._trouble_met(PamError(f"sync.{news.code}", news.sentence, fault=Fault.SERVICE))
            case _:
                return

    async def _line(self, line: LineChanged) -> None:
        has_ended = line.state is LineState.SIGN_IN_AGAIN
        if has_ended and not self._has_ended:
            await self._say("sync.sign_in_again", SIGN_IN_AGAIN)
        if line.state is LineState.STOPPED:
            self._trouble_met(
                PamError(
                    line.code or "sync.stopped",
                    line.sentence or "Syncing has stopped.",
                    mend=line.mend,
                    fault=Fault.SERVICE,
                )
            )
        # Trying once more is no new end: only a line that worked can end again.
        if has_ended or line.state in (LineState.ONLINE, LineState.SIGNED_OUT):
            self._has_ended = has_ended

    async def _conflicts(self, found: ConflictsFound) -> None:
        new = {conflict.id for conflict in found.conflicts} - self._told
        if new:
            self._told |= new
            text = f"{decisions_wait(len(new))}. {WHERE_TO_DECIDE}"
            await self._say("sync.conflicts", text[0].upper() + text[1:])

    async def _say(self, key: str, text: str) -> None:
        await self._tell(Notice(key=key, text=text, priority=Priority.NOTICE))


def answer_in_words(answer: AnswerCame) -> str:
    """A late answer with what it answers."""
    about = f" to “{shortened(answer.asked, _ASKED_CHARACTERS)}”" if answer.asked else ""
    return f"Answer{about} from the PAM server: {answer.message}"
