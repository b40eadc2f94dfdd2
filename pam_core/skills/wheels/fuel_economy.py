"""What the fuel log says: miles to the gallon, cost of a mile, and the price paid last."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pam_core.vocabulary.fuel import FuelStop, unit_price_of
from pam_core.vocabulary.kept import Memory
from pam_core.vocabulary.ledger import Expense
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.period import Period

_LOOKED_AT = 10_000
"""More fuel than anybody pays for in a lifetime on the road."""

_LEAST, _MOST = Decimal(1), Decimal(100)
"""Miles to the gallon beyond which an odometer or a volume was heard wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Economy:
    """From one full tank to another: `miles` driven on `gallons`.

    `cost` is what these gallons cost, None where one of their prices is unknown or the currencies
    differ.
    """

    miles: Decimal
    gallons: Decimal
    first: date
    last: date
    cost: Money | None

    @property
    def miles_per_gallon(self) -> Decimal:
        """Miles to the US gallon."""
        return self.miles / self.gallons

    @property
    def is_likely(self) -> bool:
        """Whether any rig does that."""
        return _LEAST <= self.miles_per_gallon <= _MOST

    @property
    def cost_a_mile(self) -> Money | None:
        """What a mile costs in fuel."""
        if self.cost is None:
            return None
        return Money.of(self.cost.amount / self.miles, self.cost.currency)


async def fuel_log(memory: Memory, period: Period | None = None) -> tuple[FuelStop, ...]:
    """Every stop for fuel, in the order of the road, as it was paid.

    An expense that was put right after the stop was logged says what was paid, and when.
    """
    stops = await memory.find(FuelStop)
    if any(stop.expense_id for stop in stops):
        fuel = await memory.find(Expense, where={"category": "fuel"}, limit=_LOOKED_AT)
        expenses = {expense.id: expense for expense in fuel}
        stops = [_as_paid(stop, expenses.get(stop.expense_id or "")) for stop in stops]
    within = (stop for stop in stops if period is None or stop.filled_on in period)
    return tuple(sorted(within, key=lambda stop: (stop.filled_on, stop.id)))


def _as_paid(stop: FuelStop, expense: Expense | None) -> FuelStop:
    if expense is None:
        return stop
    stop = replace(stop, filled_on=expense.spent_on)
    if stop.total == expense.amount:
        return stop
    total = expense.amount
    each = unit_price_of(total, stop.volume)
    return replace(stop, total=total, unit_price=each, currency=total.currency, total_told=True)


def economy_of(stops: Sequence[FuelStop]) -> Economy | None:
    """Of stops in the order of the road; None with less than two full tanks and their odometer.

    An odometer that runs backwards (another engine, a slip of the ear) begins the count anew.
    """
    full = [at for at, stop in enumerate(stops) if stop.full and stop.odometer_miles is not None]
    run = full[-1:]
    for at in reversed(full[:-1]):
        if _odometer(stops[at]) >= _odometer(stops[run[0]]):
            break
        run.insert(0, at)
    if len(run) < 2:
        return None
    first, last = run[0], run[-1]
    burnt = stops[first + 1 : last + 1]
    return Economy(
        miles=_odometer(stops[last]) - _odometer(stops[first]),
        gallons=sum((stop.gallons for stop in burnt), Decimal(0)),
        first=stops[first].filled_on,
        last=stops[last].filled_on,
        cost=_cost(burnt),
    )


def last_priced(stops: Sequence[FuelStop]) -> FuelStop | None:
    """The stop whose price was paid last; None where none is known."""
    return next((stop for stop in reversed(stops) if stop.unit_price is not None), None)


def _odometer(stop: FuelStop) -> Decimal:
    return stop.odometer_miles or Decimal(0)


def _cost(stops: Sequence[FuelStop]) -> Money | None:
    totals = [stop.total for stop in stops]
    currencies = {total.currency if total else "" for total in totals}
    if len(currencies) != 1 or "" in currencies:
        return None
    return Money(minor=sum(total.minor for total in totals if total), currency=currencies.pop())
