"""Distances and directions in words."""

import pytest

from pam_core.skills.kit import Units
from pam_core.skills.wheels.bearings import away, direction
from pam_core.vocabulary.place import Point


@pytest.mark.parametrize(
    ("north", "east", "wind"),
    [
        (1, 0, "north"),
        (1, 1.3, "north-east"),
        (0, 1, "east"),
        (-1, 1.3, "south-east"),
        (-1, 0, "south"),
        (-1, -1.3, "south-west"),
        (0, -1, "west"),
        (1, -1.3, "north-west"),
    ],
)
def test_directions(north: float, east: float, wind: str) -> None:
    """Each of the eight winds, across the 180th meridian as well."""
    for longitude in (-110.0, 180.0, -180.0):
        here = Point(latitude=38.0, longitude=longitude)
        there = Point(latitude=38.0 + north, longitude=(longitude + east + 180) % 360 - 180)
        assert direction(here, there) == wind


@pytest.mark.parametrize(
    ("km", "us", "metric"),
    [
        (0.0, "less than a mile", "less than a kilometer"),
        (1.609344, "1 mile", "1.6 kilometers"),
        (2.4, "1.5 miles", "2.4 kilometers"),
        (6.4, "4 miles", "6 kilometers"),
        (2000, "1,243 miles", "2,000 kilometers"),
    ],
)
def test_distances(km: float, us: str, metric: str) -> None:
    """Near distances to a tenth, others whole, in the user's units."""
    assert (away(km, Units.US), away(km, Units.METRIC)) == (us, metric)
