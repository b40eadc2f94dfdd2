"""The keys of language models: from the environment or the system's keyring, never from a file."""

import asyncio
import os
import time
from collections.abc import Callable, Collection, Mapping

from pam_core.settings.paths import Places
from pam_core.vocabulary.errors import Fault, PamError
from pam_desktop.app.away import Away
from pam_desktop.app.key_names import KeyNames
from pam_desktop.app.safe import NO_KEYRING, Safe, open_safe

PREFIX = "PAM_KEY_"

PATIENCE_SECONDS = 3.0
"""A keyring that takes longer asks the user for a password that nobody at the wheel gives."""

AT_THE_DESK_SECONDS = 120.0
"""The same where the user has just asked for it and can answer."""

FRESH_SECONDS = 30.0
"""After this long the keyring is asked again: a key may have been given meanwhile."""

MOST_CHARACTERS = 2000
_LONG_ENOUGH_TO_HINT = 24


class Keys:
    """Finds the keys. The keyring is opened when first needed, and never on the loop.

    `names` are those for whom it has a key: for others it is not opened. `open_door` opens it;
    `environment` wins over it.
    """

    def __init__(
        self,
        names: KeyNames,
        environment: Mapping[str, str],
        open_door: Callable[[], Safe],
        *,
        clock: Callable[[], float] = time.monotonic,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self._names = names
        self._environment = environment
        self._open_door = open_door
        self._clock = clock
        self._patience_seconds = patience_seconds
        self._asking = asyncio.Lock()
        self._away = Away("keyring")
        self._read_at: float | None = None
        self._found: Mapping[str, str | None] = {}
        self._trouble: PamError | None = None

    async def find(self, name: str) -> str | None:
        """The key of a provider, None where there is none.

        Raises:
            PamError: `keys.no_keyring`, `keys.locked`, `keys.keyring_failed`, `keys.unfit`,
                `keys.unreadable`.
        """
        if variable := self.variable_of(name):
            return fit_key(self._environment[variable], variable)
        if name not in (names := self._names.read()):
            return None
        async with self._asking:
            if self._read_at is None or self._clock() - self._read_at >= FRESH_SECONDS:
                await self._read(names)
        if self._trouble is not None:
            raise self._trouble
        return self._found.get(name)

    def variable_of(self, name: str) -> str:
        """The environment variable that gives a provider's key, "" where none does."""
        variable = f"{PREFIX}{name.upper()}"
        return variable if self._environment.get(variable, "").strip() else ""

    async def is_there(self) -> bool:
        """Whether this system has a keyring; no key is looked for in it."""
        try:
            await self._away.do(self._open_door, self._patience_seconds)
        except PamError as trouble:
            if trouble.code != NO_KEYRING:
                raise
            return False
        return True

    async def keep(self, name: str, key: str) -> None:
        """Keep a fit key in the keyring. Raises PamError (`keys.…`)."""
        await self._away.do(lambda: self._open_door().put(name, key), AT_THE_DESK_SECONDS)
        self._names.add(name)
        self._read_at = None

    async def forget(self, name: str) -> bool:
        """Take a key out of the keyring; whether there was one. Raises PamError (`keys.…`)."""
        gone = await self._away.do(lambda: self._open_door().remove(name), AT_THE_DESK_SECONDS)
        self._names.remove(name)
        self._read_at = None
        return gone

    async def _read(self, names: Collection[str]) -> None:
        """All keys in one go: a keyring that hangs is waited for once and not for each."""

        def read() -> Mapping[str, str | None]:
            safe = self._open_door()
            return {name: safe.get(name) for name in names}

        try:
            self._found, self._trouble = await self._away.do(read, self._patience_seconds), None
        except PamError as trouble:
            # Kept too: who asks for the next key must not wait once more.
            self._found, self._trouble = {}, trouble
        self._read_at = self._clock()


def open_keys(places: Places) -> Keys:
    """The user's keys; nothing is read yet."""
    return Keys(KeyNames(places.key_names_file), os.environ, open_safe)


def fit_key(text: str, where: str) -> str:
    """A key as it is sent: without white space around it.

    Args:
        text: what was given.
        where: where it was given, for the sentence: "PAM_KEY_OPENAI", "what you gave".

    Raises:
        PamError: `keys.unfit`; it says nothing of what was given.
    """
    key = text.strip().strip("\ufeff").strip()
    if not key:
        raise _unfit(where, "is empty")
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise _unfit(where, "has blanks or characters in it that no key has")
    if len(key) > MOST_CHARACTERS:
        raise _unfit(where, f"has more than {MOST_CHARACTERS} characters")
    return key


def hint(key: str) -> str:
    """The last four characters of a long key, "" of a short one."""
    return key[-4:] if len(key) >= _LONG_ENOUGH_TO_HINT else ""


def _unfit(where: str, what: str) -> PamError:
    return PamError(
        "keys.unfit",
        f"The key in {where} {what}.",
        mend="Copy it once more from the page of the provider.",
        fault=Fault.USER,
    )
