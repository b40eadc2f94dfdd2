"""Answers that are given once more."""

import pytest

from pam_core.orchestrator.given_again import question_key


@pytest.mark.parametrize(
    "said",
    [
        "why is the sky blue",
        "Why is the sky blue?",
        "Hey Pam, why is the sky blue, please?",
        "can you tell me why is the sky blue",
        "PAM,  why is   the sky blue!",
    ],
)
def test_one_question(said: str) -> None:
    """Case, marks, spaces and politeness make no other question."""
    assert question_key(said) == "why is the sky blue"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("what is 3.5 times 2", "what is 35 times 2"),
        ("how far is Page", "how far is Moab"),
        ("can you swim in it", "can I swim in it"),
        ("is it safe", "isn't it safe"),
    ],
)
def test_other_questions(one: str, other: str) -> None:
    """A word or a figure makes another question."""
    assert question_key(one) != question_key(other)


def test_only_politeness() -> None:
    """What is nothing but politeness is itself."""
    assert question_key("please") == "please"
