"""A server of language models on this machine, found by itself, as a provider."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pam_core.providers.http_client import new_client
from pam_core.providers.local_probe import USUAL_PLACES, Found, Place, find
from pam_core.providers.openai_compatible import OpenAiCompatible
from pam_core.providers.sdk_provider import fingerprint_of
from pam_core.settings.addresses import is_elsewhere, is_this_machine
from pam_core.vocabulary.model_failure import Failure, ModelError
from pam_core.vocabulary.model_talk import Delta, ModelRequest, Standing

if TYPE_CHECKING:
    import httpx2

LOOK_AGAIN_SECONDS = 60.0
_SET_PLACE_SECONDS = 2.0
"""A server of the user's own may be elsewhere in the network."""
_LOST = {Failure.UNREACHABLE, Failure.SLOW, Failure.NOT_READY}
_MEND = "Start Ollama, llama.cpp, LM Studio or vLLM, or set `local_server.base_url`."

_NOT_LOOKED = Standing(
    ready=False,
    sentence="PAM does not look for servers on this machine.",
    mend="`pam settings set answers.find_local_servers true` lets it.",
)


@dataclass(frozen=True, slots=True)
class _Server:
    """The server that is asked, with its model."""

    place: Place
    model: str
    provider: OpenAiCompatible

    @property
    def standing(self) -> Standing:
        told = f"{self.place.server} with {self.model} at {self.place.address}"
        return Standing(ready=True, model=self.model, sentence=told)


class LocalServer:
    """The Provider "local_server".

    What was found is kept until it cannot be reached; that nothing was found, for a minute.

    Args:
        model: the user's choice, "" for the first one that can talk.
        base_url: where the user says that it is, with the "/v1"; "" looks on `places`.
        look: whether to look there at all.
        places: where to look, the first choice first.
        monotonic: a clock in seconds, for that minute.
    """

    def __init__(
        self,
        *,
        model: str = "",
        base_url: str = "",
        look: bool = True,
        places: Sequence[Place] = USUAL_PLACES,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._now = monotonic
        self._wanted = model
        self._base_url = base_url
        usual = places if look else ()
        self._places = (Place(server="Your server", base_url=base_url),) if base_url else usual
        self._server: _Server | None = None
        self._why_not = Standing(ready=False)
        self._look_again_at = monotonic()
        self._looking = asyncio.Lock()

    @property
    def name(self) -> str:
        """As the settings call it."""
        return "local_server"

    @property
    def on_device(self) -> bool:
        """Whether nothing leaves this machine: its address and the chosen model tell."""
        return self._is_near and not is_elsewhere(self._wanted)

    @property
    def fingerprint(self) -> str:
        """Changes with the settings."""
        return fingerprint_of(self.name, self._base_url, self._wanted)

    async def standing(self) -> Standing:
        """Which server and model it is; looks for one, 0.3 s at most, where none is known."""
        async with self._looking:
            if self._server is None and self._now() >= self._look_again_at:
                await self._look()
            return self._server.standing if self._server else self._why_not

    async def warm_up(self) -> None:
        """Get ready to ask the server that was found. Raises ModelError."""
        if self._server is not None:
            await self._server.provider.warm_up()

    async def stream(self, request: ModelRequest) -> AsyncIterator[Delta]:
        """The answer as it comes, a Finished last. Raises ModelError."""
        standing, server = await self.standing(), self._server
        if server is None:
            raise ModelError(Failure.NOT_READY, self.name, mend=standing.mend)
        try:
            async with aclosing(server.provider.stream(request)) as deltas:  # type: ignore[type-var]
                async for delta in deltas:
                    yield delta
        except ModelError as failure:
            if failure.kind in _LOST:
                await self._forget(server)
            raise

    async def close(self) -> None:
        """Close every connection; idempotent."""
        if self._server is not None:
            await self._forget(self._server)

    @property
    def _is_near(self) -> bool:
        return not self._base_url or is_this_machine(self._base_url)

    async def _forget(self, server: _Server) -> None:
        if self._server is server:
            self._server = None
            self._look_again_at = self._now()
        await server.provider.close()

    async def _look(self) -> None:
        if not self._places:
            self._why_not = _NOT_LOOKED
            return
        client = await asyncio.to_thread(new_client, on_device=self._is_near)
        async with client:
            found = await self._find(client)
        fitting = [(one, one.model(self._wanted)) for one in found]
        chosen = next(((one.place, model) for one, model in fitting if model), None)
        if chosen is not None:
            self._server = self._at(*chosen)
            return
        self._why_not = self._not_found(found)
        self._look_again_at = self._now() + LOOK_AGAIN_SECONDS

    async def _find(self, client: "httpx2.AsyncClient") -> list[Found]:
        if self._base_url:
            return await find(client, self._places, within_seconds=_SET_PLACE_SECONDS)
        return await find(client, self._places)

    def _at(self, place: Place, model: str) -> _Server:
        provider = OpenAiCompatible(
            name=self.name,
            base_url=place.base_url,
            model=model,
            key="",
            on_device=self._is_near,
            needs_key=False,
        )
        return _Server(place, model, provider)

    def _not_found(self, found: Sequence[Found]) -> Standing:
        if not found:
            told = f"No server answers at {self._places[0].address}." if self._base_url else ""
            sentence = told or "No server of language models runs on this machine."
            return Standing(ready=False, model=self._wanted, sentence=sentence, mend=_MEND)
        where = " and ".join(f"{one.place.server} at {one.place.address}" for one in found)
        if self._wanted:
            sentence = f"{where} has no model {self._wanted}."
            mend = "`local_server.model` names another one, or nothing for the first it has."
        else:
            sentence, mend = f"{where} has no model to talk with.", "Load one there."
        return Standing(ready=False, model=self._wanted, sentence=sentence, mend=mend)
