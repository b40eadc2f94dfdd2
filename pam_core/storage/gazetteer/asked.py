"""What a town's name, as people say it, may mean: a name alone, or with its state or country."""

import sqlite3
from dataclasses import dataclass

from pam_core.storage.gazetteer.names import is_common, key, words

_LONGEST_REGION = 4
_LONGEST_NAME = 12
_BEFORE_NAMES = frozenset("the downtown uptown city town village of near in around".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to take what was said: a town's key, within these regions (region, country).

    A region "" stands for the whole country. Empty `within`: anywhere.
    """

    key: str
    within: frozenset[tuple[str, str]] = frozenset()

    def admits(self, region: str, country: str) -> bool:
        """Whether a town there may be meant."""
        return not self.within or not self.within.isdisjoint({(region, country), ("", country)})


def readings(database: sqlite3.Connection, name: str) -> list[Reading]:
    """Every way to take a name, those that name a region first."""
    said = words(name)
    if len(said) > _LONGEST_NAME:
        return []
    found = _with_regions(database, said)
    if not is_common(said):
        found.append(Reading(key=key(said)))
    bare = said
    while bare and bare[0] in _BEFORE_NAMES:
        bare = bare[1:]
    if bare and bare != said:
        found += _with_regions(database, bare)
        if not is_common(bare):
            found.append(Reading(key=key(bare)))
    return found


def regions_named(database: sqlite3.Connection, said: str) -> frozenset[tuple[str, str]]:
    """The regions and countries of that name or short name, by its key."""
    rows = database.execute("SELECT region, country FROM regions WHERE key = ?", (said,))
    return frozenset((region, country) for region, country in rows)


def _with_regions(database: sqlite3.Connection, said: tuple[str, ...]) -> list[Reading]:
    found = []
    for length in range(1, min(_LONGEST_REGION, len(said) - 1) + 1):
        head, within = said[:-length], regions_named(database, key(said[-length:]))
        if not within:
            continue
        # "Moab Utah USA": what stands before the country may be a state.
        for inner in _with_regions(database, head):
            both = frozenset(r for r in inner.within if ("", r[1]) in within or r in within)
            if both:
                found.append(Reading(key=inner.key, within=both))
        found.append(Reading(key=key(head), within=within))
    return found
