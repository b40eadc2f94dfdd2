"""Who has the floor: the turn machine, and what each change of turn does to ears and mouth."""

from collections.abc import Callable

from pam_core.conversation.turn_machine import Happening, TurnMachine
from pam_core.vocabulary.events import StateChanged
from pam_core.vocabulary.ports import EventSink
from pam_core.vocabulary.turn import TurnState


class Floor:
    """Carries out the turn machine's commands and tells every change of state.

    `interrupt` silences PAM; `follow` is told each new state.
    """

    def __init__(
        self,
        machine: TurnMachine,
        emit: EventSink,
        interrupt: Callable[[], None],
        follow: Callable[[TurnState], None],
    ) -> None:
        self._machine = machine
        self._emit = emit
        self._interrupt = interrupt
        self._follow = follow

    @property
    def state(self) -> TurnState:
        """Whose turn it is."""
        return self._machine.state

    def happened(self, happening: Happening) -> None:
        """Take in a happening and follow what it asks."""
        before = self._machine.state
        if self._machine.apply(happening) is not None:
            self._interrupt()
        self._tell_change(before)

    def rest_in(self, hands_free: bool) -> None:
        """Between turns PAM waits for a voice, or sleeps until the talk key."""
        before = self._machine.state
        self._machine.rest_in(resting_state(hands_free))
        self._tell_change(before)

    def _tell_change(self, before: TurnState) -> None:
        state = self._machine.state
        if state is not before:
            self._emit(StateChanged(state=state))
            # Last: it may change the state again.
            self._follow(state)


def resting_state(hands_free: bool) -> TurnState:
    """Where the floor rests between turns."""
    return TurnState.WAITING if hands_free else TurnState.ASLEEP
