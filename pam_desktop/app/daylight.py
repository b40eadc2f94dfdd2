"""Whether it is light where the user is, and until when; the sun is reckoned by astral."""

from datetime import UTC, datetime, timedelta

from pam_core.settings.schema import ThemeChoice
from pam_core.vocabulary.place import Point
from pam_desktop.window.look.theme import DAY, NIGHT
from pam_desktop.window.services import Dress

MORNING, EVENING = 7, 19
"""Hours between which it counts as day where the place is not known."""


def dress_for(choice: ThemeChoice, point: Point | None, now: datetime) -> Dress:
    """The theme by the user's choice, or by the sun at `point`, and until when it fits.

    `now` carries the user's zone. Where no place is known the clock stands in for the sun.
    """
    if choice is not ThemeChoice.SUN:
        return Dress(theme=DAY if choice is ThemeChoice.DAY else NIGHT)
    if point is None:
        return _by_the_clock(now)
    return _by_the_sun(point, now)


def _by_the_clock(now: datetime) -> Dress:
    for day in (now, now + timedelta(days=1)):
        for hour, theme in ((MORNING, NIGHT), (EVENING, DAY)):
            change = day.replace(hour=hour, minute=0, second=0, microsecond=0)
            if now < change:
                return Dress(theme=theme, until=change)
    raise AssertionError("tomorrow has a morning")


def _by_the_sun(point: Point, now: datetime) -> Dress:
    # A tenth of a second of imports that nobody waits for who chose a theme.
    from astral import Observer
    from astral.sun import elevation, sunrise, sunset

    observer = Observer(point.latitude, point.longitude)
    changes = []
    for days in (-1, 0, 1):
        day = now.date() + timedelta(days=days)
        for event, theme in ((sunrise, NIGHT), (sunset, DAY)):
            try:
                changes.append((event(observer, day, tzinfo=now.tzinfo or UTC), theme))
            except ValueError:
                # Beyond the polar circle the sun may not rise or set on a day.
                continue
    coming = sorted((moment, theme) for moment, theme in changes if moment > now)
    if coming:
        return Dress(theme=coming[0][1], until=coming[0][0])
    is_up = elevation(observer, now) > 0
    return Dress(theme=DAY if is_up else NIGHT, until=now + timedelta(hours=6))
