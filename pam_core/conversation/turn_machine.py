"""Whose turn it is: a table of states and happenings, without time, threads or sound."""

from enum import StrEnum

from pam_core.vocabulary.turn import TurnState

ASLEEP, WAITING = TurnState.ASLEEP, TurnState.WAITING
LISTENING, THINKING, SPEAKING = TurnState.LISTENING, TurnState.THINKING, TurnState.SPEAKING


class Happening(StrEnum):
    """What can change whose turn it is."""

    SPEECH_BEGAN = "speech_began"
    """The user took the turn, by voice or by key."""
    UTTERANCE_ENDED = "utterance_ended"
    UTTERANCE_DROPPED = "utterance_dropped"
    """Nothing was said after all, or nothing that is a turn."""
    SPEAKING_BEGAN = "speaking_began"
    SPEAKING_ENDED = "speaking_ended"
    """Nothing is left to say."""
    ANSWERED_SILENTLY = "answered_silently"
    """The reply has no words, as after "stop"."""


class Interruption(StrEnum):
    """The one thing that travels against the stream: PAM must fall silent."""

    BY_USER = "by_user"


class TurnMachine:
    """Holds the state; `rest` is where it comes to rest: WAITING hands-free, else ASLEEP."""

    def __init__(self, rest: TurnState = ASLEEP) -> None:
        self._rest = rest
        self.state = rest

    def rest_in(self, rest: TurnState) -> None:
        """Hands-free was switched on (WAITING) or off (ASLEEP)."""
        if self.state is self._rest:
            self.state = rest
        self._rest = rest

    def apply(self, happening: Happening) -> Interruption | None:
        """Take in a happening; returns the command for the speech queue, if there is one.

        Happenings that mean nothing in a state leave it as it is: a reply of an older turn may
        finish while the user already speaks again.
        """
        before = self.state
        match happening:
            case Happening.SPEECH_BEGAN:
                self.state = LISTENING
                return Interruption.BY_USER if before in (SPEAKING, THINKING) else None
            case Happening.UTTERANCE_ENDED if before is LISTENING:
                self.state = THINKING
            case Happening.UTTERANCE_DROPPED if before in (LISTENING, THINKING):
                self.state = self._rest
            case Happening.SPEAKING_BEGAN if before is not LISTENING:
                self.state = SPEAKING
            case Happening.SPEAKING_ENDED if before is SPEAKING:
                self.state = self._rest
            case Happening.ANSWERED_SILENTLY if before is THINKING:
                self.state = self._rest
            case _:
                pass
        return None
