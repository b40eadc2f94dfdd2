"""Both sessions and the judge under any course of events that hypothesis can think of."""

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.core.protocol.simulator import Device, Scenario, World
from tests.support.sync_disks import START

DEVICES = st.integers(0, 3)
USERS = st.integers(0, 1)


class AnyCourse(RuleBasedStateMachine):
    """Two users with two devices each. What must hold at every step the simulator asserts itself.

    The network and the servers' delays are the simulator's, from a drawn seed; what happens, and in
    which order, is hypothesis's.
    """

    world: World

    @initialize(seed=st.integers(0, 2**32))
    def begin(self, seed: int) -> None:
        self.world = World(seed, Scenario())

    def device(self, number: int) -> Device:
        return self.world.devices[number]

    @rule(number=DEVICES, times=st.integers(1, 20))
    def act(self, number: int, times: int) -> None:
        """More than a window's worth at times."""
        for _ in range(times):
            self.device(number).user_acts()

    @invariant()
    def keeps_its_word(self) -> None:
        """Of what was accepted nothing is missing, and nothing happened twice, at any moment."""
        self.world.check_always()

    @rule(seconds=st.sampled_from((0.05, 0.5, 5.0, 40.0)))
    def wait(self, seconds: float) -> None:
        self.world.run(seconds, 0.25, lambda: None)

    @rule(number=DEVICES)
    def cut(self, number: int) -> None:
        link = self.device(number).link
        if link is not None:
            link.cut()

    @rule(number=DEVICES, way=st.sampled_from(("up", "down")))
    def half_open(self, number: int, way: str) -> None:
        link = self.device(number).link
        if link is not None:
            link.is_deaf[way] = True

    @rule(number=DEVICES)
    def kill(self, number: int) -> None:
        self.device(number).kill()

    @rule()
    def kill_server(self) -> None:
        self.world.backend.kill()

    @rule(number=DEVICES)
    def back_up_device(self, number: int) -> None:
        self.world.back_up_device(self.device(number))

    @rule(number=DEVICES)
    def restore_device(self, number: int) -> None:
        """Its cseq goes back."""
        self.world.restore_device(self.device(number))

    @rule(user=USERS)
    def back_up_server(self, user: int) -> None:
        self.world.backups[user] = self.world.disks[user].backup()

    @rule(user=USERS)
    def restore_server(self, user: int) -> None:
        self.world.restore(user)

    @rule(user=USERS)
    def trim(self, user: int) -> None:
        disk = self.world.disks[user]
        disk.began_at = len(disk.log)

    @rule(seconds=st.sampled_from((1.0, 30.0, 600.0)))
    def tokens_end(self, seconds: float) -> None:
        """Those handed out from now on."""
        self.world.faults = Scenario(token_seconds=(seconds, seconds))

    @rule()
    def refuse(self) -> None:
        """For a moment nearly nothing is taken, or only a part of it."""
        self.world.faults = Scenario(limit=0.7)
        self.world.run(1.0, 0.25, lambda: None)
        self.world.faults = Scenario()

    @rule()
    def commit_late(self) -> None:
        """What is committed from now on lands later, whatever becomes of its connection."""
        self.world.faults = Scenario(late=1.0)

    @rule(days=st.sampled_from((-3650, 0, 3650)))
    def jump(self, days: int) -> None:
        self.world.clock = START + timedelta(days=days)

    def teardown(self) -> None:
        """Then the line holds, and the promise is kept."""
        self.world.quiet()
        self.world.check()


AnyCourse.TestCase.settings = settings(
    max_examples=120,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
test_any_course = AnyCourse.TestCase
