"""The simulated server: its sockets, its commits, and a network that does them harm."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from pam_core.protocol import server_effects as server
from pam_core.protocol.codec import encode
from pam_core.protocol.frames import ChatDelta
from pam_core.protocol.limits import Close
from tests.support.sync_disks import START

if TYPE_CHECKING:
    from tests.core.protocol.simulator import World
    from tests.core.protocol.simulator_device import Device

LATE_SECONDS = 6.0


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
        self.life = 0

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
                    self.soon(lambda hello=effect.hello: self.look_up(link, hello))
                case server.CommitCommands():
                    self.commit_soon(link, effect.commands)
                case server.CheckToken():
                    seconds = self.world.random.uniform(*self.world.faults.token_seconds)
                    self.do(link, link.at_server.authorised(seconds, self.world.now))

    def soon(self, act: Callable[[], None], low: float = 0.001, high: float = 0.1) -> None:
        """Unless this process is killed before."""
        life = self.life
        wait = self.world.random.uniform(low, high)
        self.world.later(wait, lambda: act() if life == self.life else None)

    def commit_soon(self, link: Link, commands: tuple[object, ...]) -> None:
        if self.world.happens(self.world.faults.late):
            self.soon(lambda: self.commit(link, commands), 0.5, LATE_SECONDS)
        else:
            self.soon(lambda: self.commit(link, commands) if link in self.links else None)

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
            self.tell(link.device.user, events)

        # Killed in between, it has committed and never says so.
        self.soon(tell)

    def tell(self, user: int, events: list[object]) -> None:
        head_seq = len(self.world.disks[user].log)
        for one in [one for one in self.links if one.device.user == user]:
            told = events if not self.world.happens(0.1) else []
            self.do(one, one.at_server.news(told, head_seq))

    def answer(self, user: int) -> None:
        """The mind has an answer to a chat, after a piece of it was told."""
        disk = self.world.disks[user]
        for id in [id for id in disk.jobs if self.world.happens(0.2)]:
            piece = ChatDelta(in_reply_to=id, attempt=1, index=0, text="eg")
            for one in [one for one in self.links if one.device.user == user]:
                self.do(one, one.at_server.tell(piece))
            self.tell(user, [disk.answer(id)])

    def forget(self, link: Link) -> None:
        if link in self.links:
            self.links.remove(link)
            link.at_server.close(Close.NORMAL)

    def kill(self) -> None:
        for link in list(self.links):
            link.cut()
        self.links.clear()
        self.is_up = False
        self.life += 1
        self.world.later(self.world.random.uniform(0.1, 8), self.rise)

    def rise(self) -> None:
        self.is_up = True

    def tick(self) -> None:
        for link in list(self.links):
            if self.world.now >= link.at_server.next_deadline:
                self.do(link, link.at_server.tick(self.world.now))
        if self.is_up:
            for user in range(len(self.world.disks)):
                self.answer(user)
