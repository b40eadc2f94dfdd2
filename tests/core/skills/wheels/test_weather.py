"""The weather: what was last heard, with its age, or that there is none."""

from datetime import date, timedelta
from typing import Any

import pytest

from pam_core.skills.wheels.weather import WeatherSkill
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.weather import DayForecast, WeatherReport
from tests.core.skills.atlas_fake import PAGE
from tests.core.skills.wheels.places_stage import Stage

DAYS = (
    DayForecast(day=date(2026, 11, 22), text="over and gone"),
    DayForecast(day=date(2026, 11, 23), text="a high of 52 and sunny"),
    DayForecast(day=date(2026, 11, 24), text="rain in the afternoon"),
)


async def heard(stage: Stage, *, hours_ago: int = 3, **fields: Any) -> None:
    at = stage.now - timedelta(hours=hours_ago)
    report = WeatherReport(
        id=new_id(at),
        created_at=at,
        fetched_at=at,
        **{"place": "Page, Arizona", "point": PAGE.point, **fields},
    )
    await stage.kit.memory.keep([report])


@pytest.mark.parametrize("action", ["weather.now", "weather.forecast", "weather.alerts"])
async def test_none(action: str) -> None:
    """Without a report PAM says so and promises nothing."""
    said = await Stage(WeatherSkill).say(action, place="Page")
    assert said.startswith("I have no ")
    assert "Page, Arizona" in said
    assert said.endswith("No weather service is connected yet.")


@pytest.mark.parametrize("action", ["weather.now", "weather.forecast", "weather.alerts"])
async def test_where(action: str) -> None:
    """Without a place PAM asks for one."""
    assert (await Stage(WeatherSkill).plan(action)).asks == "place"


async def test_now() -> None:
    """The weather of a moment is told as of then: the latest report of a place near enough."""
    stage = Stage(WeatherSkill)
    await stage.seen_in_page()
    await heard(stage, conditions="snowing", hours_ago=9)
    await heard(stage, conditions="41 degrees and windy")
    assert await stage.say("weather.now") == (
        "In Page, Arizona it was 41 degrees and windy when I last heard, 3 hours ago."
    )
    assert "no weather for Moab" in await stage.say("weather.now", place="Moab")


async def test_forecast() -> None:
    """The day asked about, else the days from today on, with the age of the news."""
    stage = Stage(WeatherSkill)
    await heard(stage, days=DAYS)
    tomorrow = await stage.plan("weather.forecast", place="Page", when="2026-11-24T15:00:00-07:00")
    assert (tomorrow.text, tomorrow.rest) == (
        "Tomorrow in Page, Arizona: rain in the afternoon. I heard that 3 hours ago.",
        (),
    )
    ahead = await stage.plan("weather.forecast", place="Page")
    assert ahead.text == (
        "Today in Page, Arizona: a high of 52 and sunny. I heard that 3 hours ago."
    )
    assert ahead.rest == ("Tomorrow in Page, Arizona: rain in the afternoon.",)


async def test_beyond_the_forecast() -> None:
    """A day the forecast does not reach is not guessed at."""
    stage = Stage(WeatherSkill)
    await heard(stage, days=DAYS)
    assert await stage.say("weather.forecast", place="Page", when="2026-11-27") == (
        "My forecast was made 3 hours ago and does not reach Friday, November 27th."
    )
    stage.now += timedelta(days=9)
    assert await stage.say("weather.forecast", place="Page") == (
        "My last forecast for Page, Arizona was made on November 23rd and is over."
    )


async def test_alerts() -> None:
    """Warnings are told with their age; that there were none is no promise."""
    stage = Stage(WeatherSkill)
    await heard(stage, alerts=("High wind warning", "Red flag warning"))
    plan = await stage.plan("weather.alerts", place="Page")
    assert plan.text == (
        "High wind warning for Page, Arizona, as I heard 3 hours ago. Also: Red flag warning."
    )
    quiet = Stage(WeatherSkill)
    await heard(quiet)
    assert await quiet.say("weather.alerts", place="Page") == (
        "I heard of no warnings for Page, Arizona 3 hours ago. That may have changed."
    )
