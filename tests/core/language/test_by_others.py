"""Sentences by people who had not seen how PAM's are written."""

import pytest

from pam_core.language.understanding import Language
from tests.core.language.said_sentences import NOW, Case, by_others


@pytest.mark.parametrize("case", list(by_others()), ids=lambda case: case.text[:60])
def test_never_something_else(language: Language, case: Case) -> None:
    """What PAM does not know it leaves alone: no sentence is taken for another action."""
    assert language.parse(case.text, NOW).action in (case.action, None)


def test_most_are_understood(language: Language) -> None:
    """Of those that mean an action, more than four in five are understood; see `bench language`."""
    said = [case for case in by_others() if case.action]
    right = [case for case in said if language.parse(case.text, NOW).action == case.action]
    assert len(right) > 0.8 * len(said)
