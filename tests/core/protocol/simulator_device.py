"""A simulated desktop: the client's machine, its driver, and the user in front of it."""

from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from pam_core.protocol import client_effects as client
from pam_core.protocol.after_close import Next, after_close
from pam_core.protocol.backoff import Backoff
from pam_core.protocol.client_session import ClientSession
from pam_core.protocol.codec import encode, from_server
from pam_core.protocol.limits import Close
from pam_core.protocol.translation import event_of
from tests.core.protocol.simulator_server import Link
from tests.support.sync_disks import DeviceDisk, HoleError, uuid

if TYPE_CHECKING:
    from tests.core.protocol.simulator import World


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

    def kill(self, least_seconds: float = 0.1) -> None:
        """Nothing but the disk is left, for so long at least."""
        self.life += 1
        link, self.link = self.link, None
        self.queue.clear()
        if link is not None:
            link.cut()
        self.session = None
        self.backoff = Backoff()
        life = self.life
        wait = least_seconds + self.world.random.uniform(0, 5)
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
        what = world.random.choices(
            (self._notes, self._edits, self._talks, disk.ask, disk.praise, self._blunders),
            (40, 35, 25, 10, 5, 3),
        )[0]
        what(world.clock)
        if self.session is not None and self.link is not None:
            self.do(self.session.outbox_grew(world.now))

    def _words(self) -> dict[str, object]:
        return {"words": self.world.random.choice(("eggs", "diesel", "é" * 20))}

    def _known(self, entity: str) -> list[str]:
        return sorted(id for id, thing in self.disk.view.items() if thing.entity == entity)

    def _notes(self, at: datetime) -> None:
        id = uuid(200 + self.disk.number, self.disk.made + 1)
        self.disk.change(id, self._words(), at)

    def _edits(self, at: datetime) -> None:
        """Of a thing whose edits name their base; now and then an old one: to be refused."""
        known, chance = self._known("note"), self.world.random
        if not known:
            self._notes(at)
            return
        thing = self.disk.view[chance.choice(known)]
        base = max(0, thing.rev - self.world.happens(0.3))
        op = "delete" if self.world.happens(0.1) else "put"
        self.disk.change(thing.id, self._words(), at, base_rev=base, op=op)

    def _talks(self, at: datetime) -> None:
        """A change of what the last to arrive decides, by field."""
        known, chance = self._known("turn"), self.world.random
        if not known or self.world.happens(0.4):
            id = uuid(300 + self.disk.number, self.disk.made + 1)
            self.disk.change(id, self._words(), at, entity="turn")
            return
        op = chance.choice(("put", "merge", "merge", "delete"))
        fields = self._words() | {chance.choice("abc"): self.disk.made}
        self.disk.change(chance.choice(known), fields, at, entity="turn", op=op)

    def _blunders(self, at: datetime) -> None:
        """What no server would take."""
        self.disk.change("x" * 65, self._words(), at)

    def tick(self) -> None:
        if self.session is None or self.link is None:
            return
        if self.world.now >= self.session.next_deadline:
            self.do(self.session.tick(self.world.now))
