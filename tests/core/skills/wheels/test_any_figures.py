"""Whatever figures are heard, the skills of the road answer in a sentence that fits the ear."""

import asyncio
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from pam_core.skills.kit import Units
from tests.core.skills.wheels.talk import Talk

FIGURES = st.one_of(
    st.integers(-(10**9), 10**9).map(str),
    st.decimals(Decimal(-(10**6)), Decimal(10**6), places=3).map(str),
)
MONEY = FIGURES.map(lambda amount: {"amount": amount, "currency": "USD"})
DAYS = st.dates().map(str)
PLACES = st.text(min_size=1, max_size=80)
EVERY = st.one_of(
    st.integers(-5, 10**7).map(lambda miles: {"every_miles": miles}),
    st.sampled_from(
        (
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=MONTHLY;INTERVAL=6",
            "FREQ=HOURLY",
            "nonsense",
        )
    ),
)


def quantity(*units: str) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({"value": FIGURES, "unit": st.sampled_from(units)})


def some(**slots: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=slots)


VOLUME = quantity("gallon", "liter", "quart", "ounce", "cup", "pint")
MILES = quantity("mile", "kilometer")
WHAT = st.one_of(
    st.tuples(
        st.just("fuel.log"),
        some(
            volume=VOLUME,
            total=MONEY,
            price_per_unit=MONEY,
            odometer=MILES,
            date=DAYS,
            place=PLACES,
        ),
    ),
    st.tuples(st.just("vehicle.odometer"), some(value=MILES)),
    st.tuples(
        st.just("vehicle.set"),
        some(
            field=st.sampled_from(("height", "length", "width", "weight", "tank", "fuel")),
            value=st.one_of(VOLUME, MILES, quantity("foot", "inch", "pound", "ton", "second")),
        ),
    ),
    st.tuples(
        st.sampled_from(("maintenance.log", "maintenance.remind")),
        some(service=st.just("oil change"), odometer=MILES, every=EVERY, date=DAYS, after=MILES),
    ),
    st.tuples(
        st.sampled_from(("trip.plan", "trip.add_stop", "trip.remove_stop")),
        some(
            destination=PLACES,
            origin=st.sampled_from(("Moab", "Denver")),
            via=st.lists(PLACES, max_size=3),
            place=st.one_of(PLACES, st.just("Page")),
            depart=DAYS,
        ),
    ),
    st.tuples(
        st.sampled_from(
            (
                "fuel.economy",
                "maintenance.due",
                "vehicle.tell",
                "trip.status",
                "trip.itinerary",
                "trip.cost",
            )
        ),
        st.just({}),
    ),
)


async def _talked(units: Units, turns: list[tuple[str, dict[str, Any]]]) -> None:
    talk = Talk(units=units)
    await talk.say("trip.plan", origin="Moab", destination="Flagstaff", via=["Page"])
    for action, slots in turns:
        await talk.say(action, confirmed=True, **slots)
        await talk.plan(action, **slots)
    for action in ("fuel.economy", "maintenance.due", "vehicle.tell", "trip.cost"):
        await talk.plan(action)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(Units), st.lists(WHAT, max_size=6))
def test_any_figures(units: Units, turns: list[tuple[str, dict[str, Any]]]) -> None:
    """No figure breaks a skill, and every answer has 120 characters at most."""
    asyncio.run(_talked(units, turns))
