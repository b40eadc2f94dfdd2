"""Quantities in other units: miles in kilometers, degrees, pounds, miles per gallon."""

import asyncio
from decimal import Decimal

from pam_core.skills.itself.units import (
    DifferentKindsError,
    ImpossibleError,
    convert,
    named,
    said,
    said_back,
)
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.skill import Plan, SkillContext
from pam_core.vocabulary.reply import Intent


class ConversionSkill:
    """Answers `convert`."""

    actions = frozenset(("convert",))

    def __init__(self, phrases: Phrasebook) -> None:
        self._phrases = phrases

    async def plan(self, intent: Intent, context: SkillContext) -> Plan:
        """The quantity in the unit asked for."""
        say = self._phrases.say
        if "quantity" in intent.missing:
            return Plan(text=say("convert.how_much"), asks="quantity")
        value, unit = Decimal(intent.slots["quantity"]["value"]), intent.slots["quantity"]["unit"]
        if "unit" in intent.missing:
            return Plan(text=say("convert.which_unit"), asks="unit")
        into = str(intent.slots["unit"])
        gaps = {"quantity": said_back(value, unit), "unit": named(unit), "other": named(into)}
        try:
            # pint takes half a second to come up, once: not on the loop that listens.
            result = await asyncio.to_thread(convert, value, unit, into)
        except DifferentKindsError:
            return Plan(text=say("convert.different", **gaps))
        except ImpossibleError:
            return Plan(text=say("convert.impossible", **gaps))
        about = "about" if result.about else None
        is_one = abs(value) == 1 or unit in ("fahrenheit", "celsius")
        key = "convert.is" if is_one else "convert.are"
        return Plan(text=say(key, about=about, result=said(result.value, into), **gaps))
