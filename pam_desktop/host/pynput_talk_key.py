"""The talk key on Windows and macOS, through pynput."""

from typing import Any

from pam_core.vocabulary.errors import Fault, PamError
from pam_desktop.host.talk_key import Combination, OnKey, OnLost, read_combination, unknown_key

MODIFIER_KEYS = {
    "ctrl": ("ctrl", "ctrl_l", "ctrl_r"),
    "alt": ("alt", "alt_l", "alt_r", "alt_gr"),
    "shift": ("shift", "shift_l", "shift_r"),
    "super": ("cmd", "cmd_l", "cmd_r"),
}


class PynputTalkKey:
    """Watches the keyboard; the program in front gets the key as well.

    The keyboard's repeat comes as presses without releases: only the first counts.
    """

    def __init__(
        self, combination: Combination, on_press: OnKey, on_release: OnKey, keyboard: Any
    ) -> None:
        self._combination = combination
        self._on_press, self._on_release = on_press, on_release
        self._key = _find_key(keyboard, combination)
        self._modifiers = [_members(keyboard, it) for it in combination.modifiers]
        self._held: set[Any] = set()
        self._is_down = False
        self._listener = keyboard.Listener(
            on_press=self._pressed, on_release=self._released, name="pam-talk-key"
        )
        self._canonical = self._listener.canonical

    @classmethod
    async def open(
        cls,
        key: str,
        on_press: OnKey,
        on_release: OnKey,
        on_lost: OnLost,
        keyboard: Any = None,
    ) -> "PynputTalkKey":
        """Start watching. `keyboard` is `pynput.keyboard`, or a stand-in for tests.

        Raises PamError (`talk_key.unknown`, `talk_key.not_allowed`).
        """
        if keyboard is None:
            from pynput import keyboard
        opened = cls(read_combination(key), on_press, on_release, keyboard)
        opened._start()
        return opened

    @property
    def label(self) -> str:
        """The key as people read it."""
        return self._combination.label

    async def close(self) -> None:
        """Stop watching."""
        self._listener.stop()
        self._let_go()

    def _start(self) -> None:
        self._listener.start()
        self._listener.wait()
        # macOS alone has this: False where the user has not allowed PAM to see keys.
        if getattr(self._listener, "IS_TRUSTED", True) is False:
            self._listener.stop()
            raise PamError(
                "talk_key.not_allowed",
                "macOS does not let PAM hear the talk key.",
                mend="Allow PAM in System Settings, Privacy & Security, Accessibility.",
                fault=Fault.USER,
            )

    def _pressed(self, key: Any) -> None:
        self._held.add(key)
        if self._is_down or self._canonical(key) != self._canonical(self._key):
            return
        if all(any(it in self._held for it in group) for group in self._modifiers):
            self._is_down = True
            self._on_press()

    def _released(self, key: Any) -> None:
        self._held.discard(key)
        if self._canonical(key) == self._canonical(self._key):
            self._let_go()

    def _let_go(self) -> None:
        if self._is_down:
            self._is_down = False
            self._on_release()


def _find_key(keyboard: Any, combination: Combination) -> Any:
    name = combination.key
    if len(name) == 1:
        return keyboard.KeyCode.from_char(name)
    found = getattr(keyboard.Key, name, None)
    if found is None:
        raise unknown_key(combination.label)
    return found


def _members(keyboard: Any, modifier: str) -> list[Any]:
    found = (getattr(keyboard.Key, name, None) for name in MODIFIER_KEYS[modifier])
    return [it for it in found if it is not None]
