"""The odometer: keeping what it reads."""

from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels import measures
from pam_core.skills.wheels.odometer_readings import MOST_MILES, reading, readings_of
from pam_core.vocabulary.reply import Intent
from pam_core.vocabulary.vehicle import Measure

READ = "vehicle.odometer"


class OdometerSkill:
    """Answers `vehicle.odometer`; a reading lower than the one before is asked about."""

    actions = frozenset((READ,))

    def __init__(self, kit: Kit) -> None:
        self._memory = kit.memory
        self._say = kit.phrases.say
        self._units = kit.habits.units

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """The reading to keep, or a question about it."""
        if "value" not in intent.slots:
            return Plan(text=self._say("odometer.which"), asks="value")
        miles = Measure.from_slot(intent.slots["value"]).miles
        if miles is None or not 0 <= miles <= MOST_MILES:
            return Plan(text=self._say("odometer.not_one"), asks="value")
        odometer = measures.distance(miles, self._units)
        readings = await readings_of(self._memory)
        if readings and miles < readings[-1].miles and not context.confirmed:
            before = measures.distance(readings[-1].miles, self._units)
            text = self._say("odometer.sure", before=before, odometer=odometer)
            return Plan(text=text, confirms=True)
        return Plan(
            text=self._say("odometer.kept", odometer=odometer),
            keeps=(reading(miles, context),),
            what=self._say("odometer.named", odometer=odometer),
            said_back=self._say("odometer.said_back", odometer=odometer),
        )
