"""What happens, as lines of text: the face PAM has without a window."""

import sys
from typing import TextIO

from pam_core.vocabulary.events import (
    Event,
    Health,
    PartChanged,
    StateChanged,
    TroubleMet,
    TurnFinished,
    UtteranceDropped,
)
from pam_core.vocabulary.speech import Trigger
from pam_core.vocabulary.turn import StageTimes, Turn, TurnState

_STATES = {
    TurnState.LISTENING: "listening …",
    TurnState.THINKING: "thinking …",
}


class Terminal:
    """Prints events for people; `shows_states` also prints each change of turn."""

    def __init__(self, out: TextIO | None = None, *, shows_states: bool = True) -> None:
        self._out = out or sys.stdout
        self._shows_states = shows_states

    def show(self, event: Event) -> None:
        """Print what is worth a line."""
        match event:
            case StateChanged(state=state) if self._shows_states and state in _STATES:
                self._line(f"· {_STATES[state]}")
            case UtteranceDropped(reason=reason):
                self._line(f"· nothing for PAM ({reason})")
            case TurnFinished(turn=turn):
                self.show_turn(turn)
            case PartChanged(health=health, sentence=sentence) if health is not Health.STARTING:
                self._line(f"· {sentence}")
            case TroubleMet(sentence=sentence, mend=mend):
                self._line(f"! {sentence} {mend}".rstrip())
            case _:
                pass

    def show_turn(self, turn: Turn) -> None:
        """An exchange, with the time of each stage; of what PAM says unasked there is none."""
        if turn.trigger is not Trigger.UNASKED:
            self._line(f"you: {turn.said}")
        self._line(f"PAM: {turn.reply.text}")
        if times := times_in_words(turn.times):
            self._line(f"     {times}")

    def say(self, sentence: str) -> None:
        """Print a sentence of the program's own."""
        self._line(sentence)

    def _line(self, text: str) -> None:
        print(text, file=self._out, flush=True)


def times_in_words(times: StageTimes) -> str:
    """The stages in milliseconds after the last word, those that were reached."""
    stages = {
        "end of speech": times.end_of_speech,
        "transcript": times.transcript,
        "reply": times.reply,
        "first sound": times.first_sound,
    }
    reached = [
        f"{name} {seconds * 1000:.0f} ms" for name, seconds in stages.items() if seconds is not None
    ]
    return ", ".join(reached)
