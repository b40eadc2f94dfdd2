"""Two machines and a server in any order: in the end they agree, and nothing was lost."""

import asyncio
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from pam_core.vocabulary.identity import new_id
from pam_core.vocabulary.kept import removed, revised
from pam_core.vocabulary.list_item import ListItem
from tests.core.storage.examples import NOW
from tests.core.storage.sync_server import Desktop, DictServer

WHICH = st.integers(0, 1)
PICK = st.integers(0, 99)


class Agreement(RuleBasedStateMachine):
    """Every edit has words of its own, so that it can be found again."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.server = DictServer()
        self.desktops = [Desktop(Path(self.folder.name) / f"{n}.db") for n in range(2)]
        self.backup = self.server.copy()
        self.number = 0
        self.over: set[str] = set()
        self.words: set[str] = set()
        for desktop in self.desktops:
            self.run(desktop.join())

    def run(self, coroutine):
        return self.loop.run_until_complete(coroutine)

    def word(self) -> str:
        self.number += 1
        self.words.add(f"w{self.number}")
        return f"w{self.number}"

    def items(self, which: int) -> list[ListItem]:
        return list(self.run(self.desktops[which].memory.find(ListItem)))

    def keep(self, which: int, thing: ListItem) -> None:
        self.run(self.desktops[which].memory.keep([thing], what="it"))

    @rule(which=WHICH)
    def make(self, which: int) -> None:
        self.keep(
            which, ListItem(id=new_id(NOW), created_at=NOW, item=self.word(), list="shopping")
        )

    @rule(which=WHICH, pick=PICK)
    def edit(self, which: int, pick: int) -> None:
        for thing in self.items(which)[pick % 3 : pick % 3 + 1]:
            # The user saw these words and put others in their place.
            self.over.add(thing.item)
            self.keep(which, revised(thing, NOW, item=self.word()))

    @rule(which=WHICH, pick=PICK)
    def delete(self, which: int, pick: int) -> None:
        for thing in self.items(which)[pick % 3 : pick % 3 + 1]:
            self.over.add(thing.item)
            self.keep(which, removed(thing, NOW))

    @rule(which=WHICH)
    def undo(self, which: int) -> None:
        change = self.run(self.desktops[which].memory.last_change())
        before = {thing.item for thing in self.items(which)}
        if change is not None:
            self.run(self.desktops[which].memory.undo(change, NOW))
            after = {thing.item for thing in self.items(which)}
            self.over |= before - after
            self.over -= after - before

    @rule(which=WHICH, most=st.integers(1, 4))
    def send(self, which: int, most: int) -> None:
        self.run(self.desktops[which].send(self.server, most))

    @rule(which=WHICH, most=st.integers(1, 4))
    def send_and_hear_nothing(self, which: int, most: int) -> None:
        desktop = self.desktops[which]
        device = self.run(desktop.sync.standing()).device_id
        ready = self.run(desktop.sync.waiting(limit=most))
        if ready and ready[0].cseq == self.server.last.get(device, 0) + 1:
            for one in ready:
                self.server.commit(device, one)

    @rule(which=WHICH)
    def receive(self, which: int) -> None:
        self.run(self.desktops[which].receive(self.server))

    @rule(which=WHICH, pick=PICK, mine=st.booleans())
    def decide(self, which: int, pick: int, mine: bool) -> None:
        sync = self.desktops[which].sync
        for conflict in self.run(sync.conflicts())[pick % 2 : pick % 2 + 1]:
            loser = conflict.theirs if mine else conflict.mine
            self.over |= {loser["item"]} if loser else set()
            self.run(sync.decide(conflict.id, mine=mine, at=NOW))

    @rule()
    def back_up(self) -> None:
        self.backup = self.server.copy()

    @rule()
    def restore(self) -> None:
        self.server.restored(self.backup)

    @invariant()
    def numbers_have_no_gaps(self) -> None:
        for desktop in self.desktops:
            standing = self.run(desktop.sync.standing())
            rows = self.run(
                desktop.file.read(
                    lambda database: database.execute(
                        "SELECT cseq FROM outbox ORDER BY cseq"
                    ).fetchall()
                )
            )
            last = standing.last_cseq
            assert [cseq for (cseq,) in rows] == list(range(last - len(rows) + 1, last + 1))

    def teardown(self) -> None:
        for desktop in self.desktops * 2:
            self.run(desktop.exchange(self.server))
        shown = [self.run(desktop.shown()) for desktop in self.desktops]
        there = {
            key: thing.fields for key, thing in self.server.things.items() if not thing.deleted
        }
        conflicts = [c for d in self.desktops for c in self.run(d.sync.conflicts())]
        found = {fields["item"] for fields in there.values()}
        found |= {conflict.mine["item"] for conflict in conflicts if conflict.mine}
        for desktop in self.desktops:
            self.run(desktop.file.close())
        self.loop.close()
        self.folder.cleanup()
        assert shown[0] == shown[1]
        assert set(shown[0]) == set(there)
        assert self.words - self.over <= found, self.words - self.over - found


TestAgreement = Agreement.TestCase
TestAgreement.settings = settings(
    max_examples=20,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
