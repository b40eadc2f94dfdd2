"""Lengths of roads and driving days without a router."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pam_core.skills.wheels.trips_route import days_of, hours, least_detour, length_km, road_km
from pam_core.vocabulary.place import KM_PER_MILE, Point
from pam_core.vocabulary.trip import Stop
from tests.core.skills import atlas_fake

STOPS = [Stop.at(town) for town in atlas_fake.TOWNS]


@pytest.mark.parametrize(
    ("one", "other", "miles"),
    [
        (atlas_fake.SALT_LAKE_CITY, atlas_fake.MOAB, 234),
        (atlas_fake.PAGE, atlas_fake.FLAGSTAFF, 135),
        (atlas_fake.MOAB, atlas_fake.FLAGSTAFF, 322),
        (atlas_fake.DENVER, atlas_fake.MOAB, 355),
        (atlas_fake.SPRINGFIELD_MISSOURI, atlas_fake.SPRINGFIELD_ILLINOIS, 315),
    ],
)
def test_near_the_road(one: atlas_fake.Town, other: atlas_fake.Town, miles: int) -> None:
    """An estimate is within a fifth of the road where no canyon lies between."""
    estimate = road_km(Stop.at(one), Stop.at(other)) / KM_PER_MILE
    assert estimate == pytest.approx(miles, rel=0.2)


@given(st.lists(st.sampled_from(STOPS), min_size=2, max_size=12), st.floats(0.5, 14))
def test_days(way: list[Stop], hours_a_day: float) -> None:
    """The days add up to the way, and none is told as longer than was wanted."""
    days = days_of(way, hours_a_day)
    assert sum(day.km for day in days) == pytest.approx(length_km(way), rel=1e-6, abs=1)
    assert all(day.hours <= hours_a_day + 0.25 + 1e-9 for day in days)
    assert [day.number for day in days] == list(range(1, len(days) + 1))
    assert days[-1].night_at == way[-1].name


@given(st.lists(st.sampled_from(STOPS), min_size=2, max_size=8), st.sampled_from(STOPS))
def test_least_detour(way: list[Stop], stop: Stop) -> None:
    """No other place in the way adds less, and the ends stay where they are."""
    at = least_detour(way, stop, 1)
    lengths = [length_km((*way[:each], stop, *way[each:])) for each in range(1, len(way))]
    assert length_km((*way[:at], stop, *way[at:])) == pytest.approx(min(lengths))
    assert 1 <= at <= len(way) - 1


def test_pace() -> None:
    """A rig makes fifty miles in an hour."""
    assert hours(50 * KM_PER_MILE) == pytest.approx(1)


def test_far_apart() -> None:
    """A way around the earth is cut into days, too."""
    ends = [
        Stop(name=name, point=Point(latitude=lat, longitude=0.0))
        for name, lat in (("North", 89.0), ("South", -89.0))
    ]
    assert len(days_of(ends, 6.0)) > 40
