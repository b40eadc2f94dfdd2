"""The last stop for fuel, and the price that was paid."""

from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels import measures
from pam_core.skills.wheels.fuel_economy import fuel_log
from pam_core.skills.wheels.fuel_stops import price_of, told
from pam_core.vocabulary.reply import Intent

LAST = "fuel.last"


class FuelLastSkill:
    """Answers `fuel.last`."""

    actions = frozenset((LAST,))

    def __init__(self, kit: Kit) -> None:
        self._memory = kit.memory
        self._say = kit.phrases.say
        self._units = kit.habits.units

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """When and how much, and the price of one unit."""
        log = await fuel_log(self._memory)
        if not log:
            return Plan(text=self._say("fuel.no_stops"))
        last = log[-1]
        price, miles = price_of(last), last.odometer_miles
        text, rest = measures.that_fit(
            (
                self._say(
                    "fuel.last", when=measures.age(last.filled_on, context.now.date()), **told(last)
                ),
                self._say("fuel.last_price", price=price) if price else "",
                self._say("fuel.odometer", odometer=measures.odometer(miles, self._units))
                if miles is not None
                else "",
            )
        )
        return Plan(text=text, rest=rest)
