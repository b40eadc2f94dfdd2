"""The talk key on a real X server."""

import threading
import traceback
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from Xlib import X

from pam_core.vocabulary.errors import PamError
from pam_desktop.host.choose import open_talk_key
from pam_desktop.host.x11_talk_key import X11TalkKey
from tests.support.virtual_screen import VirtualScreen

PATIENCE = 15


class Seen:
    """Counts presses and releases, and waits for them."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.lost: list[PamError] = []
        self._changed = threading.Condition()

    def press(self) -> None:
        self._note("press")

    def release(self) -> None:
        self._note("release")

    def lose(self, error: PamError) -> None:
        self.lost.append(error)
        self._note("lost")

    def _note(self, what: str) -> None:
        with self._changed:
            self.counts[what] += 1
            self._changed.notify_all()

    def wait(self, **wanted: int) -> bool:
        with self._changed:
            return self._changed.wait_for(
                lambda: all(self.counts[it] >= count for it, count in wanted.items()), PATIENCE
            )


@pytest.fixture
def screen(virtual_screen: VirtualScreen, monkeypatch: pytest.MonkeyPatch) -> VirtualScreen:
    monkeypatch.setenv("DISPLAY", virtual_screen.display)
    return virtual_screen


async def grab(key: str, seen: Seen) -> X11TalkKey:
    return await X11TalkKey.open(key, seen.press, seen.release, seen.lose)


async def test_one_press_and_one_release(screen: VirtualScreen) -> None:
    """A key that is pressed and let go anywhere on the screen is heard once each."""
    seen = Seen()
    key = await grab("F9", seen)
    screen.xdotool("keydown", "F9")
    assert seen.wait(press=1)
    screen.xdotool("keyup", "F9")
    assert seen.wait(release=1)
    await key.close()
    assert seen.counts == {"press": 1, "release": 1}


async def test_the_keyboards_repeat_is_left_out(
    screen: VirtualScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key held so long that it repeats is still one press and one release."""
    seen = Seen()
    repeats = threading.Semaphore(0)
    take: Callable[..., Any] = X11TalkKey._take

    def counting(self: X11TalkKey, event: Any, released_at: int | None) -> int | None:
        if event.type == X.KeyPress:
            repeats.release()
        result: int | None = take(self, event, released_at)
        return result

    monkeypatch.setattr(X11TalkKey, "_take", counting)
    key = await grab("F9", seen)
    screen.xdotool("keydown", "F9")
    assert all(repeats.acquire(timeout=PATIENCE) for _ in range(4))
    screen.xdotool("keyup", "F9")
    assert seen.wait(release=1)
    await key.close()
    assert seen.counts == {"press": 1, "release": 1}


@pytest.mark.parametrize("lock", ["Caps_Lock", "Num_Lock"])
async def test_locks_do_not_matter(screen: VirtualScreen, lock: str) -> None:
    """The key is heard with CapsLock or NumLock on."""
    seen = Seen()
    key = await grab("F9", seen)
    screen.xdotool("key", lock)
    screen.xdotool("key", "F9")
    assert seen.wait(press=1, release=1)
    screen.xdotool("key", lock)
    await key.close()


async def test_modifiers_belong_to_the_key(screen: VirtualScreen) -> None:
    """A combination is heard whole, and the bare key is not taken for it."""
    seen = Seen()
    key = await grab("ctrl+space", seen)
    assert key.label == "Ctrl+Space"
    screen.xdotool("key", "space")
    screen.xdotool("key", "ctrl+space")
    assert seen.wait(press=1, release=1)
    await key.close()
    assert seen.counts["press"] == 1


async def test_a_taken_key_is_said(screen: VirtualScreen) -> None:
    """A key that another program holds is refused with what to do, and free again afterwards."""
    first = await grab("F9", Seen())
    with pytest.raises(PamError, match="pam toggle") as caught:
        await grab("F9", Seen())
    assert caught.value.code == "talk_key.taken"
    await first.close()
    second = await grab("F9", Seen())
    await second.close()


@pytest.mark.parametrize("key", ["f99", "hyper+f9", "", "ctrl+"])
async def test_an_unknown_key_is_said(screen: VirtualScreen, key: str) -> None:
    """A key that is on no keyboard is named as such."""
    with pytest.raises(PamError) as caught:
        await grab(key, Seen())
    assert caught.value.code == "talk_key.unknown"


async def test_a_lost_server_is_said(
    screen: VirtualScreen, caplog: pytest.LogCaptureFixture
) -> None:
    """When the X server goes while the key is held, the key is let go and the loss is told."""
    seen = Seen()
    key = await grab("F9", seen)
    screen.xdotool("keydown", "F9")
    assert seen.wait(press=1)
    screen.stop()
    assert seen.wait(release=1, lost=1)
    assert seen.lost[0].code == "talk_key.lost"
    await key.close()


# python-xlib leaves the sockets of a failed connection to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
async def test_no_server_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an X server to be reached the mend names the other ways."""
    monkeypatch.setenv("DISPLAY", ":4000")
    with pytest.raises(PamError, match="pam toggle") as caught:
        await grab("F9", Seen())
    assert caught.value.code == "talk_key.no_display"
    error: BaseException | None = caught.value
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


async def test_x11_is_chosen_on_x11(screen: VirtualScreen) -> None:
    """On an X11 session the door opens the real grab."""
    seen = Seen()
    key = await open_talk_key(
        "f9", seen.press, seen.release, seen.lose, environment=screen.environment
    )
    screen.xdotool("key", "F9")
    assert seen.wait(press=1, release=1)
    await key.close()
