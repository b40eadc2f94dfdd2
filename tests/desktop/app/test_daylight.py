"""Light by day, dark by night."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from pam_core.settings.schema import ThemeChoice
from pam_core.vocabulary.place import Point
from pam_desktop.app.daylight import dress_for

FLAGSTAFF = Point(latitude=35.198, longitude=-111.651)
PHOENIX_TIME = ZoneInfo("America/Phoenix")


@pytest.mark.parametrize(
    ("hour", "minute", "theme", "change_hour"),
    [(3, 0, "night", 7), (12, 0, "day", 17), (17, 30, "night", 7), (23, 59, "night", 7)],
)
def test_by_the_sun(hour: int, minute: int, theme: str, change_hour: int) -> None:
    """On 24 November the sun over Flagstaff rises at 7:06 and sets at 17:17 (NOAA)."""
    dress = dress_for(
        ThemeChoice.SUN, FLAGSTAFF, datetime(2026, 11, 24, hour, minute, tzinfo=PHOENIX_TIME)
    )
    assert dress.theme == theme
    assert dress.until is not None
    assert dress.until.astimezone(PHOENIX_TIME).hour == change_hour


@pytest.mark.parametrize(
    ("hour", "theme", "change_hour"), [(6, "night", 7), (7, "day", 19), (19, "night", 7)]
)
def test_by_the_clock(hour: int, theme: str, change_hour: int) -> None:
    """Where no place is known, it is day from seven to seven."""
    dress = dress_for(ThemeChoice.SUN, None, datetime(2026, 11, 24, hour, tzinfo=PHOENIX_TIME))
    assert dress.theme == theme
    assert dress.until is not None
    assert dress.until.hour == change_hour


@pytest.mark.parametrize(
    ("month", "theme"), [(6, "day"), (12, "night")], ids=["midnight sun", "polar night"]
)
def test_where_the_sun_does_not_set(month: int, theme: str) -> None:
    """In Utqiagvik the sun stays up in June and down in December; it is looked at again soon."""
    zone = ZoneInfo("America/Anchorage")
    now = datetime(2026, month, 21, 12, tzinfo=zone)
    dress = dress_for(ThemeChoice.SUN, Point(latitude=71.29, longitude=-156.79), now)
    assert dress.theme == theme
    assert dress.until is not None
    assert dress.until > now


@pytest.mark.parametrize("choice", [ThemeChoice.DAY, ThemeChoice.NIGHT])
def test_by_hand(choice: ThemeChoice) -> None:
    """What was chosen is worn until something else is chosen."""
    dress = dress_for(choice, FLAGSTAFF, datetime(2026, 11, 24, 12, tzinfo=PHOENIX_TIME))
    assert (dress.theme, dress.until) == (choice.value, None)
