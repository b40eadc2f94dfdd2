"""What files call kinds of places, amenities, prices and lengths."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from pam_core.vocabulary.money import Money
from pam_core.vocabulary.place import PlaceKind

_KINDS: Mapping[str, str] = {
    "campground": "campground camp campsite camping rv_park rv_campground rv_resort caravan_site"
    " camp_site trailer_park boondocking dispersed_camping overnight_parking tent_site koa",
    "fuel": "fuel gas gas_station fuel_station petrol petrol_station service_station",
    "fuel diesel": "truck_stop truckstop travel_center travel_plaza",
    "diesel": "diesel diesel_fuel",
    "propane": "propane lpg lp_gas propane_refill",
    "dump_station": "dump_station dump sani_dump sanidump sanitary_dump sanitary_dump_station"
    " rv_dump",
    "repair": "repair rv_repair truck_repair car_repair mechanic garage tires tyres tire_shop",
    "food": "food restaurant diner cafe fast_food eatery bar_and_grill",
    "rest_area": "rest_area rest_stop roadside_rest rest_areas truck_parking",
    "attraction": "attraction sight viewpoint scenic_area scenic_view museum landmark park"
    " national_park state_park point_of_interest",
    "water": "water drinking_water potable_water water_fill fresh_water water_point",
}
_KIND_WORDS = {
    word: frozenset(PlaceKind(kind) for kind in kinds.split())
    for kinds, words in _KINDS.items()
    for word in words.split()
}

_AMENITIES: Mapping[str, str] = {
    "electric_hookups": "electric electric_hookup electrical electricity power 30_amp 50_amp e",
    "water_hookups": "water_hookup",
    "sewer_hookups": "sewer sewer_hookup septic",
    "full_hookups": "full_hookup full_hook_up full_hook_ups fhu full_utilities",
    "dump_station": "dump sani_dump sanidump",
    "drinking_water": "potable_water water fresh_water",
    "showers": "shower hot_showers",
    "toilets": "toilet restroom restrooms bathrooms flush_toilets vault_toilets",
    "laundry": "laundromat washing_machine",
    "wifi": "wi_fi internet wireless wlan",
    "store": "camp_store shop convenience_store",
    "cell_signal": "cell cell_service cell_phone_reception",
    "pull_through": "pull_throughs pull_thru pull_thrus",
    "pets": "pets_allowed dogs dog_friendly pet_friendly",
    "rv_sites": "rv rvs rvs_allowed big_rigs",
    "tents_only": "tent_only no_rvs",
    "truck_parking": "overnight_parking semi_parking",
    "propane": "lpg lp_gas propane_refill",
    "diesel": "diesel_fuel",
    "def": "def_at_pump",
    "truck_lanes": "truck_pumps high_flow_diesel hgv",
    "food": "restaurant diner",
    "pool": "swimming_pool",
    "picnic_tables": "picnic_table picnic",
    "fire_rings": "fire_ring campfires fire_pit",
}
AMENITIES = frozenset(_AMENITIES)
"""The closed list; see docs/places.md."""

_AMENITY_WORDS = {
    word: amenity for amenity, words in _AMENITIES.items() for word in (amenity, *words.split())
}
_INCLUDED = {"full_hookups": ("electric_hookups", "water_hookups", "sewer_hookups")}
_HOOKUPS = frozenset(_INCLUDED["full_hookups"])

_PRICE = re.compile(
    r"(?P<symbol>US\$|CA\$|C\$|\$|€)?\s*(?P<amount>\d{1,4}(?:\.\d{1,2})?)\s*(?P<code>[A-Z]{3})?"
    r"\s*(?:(?:/|per|a|each)\s*(?:night|day)|nightly)?",
    re.IGNORECASE,
)
_SYMBOLS = {"US$": "USD", "CA$": "CAD", "C$": "CAD", "€": "EUR"}
_FREE = frozenset(("free", "no fee", "no charge", "none"))
_LENGTH = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*(ft|feet|foot|'|m|meters?|metres?)?\.?", re.IGNORECASE)
_METRES_IN_FOOT = Decimal("0.3048")
_LONGEST_RIG_FT = 120
"""Longer is no rig: sources write 1000 for "any length"."""


def kinds_of(text: str) -> frozenset[PlaceKind]:
    """The kinds a file's word means, as in "RV Park", "Gas Station"; empty where unknown."""
    found: set[PlaceKind] = set()
    for word in _split(text):
        found |= _KIND_WORDS.get(word, _KIND_WORDS.get(word.removesuffix("s"), frozenset()))
    return frozenset(found)


def amenities_of(text: str) -> frozenset[str]:
    """The amenities in a list parted by commas, semicolons or bars; unknown ones are left out."""
    known = (
        _AMENITY_WORDS.get(word) or _AMENITY_WORDS.get(word.removesuffix("s"))
        for word in _split(text)
    )
    return with_included(amenity for amenity in known if amenity)


def with_included(amenities: Iterable[str]) -> frozenset[str]:
    """Full hookups are electricity, water and sewer, and the three together are full hookups."""
    found = set(amenities)
    for amenity, parts in _INCLUDED.items():
        if amenity in found:
            found.update(parts)
    return frozenset(found | {"full_hookups"} if found >= _HOOKUPS else found)


def price_of(text: str, currency: str) -> Money | None:
    """A price that is plainly one, as in "$25", "25 CAD per night", "free"; else None."""
    plain = text.strip()
    if plain.casefold() in _FREE:
        return Money(minor=0, currency=currency)
    found = _PRICE.fullmatch(plain)
    if found is None:
        return None
    symbol, code = (found["symbol"] or "").upper(), (found["code"] or "").upper()
    return Money.of(Decimal(found["amount"]), code or _SYMBOLS.get(symbol, currency))


def length_ft(text: str) -> Decimal | None:
    """The longest rig in feet, as in "40", "40 ft", "12 m"; None where unknown or no limit."""
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        return None
    try:
        length = Decimal(found[1])
    except InvalidOperation:
        return None
    if (found[2] or "").lower().startswith("m"):
        length = (length / _METRES_IN_FOOT).quantize(Decimal(1))
    return length if 0 < length <= _LONGEST_RIG_FT else None


def _split(text: str) -> list[str]:
    parts = re.split(r"[,;|/\n]", text.casefold())
    return ["_".join(re.findall(r"[^\W_]+", part)) for part in parts if part.strip()]
