"""The arithmetic of budgets, on any day of the calendar."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pam_core.skills.wins.budget_use import FEWEST_DAYS, BudgetUse
from pam_core.vocabulary.budget import Budget, Cycle
from pam_core.vocabulary.money import Money
from tests.core.language.said_sentences import NOW

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
cycles = st.sampled_from(list(Cycle))
cents = st.integers(0, 10**9)


def _use(cycle: Cycle, day: date, limit: int, spent: int, first_weekday: int = 0) -> BudgetUse:
    budget = Budget(id="1", created_at=NOW, category="fuel", limit=Money(minor=limit), cycle=cycle)
    return BudgetUse(
        budget=budget, cycle=cycle.around(day, first_weekday), spent=Money(minor=spent)
    )


@given(cycles, days, st.integers(0, 6))
def test_cycles_tile_the_calendar(cycle: Cycle, day: date, first_weekday: int) -> None:
    """Every day lies in one cycle, and the next cycle begins on the day after its last."""
    period = cycle.around(day, first_weekday)
    assert day in period
    after = cycle.around(period.last + timedelta(days=1), first_weekday)
    assert after.first == period.last + timedelta(days=1)


@given(days, st.integers(0, 6))
def test_weeks_begin_where_the_users_do(day: date, first_weekday: int) -> None:
    """A week has seven days and begins on the user's day."""
    week = Cycle.WEEK.around(day, first_weekday)
    assert week.first.weekday() == first_weekday
    assert (week.last - week.first).days == 6


@given(cycles, days, st.integers(1, 10**9), cents)
def test_spent_and_left_make_the_limit(cycle: Cycle, day: date, limit: int, spent: int) -> None:
    """To the cent."""
    use = _use(cycle, day, limit, spent)
    assert use.spent.minor + use.left.minor == limit
    assert use.over.minor == -use.left.minor


@given(cycles, days, cents)
def test_a_forecast_is_never_less_than_what_is_spent(cycle: Cycle, day: date, spent: int) -> None:
    """At today's pace the cycle ends at no less; on its last day it ends at just that."""
    use = _use(cycle, day, 100, spent)
    forecast = use.forecast(day)
    assert forecast is None or forecast.minor >= spent
    last = use.forecast(use.cycle.last)
    assert last is not None
    assert last.minor == spent


@given(cycles, days)
def test_no_forecast_on_the_first_days(cycle: Cycle, day: date) -> None:
    """Fewer than three days make no pace."""
    use = _use(cycle, day, 100, 50)
    early = use.cycle.first + timedelta(days=FEWEST_DAYS - 2)
    assert use.forecast(early) is None
    assert use.is_too_early(early)


def test_a_percent_is_reached_to_the_cent() -> None:
    """80 percent less a cent is not 80 percent."""
    assert _use(Cycle.MONTH, date(2026, 11, 1), 10000, 7999).percent == 79
    assert _use(Cycle.MONTH, date(2026, 11, 1), 10000, 8000).percent == 80
