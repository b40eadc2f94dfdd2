"""The talk as lines of text."""

import io
from datetime import UTC, datetime

from pam_core.vocabulary.events import TurnFinished
from pam_core.vocabulary.reply import Intent, Reply
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.turn import StageTimes, Turn
from pam_desktop.cli.terminal import Terminal


def lines_of(said: str, trigger: Trigger, times: StageTimes) -> list[str]:
    turn = Turn(
        turn_id="1",
        conversation_id="1",
        said_at=datetime(2026, 11, 23, tzinfo=UTC),
        trigger=trigger,
        said=said,
        confidence=1.0,
        reply=Reply(text="It's noon.", intent=Intent(action=None), provider="local"),
        heard="",
        interrupted=False,
        times=times,
    )
    out = io.StringIO()
    Terminal(out).show(TurnFinished(turn=turn))
    return out.getvalue().splitlines()


def test_an_exchange() -> None:
    """Both halves, and how long the stages took that were reached."""
    assert lines_of("what time is it", Trigger.KEY, StageTimes(reply=0.2, first_sound=0.25)) == [
        "you: what time is it",
        "PAM: It's noon.",
        "     reply 200 ms, first sound 250 ms",
    ]


def test_pam_speaks_up() -> None:
    """What PAM says unasked is one line: nobody said anything before it."""
    assert lines_of("", Trigger.UNASKED, StageTimes()) == ["PAM: It's noon."]
