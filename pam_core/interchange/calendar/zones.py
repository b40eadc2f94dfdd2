"""Which zone a calendar file means: by its name, or by how the file itself describes it."""

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from pam_core.vocabulary.recurrence import zone_name

_LIKELY = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Halifax",
    "America/Mexico_City",
    "Europe/London",
    "Europe/Berlin",
    "UTC",
)
"""Zones looked at for one with a name of its own ("Customized Time Zone"), after the user's."""

_LOOKS_AT_YEAR = 2026


def described_zones(frame: str, home: str) -> Mapping[str, tzinfo]:
    """The zones a file describes under names of its own, as the zones of the world they are.

    Where none keeps the same time as described, the description itself is taken. A frame that
    cannot be read describes none.
    """
    import warnings

    from icalendar import Calendar

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            zones = Calendar.from_ical(frame).timezones
        except (ValueError, IndexError, KeyError):
            return {}
        described = {}
        for zone in zones:
            try:
                described[zone.tz_name] = _known(zone.to_tz(), home)
            except (ValueError, KeyError, AttributeError, TypeError):
                # A description that cannot be followed: its times are taken for the user's.
                continue
    return described


def localised(moment: datetime, named: str, zones: Mapping[str, tzinfo], home: tzinfo) -> datetime:
    """A moment as read, in its zone: what carries none is in the zone described, or the user's."""
    if moment.tzinfo is None or (named in zones and not zone_name(moment)):
        return moment.replace(tzinfo=zones.get(named, home))
    if not zone_name(moment) and moment.utcoffset() == timedelta():
        return moment.replace(tzinfo=ZoneInfo("UTC"))
    return moment


def _known(described: tzinfo, home: str) -> tzinfo:
    months = [datetime(_LOOKS_AT_YEAR, month, 15, 12) for month in range(1, 13)]
    wanted = [described.utcoffset(moment) for moment in months]
    for name in filter(None, (home, *_LIKELY)):
        zone = ZoneInfo(name)
        if [zone.utcoffset(moment) for moment in months] == wanted:
            return zone
    return described
