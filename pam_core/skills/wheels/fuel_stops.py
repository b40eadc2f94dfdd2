"""A stop for fuel as it was told: its third figure worked out, and how it is said."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pam_core.skills import wording
from pam_core.skills.skill import SkillContext
from pam_core.skills.wheels import measures
from pam_core.vocabulary.fuel import FuelStop, sold_by, unit_price_of
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.ledger import Expense
from pam_core.vocabulary.money import Money, minor_digits
from pam_core.vocabulary.vehicle import Measure

_LONGEST_PLACE = 30

MOST_GALLONS = 2_000
"""Nobody's tank: not even a yes makes it one."""

MOST_PAID = 100_000
"""Nobody's bill at a pump, in any currency that is worth a cent or more."""


def stop_told(slots: Mapping[str, Any], context: SkillContext) -> FuelStop:
    """The stop of these slots; of volume, price and total the third is worked out."""
    volume, unit = sold_by(slots["volume"])
    total = Money.from_slot(slots["total"]) if "total" in slots else None
    price = slots.get("price_per_unit")
    each = Decimal(price["amount"]) if price else None
    currency = price["currency"] if price else total.currency if total else "USD"
    if each is not None and total is None:
        total = Money.of(volume * each, currency)
    elif each is None and total is not None and volume > 0:
        each = unit_price_of(total, volume)
    odometer = slots.get("odometer")
    return FuelStop(
        id=new_id(context.now),
        created_at=context.now,
        filled_on=date.fromisoformat(slots["date"]) if "date" in slots else context.now.date(),
        volume=volume,
        unit=unit,
        total=total,
        unit_price=each,
        currency=currency,
        odometer_miles=Measure.from_slot(odometer).miles if odometer else None,
        place=slots.get("place"),
        full="fill" not in slots,
        total_told="total" in slots,
    )


def paid(stop: FuelStop, total: Money, context: SkillContext) -> Expense:
    """The expense that a stop was."""
    return Expense(
        id=new_id(context.now),
        created_at=context.now,
        amount=total,
        category="fuel",
        spent_on=stop.filled_on,
        merchant=stop.place,
        description=volume_of(stop),
    )


def volume_of(stop: FuelStop) -> str:
    """As in "42 gallons", "12.345 gallons": to the thousandth, as the pump tells it."""
    return measures.counted(stop.volume, stop.unit, 3)


def price_of(stop: FuelStop) -> str:
    """As in "3 dollars and 89.9 cents a gallon"; "" where it is unknown."""
    if stop.unit_price is None:
        return ""
    return measures.unit_price(stop.unit_price, stop.currency, stop.unit)


def told(stop: FuelStop) -> dict[str, str | None]:
    """Volume, total and place in words, None for what is unknown."""
    return {
        "volume": volume_of(stop),
        "total": wording.money(stop.total) if stop.total else None,
        "place": _short(stop.place) if stop.place else None,
    }


def price_slot(stop: FuelStop) -> dict[str, str] | None:
    """The price of one unit for the eye, with all its decimals."""
    if stop.unit_price is None:
        return None
    least = Decimal(1).scaleb(-minor_digits(stop.currency))
    exact = stop.unit_price
    amount = exact.quantize(least) if exact == exact.quantize(least) else exact
    return {"amount": str(amount), "currency": stop.currency}


def _short(place: str) -> str:
    """The place said back: of "Love's Travel Stop in Albuquerque" the stop alone."""
    head = place.partition(" in ")[0] if len(place) > _LONGEST_PLACE else place
    return wording.shortened(head, _LONGEST_PLACE)
