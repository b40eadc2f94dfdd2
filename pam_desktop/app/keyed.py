"""A provider whose key is looked for each time it might be asked."""

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing

from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.model_failure import Failure, ModelError
from pam_core.vocabulary.model_talk import Delta, ModelRequest, Provider, Standing
from pam_desktop.app.keys import Keys

NO_KEY = "no key"
"""The fingerprint of a provider while no key is known: none that a key gives."""


class Keyed:
    """The `Provider` port around one that is made with its key.

    Making it reads no key and imports no SDK. Its `fingerprint` is that of the key that was found
    at the last `standing`, which has to be asked first. `missing` is what the user must still set,
    besides the key; then nothing is asked of the keyring.
    """

    def __init__(
        self,
        name: str,
        keys: Keys,
        make: Callable[[str], Provider],
        *,
        model: str,
        on_device: bool = False,
        missing: Standing | None = None,
    ) -> None:
        self._name = name
        self._keys = keys
        self._make = make
        self._model = model
        self._on_device = on_device
        self._missing = missing
        self._key: str | None = None
        self._inner: Provider | None = None

    @property
    def name(self) -> str:
        """As the settings call it."""
        return self._name

    @property
    def on_device(self) -> bool:
        """Whether nothing of a request leaves this machine."""
        return self._on_device

    @property
    def fingerprint(self) -> str:
        """Changes when its settings or key do; tells nothing of them."""
        return self._inner.fingerprint if self._inner else NO_KEY

    async def standing(self) -> Standing:
        """Whether there is a key where it wants one, and all else that it needs."""
        if self._missing is not None:
            return self._missing
        try:
            key = await self._keys.find(self._name)
        except PamError as trouble:
            return Standing(
                ready=False, model=self._model, sentence=trouble.sentence, mend=trouble.mend
            )
        return await (await self._with(key or "")).standing()

    async def warm_up(self) -> None:
        """Let the one inside get ready, if there is one. Raises ModelError."""
        if self._inner is not None:
            await self._inner.warm_up()

    async def stream(self, request: ModelRequest) -> AsyncIterator[Delta]:
        """The answer of the one inside. Raises ModelError, where there is no key too."""
        if self._inner is None:
            standing = await self.standing()
            if self._inner is None:
                mend = f"{standing.sentence} {standing.mend}".strip()
                raise ModelError(Failure.NOT_READY, self._name, mend=mend)
        async with aclosing(self._inner.stream(request)) as deltas:  # type: ignore[type-var]
            async for delta in deltas:
                yield delta

    async def close(self) -> None:
        """Give back what the one inside holds; idempotent."""
        inner, self._inner, self._key = self._inner, None, None
        if inner is not None:
            await inner.close()

    async def _with(self, key: str) -> Provider:
        if self._inner is None or key != self._key:
            await self.close()
            self._inner, self._key = self._make(key), key
        return self._inner
