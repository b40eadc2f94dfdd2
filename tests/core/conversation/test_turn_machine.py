"""Whose turn it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pam_core.conversation.turn_machine import Happening, Interruption, TurnMachine
from pam_core.vocabulary.turn import TurnState

TALK = [
    Happening.SPEECH_BEGAN,
    Happening.UTTERANCE_ENDED,
    Happening.SPEAKING_BEGAN,
    Happening.TURN_ANSWERED,
    Happening.SPEAKING_ENDED,
]


def test_a_whole_turn() -> None:
    """Listen, think, speak, rest."""
    machine = TurnMachine()
    states = []
    for happening in TALK:
        machine.apply(happening)
        states.append(machine.state)
    assert states == [
        TurnState.LISTENING,
        TurnState.THINKING,
        TurnState.SPEAKING,
        TurnState.SPEAKING,
        TurnState.ASLEEP,
    ]


def test_an_overtaken_turn_leaves_the_floor_to_the_newer_one() -> None:
    """PAM rests after the last of the turns it thinks about, not after the first."""
    machine = TurnMachine()
    for happening in [*TALK[:2], *TALK[:2], Happening.TURN_ANSWERED]:
        machine.apply(happening)
    assert machine.state is TurnState.THINKING
    machine.apply(Happening.TURN_ANSWERED)
    assert machine.state is TurnState.ASLEEP


@pytest.mark.parametrize("turns_done", [1, 2])
def test_words_that_can_wait_do(turns_done: int) -> None:
    """A notice takes the floor from nobody, neither the user nor a turn being thought about."""
    machine = TurnMachine()
    for happening in TALK[:turns_done]:
        machine.apply(happening)
    before = machine.state
    machine.apply(Happening.WORDS_WAIT)
    assert machine.state is before


@pytest.mark.parametrize("turns_done", [2, 3])
def test_the_user_may_interrupt(turns_done: int) -> None:
    """Speaking while PAM thinks or speaks takes the turn and silences PAM."""
    machine = TurnMachine()
    for happening in TALK[:turns_done]:
        machine.apply(happening)
    assert machine.apply(Happening.SPEECH_BEGAN) is Interruption.BY_USER
    assert machine.state is TurnState.LISTENING


def test_an_old_reply_that_ends_does_not_take_the_turn_away() -> None:
    """What PAM was saying may run out while the user already speaks."""
    machine = TurnMachine()
    for happening in [*TALK[:3], Happening.SPEECH_BEGAN, Happening.SPEAKING_ENDED]:
        machine.apply(happening)
    assert machine.state is TurnState.LISTENING


def test_hands_free_rests_with_the_microphone_open() -> None:
    """Between turns an open microphone waits for a voice."""
    machine = TurnMachine()
    machine.rest_in(TurnState.WAITING)
    assert machine.state is TurnState.WAITING
    for happening in TALK:
        machine.apply(happening)
    assert machine.state is TurnState.WAITING


@given(st.lists(st.sampled_from(Happening)))
def test_the_user_can_always_speak(happenings: list[Happening]) -> None:
    """Whatever happened before, when the user begins to speak PAM listens."""
    machine = TurnMachine()
    for happening in happenings:
        machine.apply(happening)
    machine.apply(Happening.SPEECH_BEGAN)
    assert machine.state is TurnState.LISTENING
