"""Both ends of the wire, their disks and a bad network, on a virtual clock: `SEED` replays a run.

python -m tests.core.protocol.simulator SEED [SCENARIO]
"""

import heapq
import random
import sys
from collections.abc import Callable
from datetime import timedelta

from pam_core.protocol.server_session import ServerSession
from tests.core.protocol.simulator_device import Device
from tests.core.protocol.simulator_scenarios import SCENARIOS, Scenario
from tests.core.protocol.simulator_server import LATE_SECONDS, Backend, Link
from tests.support.sync_disks import START, DeviceDisk, ServerDisk


class World:
    """Everything, with one source of chance."""

    def __init__(self, seed: int, scenario: Scenario) -> None:
        self.random = random.Random(seed)
        self.faults = scenario
        self.was_beyond_tcp = scenario.reorder > 0 or scenario.duplicate > 0
        self.now = 1000.0
        self.clock = START
        self._heap: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0
        self.partitioned: set[int] = set()
        self.disks = [ServerDisk() for _ in range(2)]
        self.backups = [disk.backup() for disk in self.disks]
        self.restored: set[int] = set()
        """Users whose server was put back."""
        self.promised: dict[int, set[str]] = {0: set(), 1: set()}
        """What a user saw accepted on a disk that is no more."""
        self.copies: dict[int, DeviceDisk] = {}
        self.backend = Backend(self)
        self.devices = [Device(self, user, 2 * user + one) for user in (0, 1) for one in (0, 1)]

    def sessions(self, device: Device, link: Link) -> ServerSession:
        seconds = self.random.uniform(*self.faults.token_seconds)
        return ServerSession(f"s{self._count}", self.now, token_seconds=seconds)

    def happens(self, chance: float) -> bool:
        return chance > 0 and self.random.random() < chance

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._heap, (self.now + seconds, self._count, act))

    def run(self, seconds: float, each: float, act: Callable[[], None]) -> None:
        end = self.now + seconds
        while self.now < end:
            until = self.now + each
            while self._heap and self._heap[0][0] <= until:
                self.now, _, step = heapq.heappop(self._heap)
                step()
            self.now = until
            self.backend.tick()
            for device in self.devices:
                device.tick()
            act()

    def trouble(self) -> None:
        """A quarter of a second of the faulty time."""
        faults, chance = self.faults, self.random
        for device in self.devices:
            if self.happens(0.3):
                device.user_acts()
            if device.link is not None and self.happens(faults.cut / 4):
                device.link.cut()
            if device.link is not None and self.happens(faults.half_open / 4):
                device.link.is_deaf[chance.choice(("up", "down"))] = True
            if self.happens(faults.kill_device / 4):
                device.kill()
            if self.happens(faults.stop_device / 4):
                device.stop()
            if self.happens(faults.restore_device):
                self.back_up_device(device)
            if self.happens(faults.restore_device / 4):
                self.restore_device(device)
        if self.backend.is_up and self.happens(faults.kill_server / 4):
            self.backend.kill()
        if self.happens(faults.clock_jump / 4):
            self.clock = START + timedelta(days=chance.choice((-3650, 0, 3650)))
        if self.happens(faults.partition / 4):
            user = chance.randrange(2)
            self.partitioned.add(user)
            self.later(chance.uniform(1, 45), lambda: self.partitioned.discard(user))
        user = chance.randrange(2)
        if self.happens(faults.trim / 4):
            self.disks[user].began_at = len(self.disks[user].log)
        if self.happens(faults.restore):
            self.backups[user] = self.disks[user].backup()
        if self.happens(faults.restore / 4):
            self.restore(user)

    def back_up_device(self, device: Device) -> None:
        self.copies[device.disk.number] = device.disk.backup()

    def restore_device(self, device: Device) -> None:
        """Its numbers go back; what it made since is gone but for what was acknowledged."""
        kept = self.copies.get(device.disk.number)
        if kept is None:
            return
        self.promised[device.user] |= device.disk.acknowledged
        disk = kept.backup()
        # Ids are not made twice, whatever becomes of a disk.
        disk.made = device.disk.made
        # Nobody puts a disk back while the server is still about to commit what it lost: that
        # would take the number of the first that is made anew, and the second pass it by.
        device.kill(LATE_SECONDS + 1)
        device.disk = disk

    def restore(self, user: int) -> None:
        self.backend.kill()
        self.restored.add(user)
        number = int(self.disks[user].epoch.split("-")[1]) + 1
        self.disks[user] = self.backups[user].backup()
        self.disks[user].epoch = f"epoch-{number}"

    def quiet(self) -> None:
        """Faults end; a world that agrees does so within five minutes."""
        self.faults = Scenario()
        self.partitioned.clear()
        for device in self.devices:
            if device.link is not None and any(device.link.is_deaf.values()):
                device.link.cut()
        for _ in range(60):
            self.run(5, 0.25, lambda: None)
            if not disagreements(self):
                return

    def check(self) -> None:
        """The promise, once it is quiet. Raises AssertionError, naming what was broken."""
        wrong = disagreements(self)
        assert not wrong, wrong
        self.check_always()
        for device in self.devices:
            disk, there = device.disk, self.disks[device.user]
            if device.user not in self.restored:
                asked = disk.acknowledged & disk.asked
                assert asked <= set(there.answers), "an acknowledged chat was never answered"
            for id in disk.acknowledged & set(disk.about):
                is_there = disk.about[id] in there.things or disk.about[id] in disk.gone
                assert is_there, "an acknowledged thing is gone"

    def check_always(self) -> None:
        """What of the promise holds at any moment. Raises AssertionError."""
        for user, disk in enumerate(self.disks):
            assert len(set(disk.effects)) == len(disk.effects), "an effect happened twice"
            assert len(set(disk.answers)) == len(disk.answers), "a chat was answered twice"
            # What only a lost disk knew of is nobody's where the server lost it too.
            missing = self.promised[user] - set(disk.effects)
            assert user in self.restored or not missing, f"lost with a device's disk: {missing}"
        for device in self.devices:
            self._check_device(device.user, self.disks[device.user], device.disk)

    def _check_device(self, user: int, disk: ServerDisk, device: DeviceDisk) -> None:
        kept = device.acknowledged | device.refused | {one.id for one in device.outbox}
        assert kept == device.mine, "a command was forgotten"
        numbers = [one.cseq for one in device.outbox]
        assert numbers == sorted(set(numbers)), "two commands have one number"
        assert max(numbers, default=0) <= device.last_cseq, "the next number is taken"
        if user in self.restored:
            return
        missing = device.acknowledged - set(disk.effects)
        assert not missing, f"acknowledged and lost: {missing}"
        assert device.since <= len(disk.log), "the cursor passed the end of the log"
        assert len(set(device.heard)) == len(device.heard), "an answer was told twice"
        order = [id for id in disk.effects if id in device.mine]
        # A late copy may carry a number that has become another's. TCP makes no copies and keeps
        # frames in order; where it does not, no command is lost or done twice all the same.
        if not self.was_beyond_tcp:
            assert order == sorted(order), "a device's commands changed places"


def disagreements(world: World) -> list[str]:
    wrong = [f"{len(disk.jobs)} chats wait" for disk in world.disks if disk.jobs]
    for device in world.devices:
        disk = world.disks[device.user]
        if device.disk.outbox:
            wrong.append(f"device {device.disk.number} has {len(device.disk.outbox)} waiting")
        if device.disk.view != disk.things or device.disk.since != len(disk.log):
            wrong.append(f"device {device.disk.number} at {device.disk.since} of {len(disk.log)}")
    return wrong


def simulate(seed: int, name: str, seconds: float = 40.0) -> World:
    """A run of faults, then quiet, then the promise. Raises AssertionError."""
    world = World(seed, SCENARIOS[name])
    world.run(seconds, 0.25, world.trouble)
    world.quiet()
    world.check()
    return world


if __name__ == "__main__":
    names = sys.argv[2:] or list(SCENARIOS)
    for scenario_name in names:
        done = simulate(int(sys.argv[1]), scenario_name)
        print(scenario_name, [len(disk.log) for disk in done.disks], f"{done.now - 1000:.0f} s")
