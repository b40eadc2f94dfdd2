"""The running PAM on fakes for the devices and models, and a real database."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audio.model_thread import ModelThread
from pam_core.settings.paths import Places
from pam_core.settings.schema import Settings
from pam_core.storage.atlas import SqliteAtlas
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.events import (
    Event,
    Health,
    Part,
    PartChanged,
    TroubleMet,
    TurnFinished,
)
from pam_core.vocabulary.reply import Aside
from pam_core.vocabulary.turn import TurnState
from pam_desktop.app import global_key, rooms, senses, windowed
from pam_desktop.app.core_thread import CoreThread
from pam_desktop.app.global_key import GlobalKey
from pam_desktop.app.idle_models import IdleModels
from pam_desktop.app.live import Live
from pam_desktop.app.speech_models import ModelOnCall
from pam_desktop.app.windowed import Waking
from pam_desktop.host.knocks import answer_to
from tests.support.fakes import (
    FakeClock,
    FakeDetector,
    FakeLoudspeaker,
    FakeMicrophone,
    FakeSynthesiser,
    FakeTranscriber,
    StreamingMind,
)

FULL = PamError("storage.full", "The disk is full.", mend="Make room.", fault=Fault.ENVIRONMENT)


class FakeModels(FakeSynthesiser):
    """Both models in one."""

    def __init__(self) -> None:
        super().__init__()
        self.transcribe = FakeTranscriber("what time is it").transcribe
        self.loads = 0

    async def load(self) -> None:
        self.loads += 1


class FakeSenses:
    """Devices and models that are always there."""

    def __init__(self, *_: object) -> None:
        self.models = FakeModels()
        self.loudspeaker = FakeLoudspeaker(FakeClock())
        self.closed = 0

    def open_microphone(self, preferred: str) -> FakeMicrophone:
        return FakeMicrophone()

    async def new_detector(self) -> FakeDetector:
        return FakeDetector()

    async def close(self) -> None:
        self.closed += 1


@pytest.fixture(autouse=True)
def _no_map(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests ask for no town: none of them starts drawing the map."""

    async def prepare(atlas: SqliteAtlas) -> bool:
        return True

    monkeypatch.setattr(SqliteAtlas, "prepare", prepare)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    names = ("config", "data", "cache", "log", "files")
    return Places(**{f"{name}_folder": tmp_path / name for name in names})


@pytest.fixture
def heard() -> list[Event]:
    return []


@pytest.fixture
def make_live(
    places: Places, heard: list[Event], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], Live]:
    monkeypatch.setattr(senses, "Senses", FakeSenses)
    store: Any = None
    return lambda: Live(places, Settings(), tmp_path / "s.toml", store, heard.append)


@pytest.fixture
async def live(make_live: Callable[[], Live]) -> AsyncIterator[Live]:
    it = make_live()
    yield it
    await it.stop()


def refuse(monkeypatch: pytest.MonkeyPatch, *, demo: bool) -> None:
    """The demo's (or the user's own) database cannot be opened."""
    real = rooms.open_rooms

    async def open_rooms(*given: Any, **named: Any) -> rooms.Rooms:
        if named["demo"] is demo:
            raise FULL
        return await real(*given, **named)

    monkeypatch.setattr(rooms, "open_rooms", open_rooms)


