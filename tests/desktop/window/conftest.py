"""A window on fakes: a core thread of its own, a conductor that notes what it was told."""

import queue
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.events import Event
from pam_core.vocabulary.reply import Page
from pam_desktop.app.core_thread import CoreThread
from pam_desktop.app.event_gate import EventGate
from pam_desktop.window.application import make_application
from pam_desktop.window.event_signal import EventSignal
from pam_desktop.window.look.theme import NIGHT, wardrobe
from pam_desktop.window.look.words import speak
from pam_desktop.window.main_window import MainWindow
from pam_desktop.window.services import (
    Device,
    DeviceKind,
    Dress,
    ModelEntry,
    ModelKind,
    Opening,
    TalkMode,
)
from pam_desktop.window.settings.page import SettingsPage
from pam_desktop.window.sources import Sources

PATIENCE_MS = 15_000


@pytest.fixture(autouse=True)
def usual_clothes() -> Iterator[None]:
    """Whatever a test wears and speaks, the next one begins in the night theme, in English."""
    yield
    wardrobe().wear(NIGHT)
    speak("en")


@dataclass
class NotingConductor:
    told: "queue.Queue[tuple[str, Any]]" = field(default_factory=queue.Queue)

    async def press_talk(self) -> None:
        self.told.put(("press", None))

    async def release_talk(self) -> None:
        self.told.put(("release", None))

    async def toggle_talk(self) -> None:
        self.told.put(("toggle", None))

    async def ask(self, text: str) -> None:
        self.told.put(("ask", text))

    async def hush(self) -> None:
        self.told.put(("hush", None))

    async def listen_hands_free(self, on: bool) -> None:
        self.told.put(("hands_free", on))

    async def set_volume(self, volume: float) -> None:
        self.told.put(("volume", volume))

    def next(self) -> tuple[str, Any]:
        return self.told.get(timeout=15)


@dataclass
class NotingServices:
    told: list[tuple[Any, ...]] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    found: list[dict[str, Any]] = field(default_factory=list)
    kept_turns: list[dict[str, Any]] = field(default_factory=list)
    has_models: bool = True

    async def conversations(self, limit: int) -> Sequence[Mapping[str, Any]]:
        return self.kept

    async def turns(self, conversation_id: str, limit: int) -> Sequence[Mapping[str, Any]]:
        self.told.append(("turns", conversation_id))
        return self.kept_turns

    async def search(self, words: str, limit: int) -> Sequence[Mapping[str, Any]]:
        self.told.append(("search", words))
        return self.found

    async def devices(self) -> Sequence[Device]:
        return [
            Device(name="usb", description="Headset " * 30, kind=DeviceKind.MICROPHONE),
            Device(name="built-in", description="Built-in", kind=DeviceKind.MICROPHONE),
            Device(name="dash", description="Dash", kind=DeviceKind.LOUDSPEAKER, is_default=True),
        ]

    async def choose_device(self, kind: DeviceKind, name: str) -> None:
        self.told.append(("choose_device", kind, name))

    async def models(self) -> Sequence[ModelEntry]:
        return [
            ModelEntry(
                name="tiny",
                description="Tiny",
                kind=ModelKind.HEARING,
                size_bytes=75_000_000,
                is_present=self.has_models,
                is_chosen=True,
            ),
            ModelEntry(
                name="base",
                description="Base",
                kind=ModelKind.HEARING,
                size_bytes=145_000_000,
                is_present=True,
            ),
        ]

    async def choose_model(self, name: str) -> None:
        self.told.append(("choose_model", name))

    async def fetch_model(self, name: str) -> None:
        self.told.append(("fetch_model", name))
        self.has_models = True

    async def set_mode(self, mode: TalkMode) -> None:
        self.told.append(("set_mode", mode))

    async def save_setting(self, key: str, value: bool | float | str) -> None:
        self.told.append(("save_setting", key, value))

    async def dress(self) -> Dress:
        """Night."""
        return Dress(theme="night")

    async def text_scale(self) -> float:
        """The usual."""
        return 1.0

    async def say(self, text: str) -> None:
        self.told.append(("say", text))

    async def start_demo(self) -> None:
        self.told.append(("start_demo",))

    async def leave_demo(self) -> None:
        self.told.append(("leave_demo",))

    async def diagnostics(self) -> str:
        return "PAM 0.1.0"


class NoSpeaker(NotingServices):
    async def dress(self) -> Dress:
        """Night."""
        return Dress(theme="night")

    async def text_scale(self) -> float:
        """The usual."""
        return 1.0

    async def say(self, text: str) -> None:
        raise PamError("loudspeaker.missing", "There is no loudspeaker.", fault=Fault.ENVIRONMENT)


class Stubborn(NotingServices):
    async def set_mode(self, mode: TalkMode) -> None:
        raise PamError("microphone.missing", "No microphone.", fault=Fault.ENVIRONMENT)

    async def choose_device(self, kind: DeviceKind, name: str) -> None:
        raise PamError("microphone.busy", "It is busy.", fault=Fault.ENVIRONMENT)


@dataclass
class Stage:
    """A window and everything it is held by."""

    window: MainWindow
    conductor: NotingConductor
    services: NotingServices
    gate: EventGate
    core: CoreThread

    @property
    def settings(self) -> SettingsPage:
        """The page of settings, made if it was not yet."""
        page = self.window.pages.view(Page.SETTINGS)
        assert isinstance(page, SettingsPage)
        return page

    def emit(self, *events: Event) -> None:
        for event in events:
            self.gate.emit(event)


SetStage = Callable[..., Stage]


@pytest.fixture(scope="session")
def qapp() -> Any:
    return make_application()


@pytest.fixture
def set_stage(qtbot: QtBot, tmp_path: Path) -> Iterator[SetStage]:
    cores: list[CoreThread] = []

    def make(
        services: NotingServices | None = None, sources: Sources | None = None, **opening: Any
    ) -> Stage:
        gate = EventGate()
        core = CoreThread(gate.emit)
        core.start()
        cores.append(core)
        conductor, signal = NotingConductor(), EventSignal()
        services = services or NotingServices()
        window = MainWindow(
            conductor=conductor,
            core=core,
            services=services,
            opening=Opening(face_file=tmp_path / "face.ini", **opening),
            signal=signal,
            sources=sources,
        )
        qtbot.addWidget(window)
        window.show()
        qtbot.waitUntil(window.isVisible, timeout=PATIENCE_MS)
        gate.open(signal.send)
        return Stage(window, conductor, services, gate, core)

    yield make
    for core in cores:
        assert core.stop(timeout_seconds=20)


@pytest.fixture
def stage(set_stage: SetStage) -> Stage:
    return set_stage()
