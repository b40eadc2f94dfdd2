"""The rig's profile: its measures, its tank, its fuel."""

from decimal import Decimal
from typing import Any

from pam_core.skills.kit import Kit
from pam_core.skills.skill import Plan, SkillContext
from pam_core.skills.wheels import measures
from pam_core.vocabulary.fuel import gallons
from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import revised
from pam_core.vocabulary.reply import Intent, Table
from pam_core.vocabulary.vehicle import Measure, Vehicle, VehicleField

SET, TELL = "vehicle.set", "vehicle.tell"

_LENGTHS = (VehicleField.HEIGHT, VehicleField.LENGTH, VehicleField.WIDTH)
_LIKELY_INCHES = {
    VehicleField.HEIGHT: (48, 180),
    VehicleField.LENGTH: (96, 1500),
    VehicleField.WIDTH: (48, 144),
}
"""A van is 4 feet high at least, the highest load 15; a road train is 125 feet long."""

_LIKELY_POUNDS = (1_000, 200_000)
_LIKELY_GALLONS = (3, 500)
_VOLUMES = frozenset(("gallon", "liter", "quart"))


class VehicleSkill:
    """Answers `vehicle.set` and `vehicle.tell`. There is one rig."""

    actions = frozenset((SET, TELL))

    def __init__(self, kit: Kit) -> None:
        self._memory = kit.memory
        self._say = kit.phrases.say

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """What is known of the rig, or what is to be kept of it."""
        vehicles = await self._memory.find(Vehicle, limit=1)
        known = vehicles[0] if vehicles else None
        if intent.action == TELL:
            return self._told(intent, known)
        return self._set(intent, context, known)

    def _set(self, intent: Intent, context: SkillContext, known: Vehicle | None) -> Plan:
        if "field" not in intent.slots:
            return Plan(text=self._say("vehicle.which"), asks="field")
        field = VehicleField(intent.slots["field"])
        if "value" not in intent.slots:
            return Plan(text=self._say("vehicle.how_much", field=field), asks="value")
        value = _value(intent.slots["value"])
        if not _belongs(field, value):
            return Plan(text=self._say("vehicle.not_likely", field=field), asks="value")
        said = _said(value)
        if not _is_likely(field, value) and not context.confirmed:
            text = self._say("vehicle.sure", field=field, value=said)
            return Plan(text=text, confirms=True)
        change: dict[str, Any] = {str(field): value}
        if known is None:
            after = Vehicle(id=new_id(context.now), created_at=context.now, **change)
        else:
            after = revised(known, context.now, **change)
        return Plan(
            text=self._say("vehicle.kept", told=_phrase(field, value)),
            keeps=(after,),
            what=self._say("vehicle.named", field=field),
            said_back=self._say("vehicle.said_back", field=field, value=said),
        )

    def _told(self, intent: Intent, known: Vehicle | None) -> Plan:
        if known is None:
            return Plan(text=self._say("vehicle.nothing"))
        facts = [(field, value) for field in VehicleField if (value := getattr(known, field))]
        if "field" in intent.slots:
            asked = VehicleField(intent.slots["field"])
            facts = [fact for fact in facts if fact[0] is asked]
            if not facts:
                return Plan(text=self._say("vehicle.unknown", field=asked))
        phrases = [_phrase(field, value) for field, value in facts]
        text = self._say("vehicle.told", told=", ".join(phrases[:4]))
        rest = (f"{', '.join(phrases[4:]).capitalize()}.",) if phrases[4:] else ()
        rows = tuple((str(field), _said(value)) for field, value in facts)
        return Plan(text=text, rest=rest, table=Table(columns=("field", "value"), rows=rows))


def _value(slot: Any) -> Measure | str:
    return slot if isinstance(slot, str) else Measure.from_slot(slot)


def _belongs(field: VehicleField, value: Measure | str) -> bool:
    """Whether it is a measure of that kind, and more than nothing."""
    if isinstance(value, str) or field is VehicleField.FUEL:
        return field is VehicleField.FUEL and isinstance(value, str)
    if value.value <= 0:
        return False
    if field is VehicleField.WEIGHT:
        return value.pounds is not None
    if field is VehicleField.TANK:
        return value.unit in _VOLUMES
    return value.inches is not None


def _is_likely(field: VehicleField, value: Measure | str) -> bool:
    if isinstance(value, str):
        return True
    if field is VehicleField.WEIGHT:
        return _within(value.pounds, _LIKELY_POUNDS)
    if field is VehicleField.TANK:
        return _within(gallons(value.value, value.unit), _LIKELY_GALLONS)
    return _within(value.inches, _LIKELY_INCHES[field])


def _within(value: Decimal | None, limits: tuple[int, int]) -> bool:
    return value is not None and limits[0] <= value <= limits[1]


def _said(value: Measure | str) -> str:
    """As in "13 feet 6 inches", "24,000 pounds", "diesel"."""
    if isinstance(value, str):
        return value
    if value.unit == "foot" and value.value != int(value.value):
        feet, part = divmod(value.value, 1)
        inches = measures.number(part * 12)
        if inches != "12":
            whole = measures.counted(feet, "foot")
            return f"{whole} {inches} {'inch' if inches == '1' else 'inches'}"
    return measures.counted(value.value, value.unit)


def _phrase(field: VehicleField, value: Measure | str) -> str:
    """As in "13 feet 6 inches high", "an 80 gallon tank"."""
    said = _said(value)
    if field in _LENGTHS:
        word = {"height": "high", "length": "long", "width": "wide"}[field]
        return f"{said} {word}"
    return {"weight": f"{said}", "tank": f"a tank of {said}", "fuel": f"{said} for fuel"}[field]
