"""The faults that other sync engines lost to, by name, and a server that was restored."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

from tests.support.chaos import ANNE, Fault, World
from tests.support.chaos_check import Verdict
from tests.support.chaos_log import head_of, server_disk
from tests.support.chaos_parts import DesktopPart, until
from tests.support.chaos_proxy import Chaos

OFFLINE_SECONDS = 0.6
"""On average, while the users go on."""


async def disconnects_in_order(world: World) -> None:
    """One desktop after the other is cut off, and comes back in the same order."""
    for desktop in world.desktops:
        _cut_off(desktop)
        await _a_while(world)
    for desktop in world.desktops:
        desktop.heal()
        await _a_while(world)


async def disconnects_at_random(world: World) -> None:
    """Some of them are cut off, and come back in another order."""
    some = world.chance.sample(world.desktops, world.chance.randint(1, len(world.desktops)))
    for desktop in some:
        _cut_off(desktop)
        await _a_while(world)
    for desktop in world.chance.sample(some, len(some)):
        desktop.heal()


async def graceful_exits(world: World) -> None:
    """Some end in an orderly way, the server among them at times, and come back."""
    some = world.chance.sample(world.desktops, world.chance.randint(1, 2))
    parts = [*some, world.server] if world.chance.random() < 0.3 else some
    for part in parts:
        await part.end()
        await _a_while(world)
    for part in world.chance.sample(parts, len(parts)):
        await part.start()


async def partitions(world: World) -> None:
    """Some hear nothing and are not told so, for shorter or longer than they wait for a word."""
    await world.partition(*world.chance.sample(world.desktops, world.chance.randint(1, 3)))
    if world.chance.random() < 0.3:
        await world.inflict(Fault.FREEZE_SERVER)


async def kills(world: World) -> None:
    """Some are killed, the server among them at times, and come back in another order."""
    some = world.chance.sample(world.desktops, world.chance.randint(1, 3))
    parts = [*some, world.server] if world.chance.random() < 0.3 else some
    for part in parts:
        await part.kill()
        await asyncio.sleep(world.chance.uniform(0.0, 0.2))
    for part in world.chance.sample(parts, len(parts)):
        await part.start()


NEMESES: dict[str, Callable[[World], Awaitable[None]]] = {
    "disconnects in order": disconnects_in_order,
    "disconnects at random": disconnects_at_random,
    "graceful exits": graceful_exits,
    "partitions": partitions,
    "kills": kills,
}


async def haunted(world: World, nemesis: str, rounds: int) -> list[Verdict]:
    """Rounds of a nemesis while the users go on; then quiet, and the verdicts."""
    for _ in range(rounds):
        await NEMESES[nemesis](world)
        await world.moment()
    await world.quiet()
    verdicts = world.verdicts()
    await world.go_on()
    return verdicts


async def restored(world: World, *, cut_off: bool) -> list[Verdict]:
    """The server's database is put back to an earlier moment, as an operator does it.

    The backup is made while it runs. What it lacks, the desktops bring back. `cut_off`: one of
    Anne's desktops is away from before the backup until after the restore.
    """
    away = world.desktops[1]
    if cut_off:
        _cut_off(away)
    backup = world.server.folder / "backup.db"
    with (
        closing(sqlite3.connect(world.server.database)) as live,
        closing(sqlite3.connect(backup)) as copy,
    ):
        live.backup(copy)
    _, behind = head_of(backup, ANNE)
    await until(
        lambda: head_of(world.server.database, ANNE)[1] > behind + 20, "what a backup lacks"
    )
    await world.server.kill()
    for email, before in world.before.items():
        before.append(server_disk(world.server.database, email))
    _put_in_place(backup, world.server.database)
    await world.server.restored()
    await world.server.start()
    away.heal()
    await world.moment()
    await world.quiet()
    verdicts = world.verdicts()
    await world.go_on()
    return verdicts


def _put_in_place(backup: Path, database: Path) -> None:
    for end in ("", "-wal", "-shm"):
        Path(f"{database}{end}").unlink(missing_ok=True)
    backup.rename(database)


def _cut_off(desktop: DesktopPart) -> None:
    """The line is reset and no new one comes about."""
    desktop.proxy.to_port = 1
    desktop.proxy.inflict_all(Chaos.DROP)


async def _a_while(world: World) -> None:
    await asyncio.sleep(world.chance.expovariate(1 / OFFLINE_SECONDS))