async def test_after_a_failed_start_every_command_says_why(
    live: Live, heard: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for ever for a PAM that could not start; devices can still be chosen."""
    refuse(monkeypatch, demo=False)
    waiting = asyncio.create_task(live.press_talk())
    with pytest.raises(PamError, match="full"):
        await live.start()
    for command in (waiting, live.ask("help"), live.memory(), live.toggle_talk()):
        with pytest.raises(PamError, match="full"):
            await asyncio.wait_for(command, 10)
    assert await live.body() is live.senses
    assert [e.health for e in heard if isinstance(e, PartChanged) and e.part is Part.STORAGE] == [
        Health.LOST
    ]


async def test_data_that_cannot_be_opened_leaves_the_former_in_use(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A demo that cannot be made is told, and the user's own PAM goes on."""
    refuse(monkeypatch, demo=True)
    await live.start()
    with pytest.raises(PamError, match="full"):
        await live.change_data(demo=True)
    assert not live.is_demo
    assert not (await live.memory()).is_demo
    await live.ask("what time is it")


async def test_going_to_the_demo_cuts_a_long_reply_short(live: Live, heard: list[Event]) -> None:
    """The reply being spoken is kept with what was heard of it, and nobody waits for its end."""
    await live.start()
    assert isinstance(live.senses, FakeSenses)
    live.senses.loudspeaker.eager = False
    await live.ask("what can you do")
    await asyncio.wait_for(live.change_data(demo=True), 10)
    (finished,) = [event for event in heard if isinstance(event, TurnFinished)]
    assert finished.turn.interrupted
    assert live.is_demo


@pytest.fixture
def stalling(monkeypatch: pytest.MonkeyPatch) -> StreamingMind:
    """A mind that waits for a provider for ever, in place of the real one."""
    mind, real = StreamingMind(), rooms.open_rooms

    async def open_rooms(*given: Any, **named: Any) -> rooms.Rooms:
        return replace(await real(*given, **named), mind=mind)

    monkeypatch.setattr(rooms, "open_rooms", open_rooms)
    return mind


async def asked(live: Live, mind: StreamingMind) -> "asyncio.Task[None]":
    """A question on its way, with a filler said."""
    await live.start()
    mind.give(Aside(text="One moment."))
    asking = asyncio.create_task(live.ask("how far is the moon"))
    await asyncio.wait_for(mind.began.wait(), 10)
    return asking


async def test_pam_stops_although_a_provider_stalls(
    make_live: Callable[[], Live], stalling: StreamingMind, heard: list[Event]
) -> None:
    """The open question is called off and its turn is finished before the database closes."""
    live = make_live()
    asking = await asked(live, stalling)
    await asyncio.wait_for(live.stop(), 10)
    await asyncio.wait_for(asking, 10)
    (finished,) = [event for event in heard if isinstance(event, TurnFinished)]
    assert finished.turn.interrupted
    assert stalling.withdrawn == [finished.turn.turn_id]


async def test_going_to_the_demo_does_not_wait_for_a_provider(
    live: Live, stalling: StreamingMind
) -> None:
    """The question to the user's own data is called off; the demo is there at once."""
    asking = await asked(live, stalling)
    await asyncio.wait_for(live.change_data(demo=True), 10)
    await asyncio.wait_for(asking, 10)
    assert live.is_demo
    assert len(stalling.withdrawn) == 1


async def test_the_volume_outlives_a_change_of_data(live: Live) -> None:
    """Set by hand or by voice, PAM's volume stays as it is."""
    await live.start()
    await live.set_volume(0.3)
    await live.change_data(demo=True)
    assert isinstance(live.senses, FakeSenses)
    await live.ask("what time is it")
    assert live.senses.loudspeaker.volumes[-1] == 0.3


async def test_after_the_end_a_command_says_so(make_live: Callable[[], Live]) -> None:
    """A key that comes up while PAM closes is no bug."""
    live = make_live()
    await live.start()
    await live.stop()
    with pytest.raises(PamError) as raised:
        await live.release_talk()
    assert raised.value.code == "core.closed"


async def test_the_talk_key_says_why_nothing_happens(
    live: Live, heard: list[Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The global key's press is answered with the trouble, as the button's is."""
    refuse(monkeypatch, demo=False)
    with pytest.raises(PamError):
        await live.start()
    presses: list[Callable[[], None]] = []

    async def open_talk_key(key: str, press: Callable[[], None], *_: object) -> Any:
        presses.append(press)
        raise PamError("key.taken", "Taken.", fault=Fault.ENVIRONMENT)

    monkeypatch.setattr(global_key, "open_talk_key", open_talk_key)
    told = asyncio.Event()

    def emit(event: Event) -> None:
        heard.append(event)
        if isinstance(event, TroubleMet):
            told.set()

    await GlobalKey("F9", live, emit).open()
    presses[0]()
    await asyncio.wait_for(told.wait(), 10)
    assert [event.code for event in heard if isinstance(event, TroubleMet)] == ["storage.full"]


async def test_a_knock_that_cannot_be_followed_is_answered_with_the_reason() -> None:
    """The program that knocked says why, instead of "does not answer"."""

    async def toggle() -> None:
        raise FULL

    assert await answer_to("toggle", {"toggle": toggle}) == "no The disk is full. Make room"


class FakeKey:
    """A talk key that notes what is done with it."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.closed = 0

    async def open(self) -> None:
        self.opened.set()

    async def close(self) -> None:
        self.closed += 1


@pytest.mark.parametrize("demo", [False, True])
def test_the_window_outlives_a_failed_start_and_ends(
    make_live: Callable[[], Live],
    heard: list[Event],
    demo: bool,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Database refused or not: the key is taken, models are loaded, and closing ends it all."""
    refuse(monkeypatch, demo=demo)
    live, key, core = make_live(), FakeKey(), CoreThread(heard.append)
    core.start()
    waking = Waking(core, live, key)  # type: ignore[arg-type]
    waking.begin()
    assert key.opened.wait(10)
    waking.undo()
    assert core.stop()
    assert key.closed == 1
    assert ("storage.full" in [e.code for e in heard if isinstance(e, TroubleMet)]) is not demo


def test_an_end_that_hangs_is_given_up(
    make_live: Callable[[], Live],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The program goes on to close its door and its logs."""
    live, key, core = make_live(), FakeKey(), CoreThread(lambda event: None)
    never = asyncio.Event()

    async def hang() -> None:
        await never.wait()

    monkeypatch.setattr(live, "stop", hang)
    monkeypatch.setattr(windowed, "STOP_SECONDS", 0.05)
    core.start()
    Waking(core, live, key).undo()  # type: ignore[arg-type]
    assert "did not come to rest" in caplog.text
    assert core.stop()


class Engine:
    """An engine in a thread of its own, that can be held in mid-call."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.go_on = threading.Event()
        self._thread = ModelThread("pam-test")

    async def load(self) -> None:
        """Nothing to load."""

    async def unload(self) -> None:
        await self._thread.run(lambda: None)

    async def close(self) -> None:
        await self._thread.close()

    async def name(self) -> str:
        return await self._thread.run(self._name)

    def _name(self) -> str:
        self.go_on.wait(10)
        return self.path.name


class Store:
    """Locates every model."""

    def locate(self, name: str) -> Path:
        return Path(name)


async def test_another_model_is_chosen_while_one_is_in_use() -> None:
    """What the former was asked before is still answered; what is asked later goes to the new."""
    store: Any = Store()
    model = ModelOnCall(Part.HEARING_MODEL, "old", store, Engine, lambda event: None)
    old = await model.engine()
    asked = [asyncio.create_task(old.name()) for _ in range(3)]
    await asyncio.sleep(0)
    choosing = asyncio.create_task(model.use("new"))
    new = await model.engine()
    while new is old:
        await asyncio.sleep(0)
        new = await model.engine()
    old.go_on.set()
    new.go_on.set()
    assert await asyncio.gather(*asked) == ["old", "old", "old"]
    await choosing
    assert await (await model.engine()).name() == "new"
    await model.close()


async def test_a_model_that_cannot_be_warmed_is_no_stray_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The trouble is told when the model is needed, not from the background."""

    class Missing:
        tried = asyncio.Event()

        async def warm(self) -> None:
            self.tried.set()
            raise PamError("model.missing", "Gone.", fault=Fault.ENVIRONMENT)

        async def unload(self) -> None:
            """Nothing there."""

    models = Missing()
    idle = IdleModels(models)
    idle.note(TurnState.LISTENING, 5.0)
    await asyncio.wait_for(models.tried.wait(), 10)
    await idle.close()
    assert "model.missing" in caplog.text


async def test_skills_that_were_left_out_are_told(
    make_live: Callable[[], Live],
    heard: list[Event],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A third party's pack that cannot be used is named to whoever watches; PAM starts."""
    metadata = tmp_path / "site" / "pam_odd-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: pam-odd\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[pam.skills]\nodd = pam_odd_gone:pack\n")
    monkeypatch.syspath_prepend(str(metadata.parent))
    live = make_live()
    await live.start()
    await live.ask("what time is it")
    await live.stop()
    troubles = [event for event in heard if isinstance(event, TroubleMet)]
    assert [trouble.code for trouble in troubles] == ["skills.pack_broken"]
    assert "odd" in troubles[0].sentence
