"""The weather without a network: what was last heard of a place, with its age, or nothing."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pam_core.skills import wording
from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels.measures import ago, day_ahead, that_fit
from pam_core.skills.wheels.spots import Spot, spot_of, with_place_told
from pam_core.vocabulary.reply import Intent
from pam_core.vocabulary.weather import WeatherReport

NOW, FORECAST, ALERTS = "weather.now", "weather.forecast", "weather.alerts"

_SAME_WEATHER_KM = 40.0
"""Further away a report is about another place's weather."""

_MOST_DAYS = 3


class WeatherSkill:
    """Answers `weather.now`, `weather.forecast` and `weather.alerts` from reports that are kept."""

    actions = frozenset((NOW, FORECAST, ALERTS))

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._say = kit.phrases.say

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """What the last report says and how old it is; where there is none that is said."""
        plan = await self._answer(intent, context)
        return await with_place_told(self._kit, plan, intent.slots.get("place"), context)

    async def _answer(self, intent: Intent, context: SkillContext) -> Plan:
        spot = await spot_of(self._kit, intent.slots.get("place"), "place")
        if isinstance(spot, Plan):
            return spot
        report = await self._report(spot)
        if report is None:
            return Plan(text=self._say(f"{intent.action}.none", place=spot.name))
        when = ago(report.fetched_at, context.now) or "earlier today"
        if intent.action == ALERTS:
            return self._alerts(report, spot, when)
        day, today = _day(intent.slots), context.now.date()
        if intent.action == FORECAST or (day is not None and day != today):
            return self._forecast(report, spot, when, day, today)
        return self._now(report, spot, when)

    async def _report(self, spot: Spot) -> WeatherReport | None:
        """The latest of the reports that are about this spot."""
        reports = await self._kit.memory.find(WeatherReport)
        near = (each for each in reports if each.point.km_to(spot.point) <= _SAME_WEATHER_KM)
        return max(near, key=lambda each: each.fetched_at, default=None)

    def _now(self, report: WeatherReport, spot: Spot, when: str) -> Plan:
        if not report.conditions:
            return Plan(text=self._say("weather.now.none", place=spot.name))
        conditions = wording.shortened(report.conditions, 60)
        told = self._say("weather.now.told", place=spot.name, when=when, conditions=conditions)
        return Plan(text=told)

    def _forecast(
        self, report: WeatherReport, spot: Spot, when: str, day: date | None, today: date
    ) -> Plan:
        days = [each for each in report.days if each.day >= today]
        wanted = [each for each in days if day is None or each.day == day][:_MOST_DAYS]
        if not wanted:
            if day is None or not days:
                return Plan(text=self._say("weather.forecast.over", place=spot.name, when=when))
            ahead = day_ahead(day, today)
            return Plan(text=self._say("weather.forecast.short", day=ahead, when=when))
        told = [
            self._say(
                "weather.forecast.told",
                day=_capital(day_ahead(each.day, today)),
                place=spot.name,
                text=wording.shortened(each.text, 60),
            )
            for each in wanted
        ]
        age = self._say("weather.age", when=when)
        text, rest = that_fit((told[0], age, *told[1:]))
        return Plan(text=text, rest=rest)

    def _alerts(self, report: WeatherReport, spot: Spot, when: str) -> Plan:
        if not report.alerts:
            return Plan(text=self._say("weather.alerts.quiet", place=spot.name, when=when))
        first, *others = [wording.shortened(alert, 40) for alert in report.alerts]
        told = self._say("weather.alerts.told", alert=first, place=spot.name, when=when)
        more = [self._say("weather.alerts.also", alert=alert) for alert in others]
        text, rest = that_fit((told, *more))
        return Plan(text=text, rest=rest)


def _day(slots: Mapping[str, Any]) -> date | None:
    """The day asked about; of a moment its day, of a period its first."""
    when = slots.get("when")
    if isinstance(when, Mapping):
        when = when["from"]
    return datetime.fromisoformat(str(when)).date() if when else None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
