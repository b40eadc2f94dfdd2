"""The user's time zone: the one they set, else that of the place they are at."""

from collections.abc import Callable
from datetime import tzinfo
from zoneinfo import ZoneInfo

from tzlocal import get_localzone_name

from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import Memory
from pam_core.vocabulary.place import Sighting
from pam_core.vocabulary.zone_mark import ZoneMark
from pam_desktop.app.clock import SystemClock


class Travelling:
    """Sets the clock by where the user was last seen.

    Many a computer in a rig keeps the zone of home, some follow by themselves. So the place counts
    for as long as the computer's own zone is what it was when the user was seen there.
    """

    def __init__(
        self,
        memory: Memory,
        clock: SystemClock,
        *,
        chosen: tzinfo | None,
        system_zone: Callable[[], str] = get_localzone_name,
    ) -> None:
        self._memory = memory
        self._clock = clock
        self._chosen = chosen
        self._system_zone = system_zone

    async def follow(self) -> None:
        """Look where the user is and set the clock. Raises PamError (`storage.…`)."""
        if self._chosen is None:
            self._clock.zone = await self._zone_of_place()

    async def _zone_of_place(self) -> tzinfo | None:
        seen = await self._memory.find(Sighting, limit=1)
        if not seen or not seen[0].zone:
            return None
        marked = await self._memory.find(ZoneMark, where={"sighting_id": seen[0].id}, limit=1)
        system_zone = self._system_zone()
        if not marked:
            now = self._clock.now()
            mark = ZoneMark(
                id=new_id(now),
                created_at=now,
                sighting_id=seen[0].id,
                system_zone=system_zone,
            )
            await self._memory.keep([mark])
        elif marked[0].system_zone != system_zone:
            return None
        return ZoneInfo(seen[0].zone)
