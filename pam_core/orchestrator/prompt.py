"""What a language model is told before the question: the system prompt, filled from a template."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pam_core.skills import wording
from pam_core.skills.kit import Habits
from pam_core.skills.phrasebook import Phrasebook
from pam_core.skills.wheels.trips_kept import last_seen
from pam_core.vocabulary.kept import Memory
from pam_core.vocabulary.place import Atlas
from pam_core.vocabulary.reply import Intent
from pam_core.vocabulary.vehicle import Vehicle, VehicleField

PROMPTS = Path(__file__).parents[2] / "resources" / "prompts"

_MOST_RECENT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Where and with what a question is asked; the place is no finer than a town. "" is unknown."""

    place: str = ""
    vehicle: str = ""

    @property
    def key(self) -> str:
        """The same for the same surroundings."""
        return f"{self.place}|{self.vehicle}".casefold()


async def surroundings_of(memory: Memory, atlas: Atlas) -> Surroundings:
    """What is known of the user's whereabouts and rig. Raises PamError (`storage.…`)."""
    seen = await last_seen(memory)
    town = await atlas.nearest_town(seen.point) if seen else None
    vehicles = await memory.find(Vehicle, limit=1)
    return Surroundings(
        place=town.full_name if town else "",
        vehicle=_told(vehicles[0]) if vehicles else "",
    )


class SystemPrompt:
    """The template resources/prompts/system.md with its gaps."""

    def __init__(self, habits: Habits, folder: Path = PROMPTS) -> None:
        self._template = Phrasebook({"system": (folder / "system.md").read_text(encoding="utf-8")})
        self._habits = habits

    def text(
        self,
        now: datetime,
        surroundings: Surroundings,
        *,
        recent: tuple[Intent, ...] = (),
        driving: bool = False,
        spoken: str = "",
    ) -> str:
        """The prompt; `spoken` is what was said aloud already of an answer that broke off."""
        done = [intent.action for intent in recent[-_MOST_RECENT:] if intent.action]
        return self._template.say(
            "system",
            now=f"{wording.full_day(now.date())} {now.year}, {wording.clock(now)}",
            zone=str(now.tzinfo),
            place=surroundings.place,
            vehicle=surroundings.vehicle,
            units="kilometers, liters and Celsius" if self._habits.units == "metric" else None,
            recent=", ".join(done),
            driving=" " if driving else None,
            spoken=spoken,
        ).strip()


def _told(vehicle: Vehicle) -> str:
    told = []
    for field in VehicleField:
        value = getattr(vehicle, field)
        if value is not None:
            measure = value if isinstance(value, str) else f"{value.value} {value.unit}"
            told.append(f"{field} {measure}")
    return ", ".join(told)
