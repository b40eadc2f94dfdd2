"""Asks this machine's usual ports whether a server of language models is there."""

import asyncio
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from pam_core.settings.addresses import is_elsewhere

if TYPE_CHECKING:
    import httpx2

log = logging.getLogger(__name__)

PROBE_SECONDS = 0.3
"""A server on this machine answers in a few milliseconds; a busy one in a tenth of a second."""

_NO_TALKER = re.compile(
    r"embed|rerank|whisper|\btts\b|piper|kokoro|minilm|\bbge\b|\be5\b|\bgte\b|\bclip\b|moderation",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a server may be; `base_url` with the "/v1"."""

    server: str
    base_url: str

    @property
    def address(self) -> str:
        """For the eye: "127.0.0.1:11434"."""
        return urlsplit(self.base_url).netloc


USUAL_PLACES = (
    Place(server="Ollama", base_url="http://127.0.0.1:11434/v1"),
    Place(server="llama.cpp", base_url="http://127.0.0.1:8080/v1"),
    Place(server="LM Studio", base_url="http://127.0.0.1:1234/v1"),
    Place(server="vLLM", base_url="http://127.0.0.1:8000/v1"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A server that is there, and the models it has."""

    place: Place
    models: tuple[str, ...]

    def model(self, wanted: str) -> str:
        """The model to ask, "" where it has none that fits.

        Args:
            wanted: the user's choice, "" for the first one that can talk here: what a server only
                hands on to its maker is asked where the user chose it. Ollama lists "llama3.2" as
                "llama3.2:latest".
        """
        if wanted:
            fitting = (name for name in self.models if name in (wanted, f"{wanted}:latest"))
        else:
            fitting = (
                name for name in self.models if not (_NO_TALKER.search(name) or is_elsewhere(name))
            )
        return next(fitting, "")


class _Model(BaseModel):
    id: str


class _Models(BaseModel):
    data: list[_Model]


async def find(
    client: "httpx2.AsyncClient", places: Sequence[Place], *, within_seconds: float = PROBE_SECONDS
) -> list[Found]:
    """The servers that answer, in the order of the places; all are asked at once."""
    async with asyncio.TaskGroup() as group:
        asking = [group.create_task(_ask(client, place, within_seconds)) for place in places]
    return [found for task in asking if (found := task.result()) is not None]


async def _ask(client: "httpx2.AsyncClient", place: Place, within_seconds: float) -> Found | None:
    import httpx2

    try:
        async with asyncio.timeout(within_seconds):
            answer = await client.get(f"{place.base_url}/models")
        models = _Models.model_validate_json(answer.content)
    except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, ValidationError) as error:
        # Most ports are empty, and some belong to another program: that is no news.
        log.debug("No server of models at %s: %s", place.address, type(error).__name__)
        return None
    return Found(place=place, models=tuple(model.id for model in models.data))
