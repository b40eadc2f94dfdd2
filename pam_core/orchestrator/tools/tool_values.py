"""What a model gave for a slot, brought to exactly the shape that the offline grammar gives."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from pam_core.language.moments import existing
from pam_core.language.pumps import UnitPrice
from pam_core.language.quantities import FAMILIES, UNITS, plain
from pam_core.language.slot_kinds import SlotKinds
from pam_core.language.slots import Context, SlotSpec
from pam_core.language.words import sentence, words_of
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period
from pam_core.vocabulary.recurrence import check_rule, parts_of

MOST_NAME = 80
MOST_TEXT = 600
"""Characters of a name or place, and of a text: what is longer is cut at a word."""

MOST_MONEY = Decimal(10) ** 9
MOST_AMOUNT = Decimal(10) ** 7
_YEARS = range(1970, 2100)
_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:$|[T ])")
_WITH_UNIT = re.compile(r"(?P<value>-?[\d.,]+) *(?P<unit>[A-Za-z_]+)")
_ISO_MONTH = re.compile(r"(\d{4})-(\d{2})")
_BEGINS, _ENDS = ("from", "start", "first", "since"), ("to", "end", "last", "until")
_MAY_BE_NEGATIVE = ("temperature", "quantity")
_BARE_UNIT = {"pumped": ("gallon", "liter"), "odometer": ("mile", "kilometer")}
_FAMILY = {"pumped": "volume", "odometer": "distance"}
_ALL_UNITS = frozenset(UNITS.values())


class UnfitError(Exception):
    """A value is none of its kind, or an impossible one."""


def value_of(raw: Any, kind: str, spec: SlotSpec, kinds: SlotKinds, context: Context) -> Any:
    """`raw` (JSON, numbers as Decimal or int) as a value of that kind. Raises UnfitError."""
    if kind in ("name", "words", "text", "place"):
        return text_of(raw, MOST_TEXT if kind == "text" else MOST_NAME)
    if kind == "truth":
        return _truth(raw)
    if kind in kinds.phrases:
        return _listed(raw, kinds.phrases[kind])
    if isinstance(raw, bool):
        raise UnfitError
    try:
        return _typed(raw, kind, spec, kinds, context)
    except (ValueError, OverflowError, ArithmeticError) as error:
        raise UnfitError from error


def text_of(raw: Any, most: int) -> str:
    """Text without control characters, cut at a word. Raises UnfitError where none is left."""
    if isinstance(raw, bool | Mapping | list):
        raise UnfitError
    plain_text = "".join(" " if _is_control(mark) else mark for mark in str(raw))
    text = " ".join(plain_text.split()) if plain_text != raw else plain_text.strip()
    if len(text) > most:
        text = text[: most + 1].rpartition(" ")[0] or text[:most]
    if not text:
        raise UnfitError
    return text


def _is_control(mark: str) -> bool:
    return unicodedata.category(mark).startswith("C")


def _truth(raw: Any) -> bool:
    words = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
    if isinstance(raw, bool):
        return raw
    if not isinstance(raw, str) or raw.strip().lower() not in words:
        raise UnfitError
    return words[raw.strip().lower()]


def _listed(raw: Any, phrases: Mapping[tuple[str, ...], str]) -> str:
    said = text_of(raw, MOST_NAME)
    values = {value.casefold(): value for value in phrases.values()}
    found = values.get(said.casefold().replace(" ", "_")) or values.get(said.casefold())
    found = found or phrases.get(words_of(said.lower()))
    if found is None:
        raise UnfitError
    return found


def _typed(raw: Any, kind: str, spec: SlotSpec, kinds: SlotKinds, context: Context) -> Any:
    match kind:
        case "money":
            return _money(raw, spec, kinds, context).to_slot()
        case "unit_price":
            return _unit_price(raw, spec, kinds, context)
        case "day":
            return _day(raw, spec, kinds, context)
        case "moment":
            return _moment(raw, spec, kinds, context)
        case "period":
            return _period(raw, spec, kinds, context)
        case "repeat":
            return _repeat(raw, spec, kinds, context)
        case "months" | "ordinal" | "number" | "percent":
            return _number(raw, kind, spec, kinds, context)
        case _ if kind == "quantity" or kind in FAMILIES or kind in _BARE_UNIT:
            return _quantity(raw, kind, spec, kinds, context)
    return _read(raw, kind, spec, kinds, context)


def _read(raw: Any, kind: str, spec: SlotSpec, kinds: SlotKinds, context: Context) -> Any:
    """What the language reads out of the whole of a text, as if the user had said it."""
    if not isinstance(raw, str):
        raise UnfitError
    said = sentence(raw.strip())
    asked = SlotSpec(name=spec.name, kind=kind, lean=spec.lean)
    whole = len(said.tokens)
    for span in kinds.spans(said, 0, context, asked):
        if span.end == whole and not span.misheard:
            return span.value
    raise UnfitError


def _money(raw: Any, spec: SlotSpec, kinds: SlotKinds, context: Context) -> Money:
    currency = ""
    if isinstance(raw, Mapping):
        currency = str(_one_of(raw, ("currency", "unit"), ""))
        raw = _one_of(raw, ("amount", "value"))
    if not isinstance(raw, int | Decimal | str):
        raise UnfitError
    text = plain(_decimal(raw)) if isinstance(raw, int | Decimal) else raw.strip()
    if currency.upper() == context.currency:
        currency = ""
    if text.upper().endswith(context.currency):
        text = text[: -len(context.currency)].strip()
    read = _read(f"{text} {currency}".strip(), "money", spec, kinds, context)
    money = Money.from_slot(read)
    if not 0 <= money.amount <= MOST_MONEY:
        raise UnfitError
    return money


def _unit_price(raw: Any, spec: SlotSpec, kinds: SlotKinds, context: Context) -> Any:
    if isinstance(raw, str) and not _is_figure(raw):
        return _read(raw, "unit_price", spec, kinds, context)
    currency = context.currency
    if isinstance(raw, Mapping):
        currency = _money({**raw, "amount": 1}, spec, kinds, context).currency
        raw = _one_of(raw, ("amount", "value"))
    amount = _decimal(raw)
    if not 0 <= amount < 1000 or -amount.as_tuple().exponent > 4:  # type: ignore[operator]
        raise UnfitError
    return UnitPrice(0, amount, currency).to_slot()


def _quantity(raw: Any, kind: str, spec: SlotSpec, kinds: SlotKinds, context: Context) -> Any:
    if isinstance(raw, int | Decimal) and kind in _BARE_UNIT:
        raw = {"value": raw, "unit": _BARE_UNIT[kind][context.metric]}
    if isinstance(raw, str):
        written = _WITH_UNIT.fullmatch(raw.strip())
        read = written["value"] if written else _read(raw, kind, spec, kinds, context)
        raw = {"value": read, "unit": written["unit"]} if written else read
    if not isinstance(raw, Mapping):
        raise UnfitError
    value, unit = _decimal(_one_of(raw, ("value", "amount"))), _unit(_one_of(raw, ("unit",)))
    family = _FAMILY.get(kind, kind)
    fits = family == "quantity" or unit in FAMILIES[family]
    least = -MOST_AMOUNT if family in _MAY_BE_NEGATIVE else Decimal(0)
    if not fits or not least <= value <= MOST_AMOUNT:
        raise UnfitError
    return {"value": plain(value), "unit": unit}


def _unit(raw: Any) -> str:
    named = str(raw).strip().lower()
    if named in _ALL_UNITS:
        return named
    found = UNITS.get(words_of(named.replace("_", " ")))
    if found is None:
        raise UnfitError
    return found


def _number(raw: Any, kind: str, spec: SlotSpec, kinds: SlotKinds, context: Context) -> Any:
    if isinstance(raw, str) and not _is_figure(raw):
        return _read(raw, kind, spec, kinds, context)
    value = _decimal(raw)
    whole = value == int(value)
    most = {"months": 1200, "ordinal": 99}.get(kind, MOST_AMOUNT)
    if not 0 <= value <= most or (kind in ("months", "ordinal") and not (whole and value)):
        raise UnfitError
    return int(value) if whole and kind != "percent" else plain(value)


def _day(raw: Any, spec: SlotSpec, kinds: SlotKinds, context: Context) -> str:
    if not isinstance(raw, str):
        raise UnfitError
    written = _ISO_DAY.match(raw.strip())
    text = written[1] if written else _read(raw, "day", spec, kinds, context)
    if date.fromisoformat(text).year not in _YEARS:
        raise UnfitError
    return text


def _moment(raw: Any, spec: SlotSpec, kinds: SlotKinds, context: Context) -> str:
    if not isinstance(raw, str):
        raise UnfitError
    text = raw.strip()
    if not _ISO_DAY.match(text):
        text = str(_read(text, "moment", spec, kinds, context))
    if len(text) == len("2026-12-01"):
        return _day(text, spec, kinds, context)
    moment = datetime.fromisoformat(text)
    if moment.year not in _YEARS:
        raise UnfitError
    zone = context.now.tzinfo
    at_home = existing(moment.replace(tzinfo=zone)) if moment.tzinfo is None else moment
    return at_home.astimezone(zone).isoformat(timespec="seconds")


def _period(raw: Any, spec: SlotSpec, kinds: SlotKinds, context: Context) -> Any:
    if isinstance(raw, str):
        text = raw.strip()
        if month := _ISO_MONTH.fullmatch(text):
            text = f"{date(int(month[1]), int(month[2]), 1):%B %Y}"
        if written := _ISO_DAY.match(text):
            raw = {"from": written[1], "to": written[1]}
        else:
            return _read(text, "period", spec, kinds, context)
    if not isinstance(raw, Mapping):
        raise UnfitError
    first = date.fromisoformat(_day(_one_of(raw, _BEGINS), spec, kinds, context))
    last = date.fromisoformat(_day(_one_of(raw, _ENDS), spec, kinds, context))
    if first > last:
        raise UnfitError
    return Period(first=first, last=last).to_slot()


def _repeat(raw: Any, spec: SlotSpec, kinds: SlotKinds, context: Context) -> Any:
    if isinstance(raw, Mapping):
        miles = _decimal(_one_of(raw, ("every_miles",)))
        if miles != int(miles) or not 0 < miles <= 1_000_000:
            raise UnfitError
        return {"every_miles": int(miles)}
    if not isinstance(raw, str) or "=" not in raw:
        return _read(raw, "repeat", spec, kinds, context)
    parts = parts_of(raw.strip())
    if parts.get("FREQ") not in ("MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise UnfitError
    if not 0 < int(parts.get("INTERVAL", "1")) <= 1000:
        raise UnfitError
    rule = ";".join(f"{name}={value}" for name, value in parts.items())
    check_rule(rule)
    return rule


def _decimal(raw: Any) -> Decimal:
    """A finite number of a sensible size. Raises UnfitError."""
    try:
        value = Decimal(str(raw).strip().replace(",", ""))
    except InvalidOperation as error:
        raise UnfitError from error
    if isinstance(raw, bool) or not value.is_finite() or abs(value.adjusted()) > 20:
        raise UnfitError
    return value


def _is_figure(raw: str) -> bool:
    return raw.strip().replace(".", "", 1).isdecimal()


def _one_of(raw: Mapping[str, Any], names: tuple[str, ...], default: Any = None) -> Any:
    """The value under whichever of the names the model took. Raises UnfitError without one."""
    for name in names:
        if raw.get(name) is not None:
            return raw[name]
    if default is None:
        raise UnfitError
    return default
