"""Campgrounds as the National Park Service's API gives them: pages of JSON."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from pam_core.interchange.places.json_items import items_of
from pam_core.interchange.places.rows import BadRow, Origin, RowError, place, point_at
from pam_core.interchange.places.words import length_ft, with_included
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.place import Place, PlaceKind

SOURCE = "nps"

_HAS = {
    "dumpStation": "dump_station",
    "laundry": "laundry",
    "campStore": "store",
    "internetConnectivity": "wifi",
    "cellPhoneReception": "cell_signal",
    "potableWater": "drinking_water",
}
_FULL_HOOKUPS = re.compile(r"\bfull[ -]*(?:hook[ -]?ups?|utilit(?:y|ies))\b", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\b(?:no|not|none|adjacent|nearby|neighbou?ring|at the)\b", re.IGNORECASE)
_NIGHT_RATE = re.compile(
    r"\bnight(?:ly)?\b|\b(?:camping|campground|campsite|camp site|site|standard) (?:fee|rate)s?\b"
    r"|\b(?:standard|regular|individual|family|single|rv|tent (?:and|or) rv) (?:camp)?sites?\b"
    r"|\bcamp ?sites?$|^sites?$",
    re.IGNORECASE,
)
_NOT_FOR_ALL = re.compile(
    r"\b(?:senior|access|pass|passes|discount\w*|disab\w+|veterans?|half|child\w*|adults?"
    r"|group|person|people|permit|reserv\w+|entrance|entry|day[ -]use|vehicle fee|extra|additional"
    r"|pavilion|shelter|cabin|hut|yurt|backcountry|wilderness|horse|stock|equestrian|boat\w*"
    r"|hik\w+|bik\w+|bicycl\w+|walk[ -]?(?:in|up|to)|tents?[ -]only|tent site|canoe|dump"
    r"|winter|off|non-peak|low(?: use)? season|shoulder|status|per hour|cancel\w*|utility fee)\b",
    re.IGNORECASE,
)
_PER_HEAD = re.compile(
    r"\bper (?:person|adult|head)\b|\breduced rate|\bdiscounted|\bgroup site|\bentire\b"
    r"|\brent(?:al|s)?\b|\bcabins?\b|\bdining hall\b",
    re.IGNORECASE,
)
_FREE = re.compile(r"\bfree\b|\bno (?:camping )?(?:fee|charge|cost)\b", re.IGNORECASE)
_MONTH = re.compile(
    r"\b(?:january|february|march|april|may \d|may-|june|july|august|september|october|november"
    r"|december)\b",
    re.IGNORECASE,
)
_SEASONAL = re.compile(r"yes.*seasonal|^(?!no).*-\s*seasonal", re.IGNORECASE)


def looks_like_pages(text: str) -> bool:
    """Whether this beginning of a text is a page of park service campgrounds."""
    return '"data"' in text and '"parkCode"' in text


def read_pages(text: str, origin: Origin) -> Iterator[Place | BadRow]:
    """Campgrounds of one page, or of several pages one a line. Raises ValueError for others."""
    beginnings = [line for line in text.splitlines() if line.startswith("{")]
    several = len(beginnings) > 1 and all('"data"' in line for line in beginnings)
    pages = text.splitlines() if several else [text]
    for number, page in enumerate(pages):
        if page.strip():
            for line, entry in items_of(page, "data"):
                yield _read(entry, line + number, origin)


def _read(entry: Any, line: int, origin: Origin) -> Place | BadRow:
    name = str(entry.get("name", "")) if isinstance(entry, Mapping) else ""
    try:
        return _place(entry, origin)
    except RowError as trouble:
        return BadRow(where=f"line {line}", reason=f"{name or 'a campground'}: {trouble}")
    except (AttributeError, KeyError, TypeError) as error:
        reason = f"{name or 'a campground'}: it is not as the park service writes them ({error})"
        return BadRow(where=f"line {line}", reason=reason)


def _place(entry: Mapping[str, Any], origin: Origin) -> Place:
    amenities = with_included(_amenities(entry))
    kinds = {PlaceKind.CAMPGROUND}
    if "dump_station" in amenities:
        kinds.add(PlaceKind.DUMP_STATION)
    if "drinking_water" in amenities:
        kinds.add(PlaceKind.WATER)
    phones = entry["contacts"]["phoneNumbers"]
    addresses = entry["addresses"]
    seasonal = any(_SEASONAL.search(said) for said in map(str, entry["amenities"].values()))
    return place(
        origin,
        name=entry["name"],
        point=point_at(entry["latitude"], entry["longitude"]),
        kinds=kinds,
        key=entry["id"],
        region=addresses[0].get("stateCode", "") if addresses else "",
        amenities=amenities,
        price=_price(entry["fees"], origin.currency),
        # "0" stands for unknown.
        rig_length_ft=length_ft(str(entry["accessibility"]["rvMaxLength"])),
        phone=phones[0].get("phoneNumber", "") if phones else "",
        url=entry.get("reservationUrl") or entry.get("regulationsUrl") or "",
        note="Some of this only in season." if seasonal else "",
    )


def _amenities(entry: Mapping[str, Any]) -> Iterator[str]:
    said = entry["amenities"]
    for name, amenity in _HAS.items():
        values = said.get(name) or ()
        values = [values] if isinstance(values, str) else values
        if any(str(value).startswith("Yes") for value in values):
            yield amenity
    if any(value not in ("None", "") for value in said.get("showers") or ()):
        yield "showers"
    if any(value not in ("No Toilets", "") for value in said.get("toilets") or ()):
        yield "toilets"
    electric = _count(entry["campsites"]["electricalHookups"]) > 0
    if electric:
        yield "electric_hookups"
    if _has_full_hookups(entry, electric):
        yield "full_hookups"
    rvs = str(entry["accessibility"]["rvAllowed"]) == "1" or electric
    yield "rv_sites" if rvs else "tents_only"


def _has_full_hookups(entry: Mapping[str, Any], electric: bool) -> bool:
    """Where a fee is for them, or the words of a place with electricity say so of itself."""
    if any(_FULL_HOOKUPS.search(fee["title"]) for fee in entry["fees"]):
        return True
    told = f"{entry['description']} . {entry['accessibility']['rvInfo']}"
    sentences = re.split(r"(?<=[.!?])\s+", told)
    return electric and any(
        _FULL_HOOKUPS.search(sentence) and not _ELSEWHERE.search(sentence) for sentence in sentences
    )


def _price(fees: list[Mapping[str, Any]], currency: str) -> Money | None:
    """The cheapest night that is plainly one for everybody."""
    rates = []
    for fee in fees:
        title, told = str(fee["title"]), str(fee["description"])
        plain = _NIGHT_RATE.search(title) or re.search(
            r"\b(?:(?:per|a|each) night|nightly)\b", told, re.I
        )
        if not plain or _NOT_FOR_ALL.search(title) or _PER_HEAD.search(told):
            continue
        try:
            cost = Decimal(str(fee["cost"]))
        except InvalidOperation:
            continue
        free = cost == 0 and _FREE.search(f"{title} {told}") and not _MONTH.search(title)
        # Nothing without a word about it is no price: it stands for unknown as well.
        if cost > 0 or free:
            rates.append(cost)
    return Money.of(min(rates), currency) if rates else None


def _count(text: Any) -> int:
    return int(text) if str(text).isdecimal() else 0
