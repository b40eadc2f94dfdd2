"""Both ends of the wire, their disks and a bad network, on a virtual clock: `SEED` replays a run.

python -m tests.core.protocol.simulator SEED [SCENARIO]
"""

import heapq
import random
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from pam_core.protocol import client_effects as client
from pam_core.protocol import server_effects as server
from pam_core.protocol.after_close import Next, after_close
from pam_core.protocol.backoff import Backoff
from pam_core.protocol.client_session import ClientSession
from pam_core.protocol.codec import encode, from_server
from pam_core.protocol.limits import Close
from pam_core.protocol.server_session import ServerSession
from pam_core.protocol.translation import event_of
from tests.support.sync_disks import START, DeviceDisk, HoleError, ServerDisk, uuid


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Which faults happen, each so often a second (network: so often a frame)."""

    drop: float = 0.0
    duplicate: float = 0.0
    reorder: float = 0.0
    cut: float = 0.0
    half_open: float = 0.0
    kill_device: float = 0.0
    stop_device: float = 0.0
    kill_server: float = 0.0
    partition: float = 0.0
    restore: float = 0.0
    limit: float = 0.0
    trim: float = 0.0
    clock_jump: float = 0.0
    token_seconds: tuple[float, float] = (600.0, 900.0)


SCENARIOS = {
    "calm": Scenario(),
    # What TCP permits.
    "lines": Scenario(cut=0.05, half_open=0.02, kill_device=0.03, kill_server=0.02),
    # What it does not: the machines hold even so.
    "frames": Scenario(drop=0.03, duplicate=0.05, reorder=0.05, cut=0.02),
    "tokens": Scenario(limit=0.1, token_seconds=(3.0, 20.0), cut=0.02, clock_jump=0.1),
    "restore": Scenario(restore=0.02, trim=0.02, cut=0.03, kill_device=0.02, kill_server=0.02),
    "all": Scenario(
        drop=0.01, duplicate=0.02, reorder=0.02, cut=0.03, half_open=0.01, kill_device=0.03,
        kill_server=0.02, partition=0.01, restore=0.01, limit=0.03, trim=0.01, clock_jump=0.05,
        token_seconds=(5.0, 60.0),
    ),
    # The four that a public run of another engine lost to.
    "nemesis-disconnect": Scenario(cut=0.15),
    "nemesis-stop": Scenario(stop_device=0.1),
    "nemesis-partition": Scenario(partition=0.05),
    "nemesis-kill": Scenario(kill_device=0.1, kill_server=0.05),
}  # fmt: skip


class Link:
    """A connection: frames in order each way, until it is cut."""

    def __init__(self, world: "World", device: "Device", backend: "Backend") -> None:
        self.world, self.device, self.backend = world, device, backend
        self.is_open = True
        self.is_deaf = {"up": False, "down": False}
        self.last_at = {"up": 0.0, "down": 0.0}
        self.at_server = world.sessions(device, self)

    def carry(self, way: str, text: str) -> None:
        world, faults = self.world, self.world.faults
        is_cut_off = self.device.user in world.partitioned
        if self.is_deaf[way] or is_cut_off or world.happens(faults.drop):
            return
        for _ in range(2 if world.happens(faults.duplicate) else 1):
            at = world.now + world.random.uniform(0.01, 0.2)
            if not world.happens(faults.reorder):
                at = self.last_at[way] = max(at, self.last_at[way] + 1e-6)
            world.later(at - world.now, lambda: self.arrive(way, text))

    def arrive(self, way: str, text: str) -> None:
        if not self.is_open or self.is_deaf[way]:
            return
        if way == "up":
            self.backend.received(self, text)
        elif self.device.link is self:
            self.device.received(text)

    def cut(self, code: int | None = None) -> None:
        """Both sides learn of it, each in its time."""
        if self.is_open:
            self.is_open = False
            self.backend.forget(self)
            self.world.later(
                self.world.random.uniform(0, 0.3), lambda: self.device.broke(self, code)
            )


class Backend:
    """The server's process: sockets and commits under way; all of it dies when it is killed."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.links: list[Link] = []
        self.is_up = True

    def received(self, link: Link, text: str) -> None:
        world = self.world
        if not self.is_up:
            return
        self.do(link, link.at_server.receive(text, world.now, START))

    def do(self, link: Link, effects: list[server.ServerEffect]) -> None:
        for effect in effects:
            match effect:
                case server.SendFrame():
                    link.carry("down", encode(effect.frame))
                case server.CloseSocket():
                    link.cut(effect.code)
                case server.LookUp():
                    self.soon(link, lambda hello=effect.hello: self.look_up(link, hello))
                case server.CommitCommands():
                    self.soon(link, lambda these=effect.commands: self.commit(link, these))
                case server.CheckToken():
                    seconds = self.world.random.uniform(*self.world.faults.token_seconds)
                    self.do(link, link.at_server.authorised(seconds, self.world.now))

    def soon(self, link: Link, act: Callable[[], None]) -> None:
        def if_alive() -> None:
            if link in self.links:
                act()

        self.world.later(self.world.random.uniform(0.001, 0.1), if_alive)

    def look_up(self, link: Link, hello: object) -> None:
        disk = self.world.disks[link.device.user]
        is_other = hello.epoch not in ("", disk.epoch) or hello.since > len(disk.log)
        effects = link.at_server.standing(
            epoch=disk.epoch,
            head_seq=len(disk.log),
            last_cseq=disk.last_cseq.get(link.device.disk.device_id, 0),
            is_reset=is_other or hello.since < disk.began_at,
            server_time=START,
            token_exp=None,
            now=self.world.now,
        )
        self.do(link, effects)

    def commit(self, link: Link, commands: tuple[object, ...]) -> None:
        disk = self.world.disks[link.device.user]
        if self.world.happens(self.world.faults.limit):
            self.do(link, link.at_server.not_committed("unavailable", "Not now.", 200))
            return
        wait = None
        if self.world.happens(self.world.faults.limit):
            commands = commands[: self.world.random.randrange(len(commands) + 1)]
            wait = self.world.random.randint(50, 3000)
        receipts, events, expected, code = disk.commit(link.device.disk.device_id, commands)
        is_late = expected is None and wait is not None

        def tell() -> None:
            self.do(
                link,
                link.at_server.committed(
                    receipts,
                    len(disk.log),
                    expected=expected,
                    code="rate_limited" if is_late else code,
                    retry_after_ms=wait if is_late else None,
                ),
            )
            for other in list(self.links):
                if other.device.user == link.device.user:
                    told = events if not self.world.happens(0.1) else []
                    self.do(other, other.at_server.news(told, len(disk.log)))

        # Killed in between, it has committed and never says so.
        self.soon(link, tell)

    def forget(self, link: Link) -> None:
        if link in self.links:
            self.links.remove(link)

    def kill(self) -> None:
        for link in list(self.links):
            link.cut()
        self.links.clear()
        self.is_up = False
        self.world.later(self.world.random.uniform(0.1, 8), self.rise)

    def rise(self) -> None:
        self.is_up = True

    def tick(self) -> None:
        for link in list(self.links):
            if self.world.now >= link.at_server.next_deadline:
                self.do(link, link.at_server.tick(self.world.now))


