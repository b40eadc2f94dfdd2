"""Days, moments and repeats in words."""

import pytest

from pam_core.skills.days import when


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"),
        ("FREQ=WEEKLY;BYDAY=SA,SU", "every Saturday and Sunday"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,SA,SU", "every day but Friday"),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,SA",
            "every 2 weeks on every day but Friday and Sunday",
        ),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "every day"),
        ("FREQ=MONTHLY;BYDAY=1MO,-1FR", "every month on the first Monday and last Friday"),
        ("FREQ=MONTHLY;BYDAY=-2FR", "every month"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=2", "every month"),
    ],
)
def test_a_repeat_in_words(rule: str, said: str) -> None:
    """A repeat is said as people say it, however a calendar file writes it; never wrongly."""
    assert when.repeat(rule) == said
