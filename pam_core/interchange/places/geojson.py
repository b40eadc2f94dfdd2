"""GeoJSON (RFC 7946): features with a name and, in their properties, what they are."""

from collections.abc import Iterator, Mapping
from typing import Any

from pam_core.interchange.places.columns import place_in
from pam_core.interchange.places.json_items import items_of
from pam_core.interchange.places.rows import BadRow, Origin, RowError
from pam_core.vocabulary.place import Place


def read_geojson(text: str, origin: Origin) -> Iterator[Place | BadRow]:
    """Places of a FeatureCollection. Raises ValueError where the text is none."""
    for line, feature in items_of(text, "features"):
        try:
            yield _place(feature, origin)
        except RowError as trouble:
            yield BadRow(where=f"line {line}", reason=str(trouble))


def _place(feature: Any, origin: Origin) -> Place:
    if not isinstance(feature, Mapping):
        raise RowError("it is no feature")
    properties = feature.get("properties") or {}
    if not isinstance(properties, Mapping):
        raise RowError("its properties are no object")
    longitude, latitude = _middle(feature.get("geometry"))
    said = {name: _text(value) for name, value in properties.items()}
    own_key = feature.get("id")
    fields = {**said, "latitude": str(latitude), "longitude": str(longitude)}
    if own_key is not None:
        fields["id"] = str(own_key)
    return place_in(fields, origin)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _middle(geometry: Any) -> tuple[float, float]:
    """A point as it is; of a line or an area the middle of its corners."""
    if not isinstance(geometry, Mapping) or "coordinates" not in geometry:
        raise RowError("it has no coordinates")
    corners = list(_corners(geometry["coordinates"]))
    if not corners:
        raise RowError("it has no coordinates")
    east = sum(corner[0] for corner in corners) / len(corners)
    north = sum(corner[1] for corner in corners) / len(corners)
    return round(east, 7), round(north, 7)


def _corners(coordinates: Any) -> Iterator[tuple[float, float]]:
    if not isinstance(coordinates, list):
        raise RowError("its coordinates are no numbers")
    if len(coordinates) >= 2 and all(isinstance(c, int | float) for c in coordinates[:2]):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for inner in coordinates:
        yield from _corners(inner)