class Device:
    """A desktop's process around its disk."""

    def __init__(self, world: "World", user: int, number: int) -> None:
        self.world, self.user, self.disk = world, user, DeviceDisk(number)
        self.link: Link | None = None
        self.session: ClientSession | None = None
        self.queue: deque[client.ClientEffect] = deque()
        self.backoff = Backoff()
        self.life = 0
        self.connect()

    def connect(self) -> None:
        world = self.world
        is_cut_off = self.user in world.partitioned
        if not world.backend.is_up or is_cut_off:
            self.again(0.0)
            return
        self.link = Link(world, self, world.backend)
        world.backend.links.append(self.link)
        self.queue.clear()
        self.session = ClientSession(
            self.disk.standing(), world.now, jitter=world.random.uniform(-1, 1)
        )
        self.do(self.session.start())

    def again(self, least: float) -> None:
        wait = self.backoff.failed(
            self.world.now, self.world.random.random(), retry_after_seconds=least
        )
        life = self.life
        self.world.later(wait, lambda: self.connect() if life == self.life else None)

    def broke(self, link: Link, code: int | None) -> None:
        if self.link is not link:
            return
        self.life += 1
        self.link = None
        self.queue.clear()
        for effect in self.session.lost(code):
            self.act(effect)
        then = after_close(code)
        assert then.next in (Next.RETRY, Next.REFRESH), then
        self.again(then.least_seconds)

    def kill(self) -> None:
        """Nothing but the disk is left."""
        self.life += 1
        link, self.link = self.link, None
        self.queue.clear()
        if link is not None:
            link.cut()
        self.session = None
        self.backoff = Backoff()
        life = self.life
        wait = self.world.random.uniform(0.1, 5)
        self.world.later(wait, lambda: self.connect() if life == self.life else None)

    def stop(self) -> None:
        """The user ends PAM in good order."""
        if self.session is not None:
            self.session.close()
        self.kill()

    def received(self, text: str) -> None:
        self.do(self.session.receive(from_server(text), self.world.now))

    def do(self, effects: list[client.ClientEffect]) -> None:
        was_idle = not self.queue
        self.queue.extend(effects)
        if was_idle and self.queue:
            self.world.later(0.001, self._next(self.life))

    def _next(self, life: int) -> Callable[[], None]:
        def step() -> None:
            if life != self.life or not self.queue:
                return
            self.act(self.queue[0])
            if life == self.life and self.queue:
                self.queue.popleft()
                if self.queue:
                    self.world.later(self.world.random.uniform(0.0, 0.02), self._next(life))

        return step

    def act(self, effect: client.ClientEffect) -> None:
        world, session, disk = self.world, self.session, self.disk
        match effect:
            case client.SendFrame():
                seq = getattr(effect.frame, "seq", 0)
                assert seq <= disk.since, "said to have seen what is not on the disk"
                if self.link is not None:
                    self.link.carry("up", encode(effect.frame))
            case client.Fetch():
                self.do(session.offered(disk.waiting(effect.after_cseq, effect.limit), world.now))
            case client.Settle():
                disk.settle(effect.receipts)
            case client.Renumber():
                disk.renumber(effect.first)
                self.do(session.renumbered(world.now))
            case client.Apply():
                self.apply(effect)
            case client.Pull():
                self.beside(lambda: self.pull(effect))
            case client.TakeSnapshot():
                self.beside(self.snapshot)
            case client.RefreshToken():
                self.beside(self.refresh)
            case client.CloseLink():
                link, self.link = self.link, self.link
                link.cut(effect.code if effect.code != Close.NORMAL else None)
            case client.Online():
                self.backoff.opened(world.now)

    def apply(self, effect: client.Apply) -> None:
        try:
            self.disk.apply(effect.epoch, [event_of(frame) for frame in effect.events])
        except HoleError as error:
            self.do(self.session.not_applied(str(error), self.world.now))
        else:
            last = max((event.seq for event in effect.events), default=0)
            self.do(self.session.applied(last, self.world.now))
        assert self.session.since <= self.disk.since, "the cursor passed what was not applied"

    def beside(self, act: Callable[[], None]) -> None:
        life = self.life
        self.world.later(
            self.world.random.uniform(0.05, 0.5), lambda: act() if life == self.life else None
        )

    @property
    def has_rest(self) -> bool:
        is_cut_off = self.user in self.world.partitioned
        return self.world.backend.is_up and not is_cut_off

    def pull(self, effect: client.Pull) -> None:
        disk, session, now = self.world.disks[self.user], self.session, self.world.now
        if not self.has_rest:
            self.do(session.pull_failed(now))
        elif effect.epoch != disk.epoch or effect.since < disk.began_at:
            self.do(session.snapshot_required(now))
        else:
            limit = self.world.random.choice((3, effect.limit))
            page = disk.log[effect.since :][:limit]
            self.do(session.pulled(disk.epoch, len(disk.log), page, now))

    def snapshot(self) -> None:
        disk, session, now = self.world.disks[self.user], self.session, self.world.now
        if not self.has_rest:
            self.do(session.snapshot_failed(now))
            return
        self.disk.take_in(disk.epoch, len(disk.log), disk.things, self.world.clock)
        self.do(session.snapshot_taken(disk.epoch, len(disk.log), now))

    def refresh(self) -> None:
        if self.has_rest:
            self.do(self.session.token("new", self.world.now))
        else:
            self.do(self.session.refresh_failed(self.world.now))

    def user_acts(self) -> None:
        world, disk = self.world, self.disk
        fields = {"words": world.random.choice(("eggs", "diesel", "é" * 20))}
        if disk.view and world.happens(0.4):
            thing = disk.view[world.random.choice(sorted(disk.view))]
            # Now and then on an old revision: to be refused.
            base = thing.rev - world.happens(0.3)
            disk.put(thing.id, base, fields, world.clock)
        elif world.happens(0.05):
            disk.put("x" * 65, 0, fields, world.clock)
        else:
            disk.put(uuid(200 + disk.number, disk.made + 1), 0, fields, world.clock)
        if self.session is not None and self.link is not None:
            self.do(self.session.outbox_grew(world.now))

    def tick(self) -> None:
        if self.session is None or self.link is None:
            return
        if self.world.now >= self.session.next_deadline:
            self.do(self.session.tick(self.world.now))


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
        """The promise. Raises AssertionError, naming what was broken."""
        wrong = disagreements(self)
        assert not wrong, wrong
        for user, disk in enumerate(self.disks):
            assert len(set(disk.effects)) == len(disk.effects), "an effect happened twice"
            for device in (one for one in self.devices if one.user == user):
                self._check_device(user, disk, device.disk)

    def _check_device(self, user: int, disk: ServerDisk, device: DeviceDisk) -> None:
        if user not in self.restored:
            missing = device.acknowledged - set(disk.effects)
            assert not missing, f"acknowledged and lost: {missing}"
            answered = device.acknowledged | device.refused
            assert answered == set(device.mine), "a command was forgotten"
        for id in device.acknowledged:
            assert device.mine[id] in disk.things, "an acknowledged thing is gone"
        order = [id for id in disk.effects if id in device.mine]
        # A late copy may carry a number that has become another's. TCP makes no copies and keeps
        # frames in order; where it does not, no command is lost or done twice all the same.
        if user not in self.restored and not self.was_beyond_tcp:
            assert order == sorted(order), "a device's commands changed places"


def disagreements(world: World) -> list[str]:
    wrong = []
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
