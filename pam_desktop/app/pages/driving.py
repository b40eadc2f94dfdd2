"""What lies ahead on the road, from the trip and the reminders."""

from dataclasses import replace

from pam_core.skills.wheels import measures
from pam_core.skills.wheels.spots import short_name
from pam_core.skills.wheels.trips_kept import trip_under_way
from pam_core.skills.wheels.trips_route import by_road
from pam_core.vocabulary.reminder import Reminder
from pam_desktop.app.live import Live
from pam_desktop.app.rooms import Rooms
from pam_desktop.window.driving.source import Ahead

MOST_REMINDERS = 500


class LiveDriving:
    """The port `DrivingSource` on the live PAM; every method runs on the core's loop."""

    def __init__(self, live: Live) -> None:
        self._live = live

    async def ahead(self) -> Ahead:
        """The next stop and the next reminder."""
        rooms = await self._live.memory()
        return await self._with_reminder(rooms, await _next_stop(rooms))

    async def set_driving(self, on: bool) -> None:
        """Answers are cut to one line while driving."""
        (await self._live.memory()).mind.set_driving(on)

    async def _with_reminder(self, rooms: Rooms, ahead: Ahead) -> Ahead:
        found = await rooms.kit.memory.find(Reminder, where={"done": False}, limit=MOST_REMINDERS)
        coming = [(at, it.text) for it in found if (at := it.next_ring()) is not None]
        if not coming:
            return ahead
        at, text = min(coming)
        return replace(ahead, reminder=text, reminder_at=at.astimezone(self._live.now().tzinfo))


async def _next_stop(rooms: Rooms) -> Ahead:
    under_way = await trip_under_way(rooms.kit.memory)
    if under_way is None or under_way.is_over:
        return Ahead()
    here, following, *_ = under_way.ahead
    point = under_way.seen.point if under_way.seen else here.point
    km = by_road(point, here.country, following)
    return Ahead(
        stop=short_name(following.name),
        distance=measures.roughly(km, rooms.kit.habits.units),
        seen_at=under_way.seen.seen_at if under_way.seen else None,
    )
