"""The talk key on Windows and macOS, on a keyboard that the test plays."""

from collections.abc import Callable
from enum import Enum
from types import SimpleNamespace
from typing import Any

import pytest

from pam_core.vocabulary.errors import PamError
from pam_desktop.host.choose import open_talk_key, way_to_hear
from pam_desktop.host.pynput_talk_key import PynputTalkKey


class Key(Enum):
    f9 = 9
    ctrl = 1
    ctrl_l = 2
    ctrl_r = 3
    space = 4


class FakeListener:
    """pynput's Listener as far as it is used: callbacks, start, wait, stop, canonical."""

    latest: "FakeListener"
    IS_TRUSTED = True

    def __init__(
        self, on_press: Callable[[Any], None], on_release: Callable[[Any], None], name: str
    ) -> None:
        self.on_press, self.on_release = on_press, on_release
        self.is_running = False
        FakeListener.latest = self

    def start(self) -> None:
        self.is_running = True

    def wait(self) -> None:
        assert self.is_running

    def stop(self) -> None:
        self.is_running = False

    def canonical(self, key: Any) -> Any:
        return Key.ctrl if key in (Key.ctrl_l, Key.ctrl_r) else key


class Untrusted(FakeListener):
    IS_TRUSTED = False


def keyboard(listener: type[FakeListener] = FakeListener) -> Any:
    code = SimpleNamespace(from_char=lambda character: character)
    return SimpleNamespace(Key=Key, KeyCode=code, Listener=listener)


async def watch(key: str, told: list[str], board: Any) -> PynputTalkKey:
    return await PynputTalkKey.open(
        key,
        lambda: told.append("press"),
        lambda: told.append("release"),
        lambda error: told.append(error.code),
        board,
    )


async def test_repeats_are_left_out() -> None:
    """The keyboard's repeat, many presses and one release, is one press and one release."""
    told: list[str] = []
    key = await watch("f9", told, keyboard())
    for _ in range(15):
        FakeListener.latest.on_press(Key.f9)
    FakeListener.latest.on_release(Key.f9)
    await key.close()
    assert told == ["press", "release"]
    assert not FakeListener.latest.is_running


async def test_modifiers_must_be_held() -> None:
    """A combination needs its modifiers, left or right, and ends with its key."""
    told: list[str] = []
    await watch("ctrl+space", told, keyboard())
    listener = FakeListener.latest
    listener.on_press(Key.space)
    listener.on_release(Key.space)
    assert told == []
    listener.on_press(Key.ctrl_r)
    listener.on_press(Key.space)
    listener.on_release(Key.ctrl_r)
    listener.on_release(Key.space)
    assert told == ["press", "release"]


async def test_closing_lets_go() -> None:
    """A key that is held while PAM stops watching is let go."""
    told: list[str] = []
    key = await watch("f9", told, keyboard())
    FakeListener.latest.on_press(Key.f9)
    await key.close()
    assert told == ["press", "release"]


@pytest.mark.parametrize(
    ("key", "listener", "code"),
    [
        ("f77", FakeListener, "talk_key.unknown"),
        ("f9", Untrusted, "talk_key.not_allowed"),
    ],
)
async def test_what_cannot_be_is_said(key: str, listener: type[FakeListener], code: str) -> None:
    """A key that is not there, and a Mac that does not allow it, are named."""
    with pytest.raises(PamError) as caught:
        await watch(key, [], keyboard(listener))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("platform", "environment", "way"),
    [
        ("win32", {}, "pynput"),
        ("darwin", {}, "pynput"),
        ("linux", {"DISPLAY": ":0"}, "x11"),
        ("linux", {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "portal"),
        ("linux", {"XDG_SESSION_TYPE": "wayland"}, "portal"),
        ("linux", {}, ""),
    ],
)
def test_the_way_fits_the_session(platform: str, environment: dict[str, str], way: str) -> None:
    """Each platform and session has its way; inside Wayland, X11 would hear too little."""
    assert way_to_hear(platform, environment) == way


async def test_without_a_screen_there_is_none() -> None:
    """Without a screen the error says so."""
    with pytest.raises(PamError) as caught:
        await open_talk_key("f9", print, print, print, platform="linux", environment={})
    assert caught.value.code == "talk_key.no_screen"
