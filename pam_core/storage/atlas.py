"""The map without a network: towns of the gazetteer, places the user imported, time zones."""

import logging
import subprocess
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from pam_core.storage.file import DatabaseFile
from pam_core.storage.gazetteer.build import is_built
from pam_core.storage.gazetteer.names import is_common, words
from pam_core.storage.gazetteer.towns import Towns
from pam_core.storage.imported_places import PLACES, ImportedPlaces
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.place import Place, PlaceFound, PlaceKind, Point, Town

_LOG = logging.getLogger(__name__)

T = TypeVar("T")

Build = Callable[[], "subprocess.Popen[bytes]"]
"""Starts building the gazetteer in a process of its own, and does not wait for it."""


class SqliteAtlas:
    """The `Atlas` port on two files: places the user imported, and the gazetteer.

    Where there is no gazetteer `build` is started once and questions about towns raise PamError
    (`places.preparing`) until it is there; a build goes on when PAM is closed, and what one that
    was killed has left is built anew. So is a gazetteer that turns out to be damaged.
    """

    def __init__(self, places: Path, gazetteer: Path, build: Build) -> None:
        self._file = DatabaseFile(places, PLACES)
        self._imported = ImportedPlaces(self._file)
        self._gazetteer = gazetteer
        self._build = build
        self._building: subprocess.Popen[bytes] | None = None
        self._towns: Towns | None = None

    async def close(self) -> None:
        """Give the files back; idempotent."""
        towns, self._towns = self._towns, None
        if towns is not None:
            await self._file.read(lambda _: towns.close())
        await self._file.close()

    async def prepare(self) -> bool:
        """Start building the gazetteer where there is none; whether it is there already."""
        return await self._file.read(lambda _: self._prepared())

    async def towns(
        self, name: str, *, near: Point | None = None, limit: int = 5
    ) -> Sequence[Town]:
        """See `Atlas`; a name no town bears may be that of an imported place."""
        found = await self._ask(lambda towns: towns.named(name, near, limit))
        if found:
            return found
        places = () if is_common(words(name)) else await self._imported.named(name, limit)
        return [await self._as_town(place) for place in places]

    async def nearest_town(self, point: Point) -> Town | None:
        """See `Atlas`."""
        return await self._ask(lambda towns: towns.nearest(point))

    async def zone_at(self, point: Point) -> str:
        """See `Atlas`; "" where no zone is known."""
        return await self._file.read(lambda _: _zone_at(point))

    async def places(
        self,
        kind: PlaceKind,
        *,
        near: Point,
        radius_km: float,
        amenities: frozenset[str] = frozenset(),
        max_price: Money | None = None,
        rig_length_ft: Decimal | None = None,
        limit: int = 5,
    ) -> Sequence[PlaceFound]:
        """See `Atlas`."""
        return await self._imported.nearest(
            kind,
            near=near,
            radius_km=radius_km,
            amenities=amenities,
            max_price=max_price,
            rig_length_ft=rig_length_ft,
            limit=limit,
        )

    async def known_places(self, kind: PlaceKind) -> int:
        """See `Atlas`."""
        return await self._imported.count(kind)

    async def _as_town(self, place: Place) -> Town:
        beside = await self.nearest_town(place.point)
        return Town(
            name=place.name,
            region=place.region or (beside.region if beside else ""),
            country=beside.country if beside else "",
            point=place.point,
            area=beside.area if beside else "",
        )

    async def _ask(self, look: Callable[[Towns], T]) -> T:
        return await self._file.read(lambda _: self._asked(look))

    def _asked(self, look: Callable[[Towns], T]) -> T:
        try:
            return look(self._opened())
        except PamError as error:
            if error.code != "storage.corrupt":
                raise
            self._throw_away(error)
        return look(self._opened())

    def _throw_away(self, error: PamError) -> None:
        """Nothing of the user's is in a gazetteer: it is not worth mending."""
        _LOG.warning("%s It is built anew.", error.sentence)
        if self._towns is not None:
            self._towns.close()
            self._towns = None
        try:
            self._gazetteer.unlink(missing_ok=True)
        except OSError:
            # It may not be written to: the user has to hear of it.
            raise error from None

    def _opened(self) -> Towns:
        if self._towns is None:
            if not self._prepared():
                raise PamError(
                    "places.preparing",
                    "I am still drawing my map of towns.",
                    mend="Ask me again in a minute.",
                    fault=Fault.ENVIRONMENT,
                )
            self._towns = Towns(self._gazetteer)
        return self._towns

    def _prepared(self) -> bool:
        if is_built(self._gazetteer):
            return True
        code = self._building.poll() if self._building else 0
        if code is not None:
            # Also where it ended well and left none: another process, since killed, had it in hand.
            self._building = None
        if code:
            _LOG.warning("building the gazetteer ended with code %d", code)
            raise PamError(
                "places.unprepared",
                "My map of towns could not be made.",
                mend="Run pam places build to see why.",
                fault=Fault.ENVIRONMENT,
            )
        if self._building is None:
            self._building = self._build()
        return False


def _zone_at(point: Point) -> str:
    import tzfpy

    return tzfpy.get_tz(point.longitude, point.latitude)
