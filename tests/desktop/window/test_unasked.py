"""A turn in which only PAM speaks."""

from datetime import UTC, datetime

from pam_core.vocabulary.reply import Intent, Reply
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.turn import StageTimes, Turn
from pam_desktop.window.talk.turn_model import TURN_ROLE, TurnModel, row_of_turn

NOTICE = Turn(
    turn_id="1",
    conversation_id="talk",
    said_at=datetime(2026, 11, 23, 14, 0, tzinfo=UTC),
    trigger=Trigger.UNASKED,
    said="",
    confidence=1.0,
    reply=Reply(text="Check the tires.", intent=Intent(action=None), provider="local"),
    heard="Check the tires.",
    interrupted=False,
    times=StageTimes(),
)


def test_words_for_screen_readers() -> None:
    """Nobody asked, so only PAM is read out; the line below says that PAM spoke up."""
    model = TurnModel()
    model.put(row_of_turn(NOTICE))
    assert model.data(model.index(0)) == "PAM: Check the tires."
    assert "PAM spoke up" in model.data(model.index(0), TURN_ROLE).detail
