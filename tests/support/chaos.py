"""The conductor: a server and three desktops as real processes, and faults one after another.

The schedule of faults and what the users do follow from the seed; what the machines were doing at
the moment of a fault does not, so a seed that failed is played again, more than once if need be.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path

from pam_core.sync.account import Accounts
from pam_core.sync.rest import Rest
from tests.support.chaos_check import Evidence, Verdict, verdict_of
from tests.support.chaos_log import (
    ServerDisk,
    desktop_disk,
    head_of,
    journal_of,
    last_cseq_of,
    server_disk,
    standing_of,
)
from tests.support.chaos_parts import DesktopPart, ServerPart, until
from tests.support.chaos_proxy import Chaos

ANNE, BOB = "anne@chaos.test", "bob@chaos.test"
PASSWORD = "a trailer full of tangerines"
TEN_YEARS_SECONDS = 10 * 365.25 * 86_400
QUIET_SECONDS = 90.0
PROGRESS_SECONDS = 45.0


class Fault(StrEnum):
    """What is done to the whole, besides what a proxy does to one connection."""

    KILL_DESKTOP = "kill -9 desktop"
    KILL_SERVER = "kill -9 server"
    KILL_BOTH = "kill -9 both sides"
    END_DESKTOP = "SIGTERM desktop"
    END_SERVER = "SIGTERM server"
    FREEZE_DESKTOP = "freeze desktop"
    FREEZE_SERVER = "freeze server"
    PARTITION = "partition"
    STORM = "all reconnect at once"
    JUMP = "clock jump of ten years"


AnyFault = Chaos | Fault


class World:
    """Two desktops of Anne's, one of Bob's, and the server, in a folder."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.seed = seed
        self.chance = random.Random(seed)
        self.server = ServerPart(folder / "server")
        self.desktops = [
            DesktopPart(name, folder / name, self.server, seed * 10 + number)
            for number, name in enumerate(("anne-1", "anne-2", "bob"))
        ]
        self.before: dict[str, list[ServerDisk]] = {ANNE: [], BOB: []}
        self.counts: Counter[str] = Counter()
        self._hit = self.desktops[0]

    async def open(self, pause: float) -> None:
        """Everything started, the accounts made."""
        await self.server.start()
        rest = Rest(f"http://127.0.0.1:{self.server.port}")
        for email in (ANNE, BOB):
            await Accounts(rest).register(email, PASSWORD)
        await rest.close()
        for desktop in self.desktops:
            await desktop.open(self.email_of(desktop), PASSWORD, pause)
        for desktop in self.desktops:
            await until(
                lambda path=desktop.database: standing_of(path).since > 0,  # type: ignore[misc]
                f"{desktop.name} to sync",
            )

    async def close(self) -> None:
        """Everything ended."""
        for desktop in self.desktops:
            await desktop.shut()
        await self.server.end()

    def email_of(self, desktop: DesktopPart) -> str:
        """Whose it is."""
        return BOB if desktop.name == "bob" else ANNE

    async def inflict(self, fault: AnyFault) -> None:
        """Break something, and see to it that whoever was ended is started again."""
        self.counts[fault] += 1
        desktop = self._hit = self.chance.choice(self.desktops)
        match fault:
            case Chaos():
                desktop.proxy.inflict(fault)
            case Fault.KILL_DESKTOP:
                await desktop.kill()
                await desktop.start()
            case Fault.END_DESKTOP:
                await desktop.end()
                await desktop.start()
            case Fault.KILL_SERVER:
                await self.server.kill()
                await self.server.start()
            case Fault.KILL_BOTH:
                await asyncio.gather(desktop.kill(), self.server.kill())
                await asyncio.gather(desktop.start(), self.server.start())
            case Fault.END_SERVER:
                await self.server.end()
                await self.server.start()
            case Fault.FREEZE_DESKTOP:
                await desktop.freeze(self.chance.uniform(0.05, 3.5))
            case Fault.FREEZE_SERVER:
                await self.server.freeze(self.chance.uniform(0.05, 3.5))
            case Fault.PARTITION:
                await self.partition(desktop)
            case Fault.STORM:
                for one in self.desktops:
                    one.proxy.inflict_all(Chaos.DROP)
            case Fault.JUMP:
                desktop.ahead_seconds = self.chance.choice(
                    [-TEN_YEARS_SECONDS, 0.0, TEN_YEARS_SECONDS]
                )
                await desktop.tell(f"jump {desktop.ahead_seconds}")

    async def partition(self, *desktops: DesktopPart) -> None:
        """Nothing goes through for a while, during which their users go on."""
        for desktop in desktops:
            desktop.part()
        await asyncio.sleep(self.chance.uniform(0.2, 1.5))
        for desktop in desktops:
            desktop.heal()

    async def moment(self) -> None:
        """Up to the next fault: until whoever was hit got through again, or any moment before."""
        if self.chance.random() < 0.5:
            await asyncio.sleep(self.chance.uniform(0.0, 0.25))
            return
        hit, before = self._hit, self._count_of(self._hit)
        await until(
            lambda: self._count_of(hit) != before, f"{hit.name} to get through", PROGRESS_SECONDS
        )

    def _count_of(self, desktop: DesktopPart) -> int:
        device = standing_of(desktop.database).device_id
        return last_cseq_of(self.server.database, device)

    async def quiet(self) -> None:
        """The users pause until every machine has everything; raises TimeoutError where not."""
        for desktop in self.desktops:
            if not desktop.is_up:
                desktop.note_crash()
                await desktop.start()
            await desktop.tell("rest")
            await desktop.tell("wake")
        await until(self._is_quiet, self._where, QUIET_SECONDS)

    async def go_on(self) -> None:
        """The users act again."""
        for desktop in self.desktops:
            await desktop.tell("act")

    def _is_quiet(self) -> bool:
        for desktop in self.desktops:
            at = standing_of(desktop.database)
            there = head_of(self.server.database, self.email_of(desktop))
            if at.waiting or (at.epoch, at.since) != there:
                return False
        return True

    def _where(self) -> str:
        for desktop in self.desktops:
            if not desktop.is_up:
                desktop.note_crash()
        at = {desktop.name: standing_of(desktop.database) for desktop in self.desktops}
        standing = [f"{name} {one.waiting} waiting, at {one.since}" for name, one in at.items()]
        return "\n".join(["quiet", *standing, *self.crashes()])

    def verdicts(self) -> list[Verdict]:
        """Judge each user's disks; to be asked when it is quiet."""
        found = []
        for email in (ANNE, BOB):
            own = [one for one in self.desktops if self.email_of(one) == email]
            seen = Evidence(
                server=server_disk(self.server.database, email),
                desktops={
                    one.name: (desktop_disk(one.database), journal_of(one.journal)) for one in own
                },
                before=self.before[email],
            )
            found.append(verdict_of(seen))
        return found

    def crashes(self) -> list[str]:
        """Processes that ended though nobody asked them to."""
        return [crash for part in (self.server, *self.desktops) for crash in part.crashes]


@asynccontextmanager
async def a_world(folder: Path, seed: int, *, pause: float = 0.2) -> AsyncIterator[World]:
    """A world that is gone afterwards; `pause`: seconds between the deeds of a user, mean."""
    world = World(folder, seed)
    try:
        await world.open(pause)
        yield world
    finally:
        await world.close()


async def one_round(world: World, faults: Sequence[AnyFault]) -> tuple[float, list[Verdict]]:
    """Faults one after another, then quiet; how long the faults took in seconds, and verdicts."""
    began = time.monotonic()
    for fault in faults:
        await world.inflict(fault)
        await world.moment()
    seconds = time.monotonic() - began
    await world.quiet()
    verdicts = world.verdicts()
    await world.go_on()
    return seconds, verdicts
