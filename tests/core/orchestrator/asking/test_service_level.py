"""How much of PAM works."""

import pytest

from pam_core.orchestrator.asking.service_level import Works, level_of, sentence_key
from pam_core.skills.phrasebook import Phrasebook
from pam_core.vocabulary.reply import MOST_CHARACTERS
from pam_core.vocabulary.service import ServiceLevel

UP = Works(works=True, on_device=False)
DOWN = Works(works=False, on_device=False)
OWN = Works(works=True, on_device=True)
OWN_DOWN = Works(works=False, on_device=True)


@pytest.mark.parametrize(
    ("candidates", "level"),
    [
        ([UP, DOWN], ServiceLevel.FULL),
        ([OWN], ServiceLevel.FULL),
        ([DOWN, UP], ServiceLevel.REDUCED),
        ([DOWN, UP, OWN], ServiceLevel.REDUCED),
        ([OWN_DOWN, UP], ServiceLevel.REDUCED),
        ([DOWN, OWN], ServiceLevel.BASIC),
        ([DOWN, DOWN, OWN_DOWN], ServiceLevel.LOCAL),
        ([], ServiceLevel.LOCAL),
    ],
)
def test_levels(candidates: list[Works], level: ServiceLevel) -> None:
    """The level follows from who works, in the user's order."""
    assert level_of(candidates, disk_works=True) is level


def test_a_failing_disk_is_worse_than_all() -> None:
    """Where nothing can be kept, who answers does not matter."""
    assert level_of([UP], disk_works=False) is ServiceLevel.MAINTENANCE


@pytest.mark.parametrize("level", ServiceLevel)
def test_what_is_said(level: ServiceLevel) -> None:
    """Each level has a sentence that can be listened to."""
    assert 0 < len(Phrasebook.load().say(sentence_key(level))) <= MOST_CHARACTERS
