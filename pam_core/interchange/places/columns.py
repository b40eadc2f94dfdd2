"""A row of named fields, whatever they are called, as a place."""

from collections.abc import Mapping

from pam_core.interchange.places.rows import Origin, RowError, place, point_at
from pam_core.interchange.places.words import amenities_of, kinds_of, length_ft, price_of
from pam_core.vocabulary.place import Place

_NAMES: Mapping[str, str] = {
    "id": "id uid uuid key objectid fid place_id",
    "name": "name title place placename site_name facility_name campground station",
    "latitude": "latitude lat y ycoord point_y lat_dd gps_latitude",
    "longitude": "longitude lon lng long x xcoord point_x lon_dd gps_longitude",
    "kind": "kind type category categories class amenity_type poi_type sym symbol",
    "amenities": "amenities amenity features facilities services hookups",
    "price": "price rate nightly_rate fee cost price_per_night fees",
    "currency": "currency currency_code",
    "rig_length": "rig_length max_rig_length max_length rv_length max_rv_length rv_max_length"
    " max_rig_length_ft rig_length_ft vehicle_length",
    "region": "region state province state_code st",
    "phone": "phone telephone tel phone_number contact",
    "url": "url website web link homepage",
    "note": "note notes description desc comment comments remarks",
}
COLUMNS = {name: column for column, names in _NAMES.items() for name in names.split()}
"""What headers may be called (in small letters, "_" for blanks) → what they are."""


def column_of(header: str) -> str | None:
    """What a header stands for, as in "Lat" → "latitude"; None where it is not known."""
    return COLUMNS.get("_".join(header.casefold().replace("-", " ").replace("_", " ").split()))


def place_in(fields: Mapping[str, str], origin: Origin) -> Place:
    """The place in a row. Raises RowError."""
    said: dict[str, str] = {}
    for header, value in fields.items():
        column = column_of(header)
        # Of two columns of a meaning the first that is filled holds.
        if column and value.strip() and not said.get(column):
            said[column] = value.strip()
    currency = said.get("currency", origin.currency).upper()
    if len(currency) != 3 or not (currency.isascii() and currency.isalpha()):
        raise RowError(f"{currency} is no currency"[:80])
    price = price_of(said.get("price", ""), currency)
    note = said.get("note", "")
    if "price" in said and price is None:
        # What cannot be read as one price is kept in the source's own words.
        note = f"{note} Price: {said['price']}".strip()
    return place(
        origin,
        name=said.get("name", ""),
        point=point_at(said.get("latitude"), said.get("longitude")),
        kinds=kinds_of(said.get("kind", "")),
        key=said.get("id", ""),
        region=said.get("region", ""),
        amenities=amenities_of(said.get("amenities", "")),
        price=price,
        rig_length_ft=length_ft(said.get("rig_length", "")),
        phone=said.get("phone", ""),
        url=said.get("url", ""),
        note=note,
    )
