"""Boxes of degrees around a point, as R*Tree tables are asked."""

from math import asin, cos, degrees, pi, radians, sin

from pam_core.vocabulary.place import EARTH_RADIUS_KM, Point

Box = tuple[float, float, float, float]
"""South, north, west, east, in degrees."""

_SLACK = 1e-6
"""R*Tree tables keep 32-bit numbers and round outwards; so does the question."""


def boxes_around(point: Point, km: float) -> list[Box]:
    """Boxes that hold every point within `km`: two where they cross the 180th meridian."""
    angle = km / EARTH_RADIUS_KM
    height = degrees(angle) + _SLACK
    south, north = point.latitude - height, point.latitude + height
    if north >= 90 or south <= -90 or angle >= pi / 2:
        return [(max(south, -90.0), min(north, 90.0), -180.0, 180.0)]
    # Meridians draw together: a circle is wider in degrees than at its centre's latitude.
    width = degrees(asin(min(1.0, sin(angle) / cos(radians(point.latitude))))) + _SLACK
    west, east = point.longitude - width, point.longitude + width
    if width >= 180:
        return [(south, north, -180.0, 180.0)]
    if west < -180:
        return [(south, north, west + 360, 180.0), (south, north, -180.0, east)]
    if east > 180:
        return [(south, north, west, 180.0), (south, north, -180.0, east - 360)]
    return [(south, north, west, east)]
