"""One answer of llama.cpp's, read from its chunks, which are OpenAI's."""

from typing import Any

from pydantic import ValidationError

from pam_core.providers.openai_compatible import Reading
from pam_core.providers.openai_words import Chunk
from pam_core.vocabulary.model_failure import Failure, ModelError
from pam_core.vocabulary.model_talk import Delta


class Chunks:
    """`take` each chunk; calls and the end come with `end`, when they are whole."""

    def __init__(self, provider: str) -> None:
        self._provider = provider
        self._reading = Reading()

    def take(self, chunk: dict[str, Any]) -> str:
        """What may be said now, "" where nothing may.

        Raises:
            ModelError: BAD_REQUEST, SERVER where the chunk tells of an error; GARBLED.
        """
        if "error" in chunk:
            raise _failure(self._provider, chunk["error"])
        try:
            return self._reading.take(Chunk.model_validate(chunk))
        except ValidationError as error:
            raise ModelError(Failure.GARBLED, self._provider, detail="a chunk") from error

    def end(self) -> list[Delta]:
        """The calls and the Finished. Raises ModelError (UNFINISHED, IN_BAND, EMPTY)."""
        return self._reading.end(self._provider)


def _failure(provider: str, error: dict[str, Any]) -> ModelError:
    code = error.get("code", 500)
    kind = Failure.BAD_REQUEST if 400 <= code < 500 else Failure.SERVER
    return ModelError(kind, provider, detail=f"{code} {error.get('type', '')}".strip())
