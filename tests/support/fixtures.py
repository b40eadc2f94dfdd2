"""The fixtures that every test may ask for: virtual sound, screen and bus."""

from collections.abc import Iterator

import pytest

from tests.support.virtual_bus import VirtualBus
from tests.support.virtual_screen import VirtualScreen
from tests.support.virtual_sound import OWN_VARIABLES, VirtualSound


@pytest.fixture
def virtual_sound(monkeypatch: pytest.MonkeyPatch) -> Iterator[VirtualSound]:
    """A private sound server; this process and its children are led to it."""
    sound = VirtualSound()
    for name in OWN_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    for name, value in sound.environment.items():
        monkeypatch.setenv(name, value)
    yield sound
    sound.stop()


@pytest.fixture
def virtual_screen() -> Iterator[VirtualScreen]:
    """A private screen for child programs: give them its `environment`."""
    screen = VirtualScreen()
    yield screen
    screen.stop()


@pytest.fixture
def virtual_bus() -> Iterator[VirtualBus]:
    """A private session bus for child programs: give them its `environment`."""
    bus = VirtualBus()
    yield bus
    bus.stop()
