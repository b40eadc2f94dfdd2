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
    """A turn begins: PAM thinks about what was said."""
    NOTHING_SAID = "nothing_said"
    TURN_ANSWERED = "turn_answered"
    """A turn is over but for the speaking, whatever came of it: once for each UTTERANCE_ENDED."""
    WORDS_WAIT = "words_wait"
    """There is something to say that can wait until nobody else has the floor."""
    SPEAKING_BEGAN = "speaking_began"
    SPEAKING_ENDED = "speaking_ended"
    """Nothing is left to say."""


class Interruption(StrEnum):
    """The one thing that travels against the stream: PAM must fall silent."""

    BY_USER = "by_user"


class TurnMachine:
    """Holds the state; `rest` is where it comes to rest: WAITING hands-free, else ASLEEP.

    It counts the turns being thought about: one may be overtaken, and PAM rests after the last.
    """

    def __init__(self, rest: TurnState = ASLEEP) -> None:
        self._rest = rest
        self._turns = 0
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
            case Happening.UTTERANCE_ENDED:
                self._turns += 1
                self.state = THINKING if before is LISTENING else before
            case Happening.NOTHING_SAID if before is LISTENING:
                self.state = self._unless_thinking
            case Happening.TURN_ANSWERED:
                self._turns = max(0, self._turns - 1)
                self.state = self._unless_thinking if before is THINKING else before
            case Happening.WORDS_WAIT if before is self._rest:
                self.state = SPEAKING
            case Happening.SPEAKING_BEGAN if before is not LISTENING:
                self.state = SPEAKING
            case Happening.SPEAKING_ENDED if before is SPEAKING:
                self.state = self._unless_thinking
            case _:
                pass
        return None

    @property
    def _unless_thinking(self) -> TurnState:
        return THINKING if self._turns else self._rest
