"""What the providers have in common that are reached through a vendor's SDK."""

import asyncio
import hashlib
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from pam_core.providers.http_client import new_client
from pam_core.providers.http_failures import failure_of
from pam_core.vocabulary.model_failure import Failure, ModelError
from pam_core.vocabulary.model_talk import Delta, ModelRequest, Standing

if TYPE_CHECKING:
    import httpx2


class SdkProvider(ABC):
    """A Provider that builds its SDK's client with the first request, and once.

    Args:
        name: as the settings call it.
        base_url: as its SDK wants it.
        model: "" while none is chosen.
        key: "" where there is none.
        on_device: whether `base_url` is on this machine.
        needs_key: whether it can be asked only with a key.
    """

    def __init__(
        self, *, name: str, base_url: str, model: str, key: str, on_device: bool, needs_key: bool
    ) -> None:
        self._name = name
        self._base_url = base_url
        self._model = model
        self._key = key
        self._on_device = on_device
        self._needs_key = needs_key
        self._client: asyncio.Task[Any] | None = None

    @property
    def name(self) -> str:
        """As the settings call it."""
        return self._name

    @property
    def on_device(self) -> bool:
        """Whether nothing of a request leaves this machine."""
        return self._on_device

    @property
    def model(self) -> str:
        """Which is asked, "" while none is chosen."""
        return self._model

    @property
    def fingerprint(self) -> str:
        """Changes with address, model or key; none of them can be told from it."""
        return fingerprint_of(self._base_url, self._model, self._key)

    async def standing(self) -> Standing:
        """Whether address, model and key are there; nobody is asked."""
        missing = self._missing()
        return missing or Standing(ready=True, model=self._model)

    async def warm_up(self) -> None:
        """Import the SDK and build its client, which takes a second or more. Raises ModelError."""
        await self._built()

    async def stream(self, request: ModelRequest) -> AsyncIterator[Delta]:
        """The answer as it comes, a Finished last. Raises ModelError."""
        self._check_ready()
        failure: ModelError | None = None
        client = await self._built()
        try:
            async with aclosing(self._answer(client, request)) as deltas:
                async for delta in deltas:
                    yield delta
        except Exception as error:
            failure = failure_of(error, self._sdk(), self._name)
            if failure is None:
                raise
        # Raised out here, so that the vendor's error, which holds the request and its key, does
        # not travel along as the context of ours.
        if failure is not None:
            raise failure

    async def close(self) -> None:
        """Close every connection; idempotent."""
        building, self._client = self._client, None
        if building is None:
            return
        await asyncio.wait([building])
        if building.exception() is None:
            await building.result().close()

    @abstractmethod
    def _sdk(self) -> Any:
        """The vendor's module, imported now: it takes a second or more, so in a thread first."""

    @abstractmethod
    def _new(self, http_client: "httpx2.AsyncClient") -> Any:
        """The vendor's client upon ours; the module may be imported here."""

    @abstractmethod
    def _answer(self, client: Any, request: ModelRequest) -> AsyncGenerator[Delta, None]:
        """The answer as it comes. May raise whatever the vendor's client raises."""

    def _missing(self) -> Standing | None:
        """What keeps it from being asked."""
        if not self._base_url:
            return self._lacking(f"No address is set for {self._name}.", "base_url", "ADDRESS")
        if not self._model:
            return self._lacking(f"No model is chosen for {self._name}.", "model", "MODEL")
        if self._needs_key and not self._key:
            return Standing(
                ready=False,
                model=self._model,
                sentence=f"There is no key for {self._name}.",
                mend=f"Give it one with `pam providers key {self._name}`.",
            )
        return None

    def _lacking(self, sentence: str, setting: str, value: str) -> Standing:
        mend = f"Set it with `pam settings set {self._name}.{setting} {value}`."
        return Standing(ready=False, model=self._model, sentence=sentence, mend=mend)

    def _check_ready(self) -> None:
        missing = self._missing()
        if missing is not None:
            raise ModelError(Failure.NOT_READY, self._name, detail="", mend=missing.mend)

    async def _built(self) -> Any:
        if self._client is None:
            # In a thread: the loop also hears and speaks.
            self._client = asyncio.create_task(asyncio.to_thread(self._build))
        building = self._client
        try:
            # What a cancelled request began to build is there for the next one.
            return await asyncio.shield(building)
        except (ImportError, OSError, ValueError) as error:
            # No package, unreadable certificates, a proxy that makes no sense.
            self._client = None
            kind = type(error).__name__
            # Without the error itself, which may hold a proxy's password.
            raise ModelError(Failure.NOT_READY, self._name, detail=kind) from None

    def _build(self) -> Any:
        return self._new(new_client(on_device=self._on_device))


def fingerprint_of(*parts: str) -> str:
    """Twelve letters that change when a part does and tell nothing of the parts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
