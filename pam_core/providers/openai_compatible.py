"""Whoever speaks OpenAI's chat completions: OpenAI, OpenRouter, Ollama, llama.cpp, vLLM."""

from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING, Any

from pam_core.providers.call_joiner import CallJoiner
from pam_core.providers.http_failures import check_is_answer
from pam_core.providers.openai_words import Chunk, arguments_of, finish_of
from pam_core.providers.sdk_provider import SdkProvider
from pam_core.vocabulary.model_failure import Failure, ModelError
from pam_core.vocabulary.model_talk import Delta, Finish, Finished, ModelRequest, TextDelta

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI

_NO_KEY = "none"
"""The SDK wants one; a server without keys does not read it."""


class OpenAiCompatible(SdkProvider):
    """A Provider through `openai.AsyncOpenAI`.

    Args:
        name: as the settings call it.
        base_url: with the "/v1".
        model: "" while none is chosen.
        key: "" where there is none.
        on_device: whether `base_url` is on this machine.
        needs_key: whether it can be asked only with a key.
        counts_usage: whether the server can be asked to count the tokens; a few refuse that.
    """

    def __init__(
        self,
        *,
        name: str,
        base_url: str,
        model: str,
        key: str,
        on_device: bool,
        needs_key: bool = True,
        counts_usage: bool = True,
    ) -> None:
        super().__init__(
            name=name,
            base_url=base_url,
            model=model,
            key=key,
            on_device=on_device,
            needs_key=needs_key,
        )
        self._counts_usage = counts_usage

    def _sdk(self) -> Any:
        import openai

        return openai

    def _new(self, http_client: "httpx2.AsyncClient") -> "AsyncOpenAI":
        import openai

        client = openai.AsyncOpenAI(
            base_url=self._base_url,
            api_key=self._key or _NO_KEY,
            max_retries=0,
            timeout=http_client.timeout,
            http_client=http_client,
        )
        _ = client.chat.completions  # its modules are imported with its first use
        return client

    async def _answer(
        self, client: "AsyncOpenAI", request: ModelRequest
    ) -> AsyncGenerator[Delta, None]:
        import openai

        reading = Reading()
        asked = arguments_of(request, self._model, counts_usage=self._counts_usage)
        # The environment's OPENAI_ORG_ID is none of another server's business.
        ours = {"OpenAI-Organization": openai.Omit(), "OpenAI-Project": openai.Omit()}
        stream = await client.chat.completions.create(**asked, stream=True, extra_headers=ours)
        async with stream:
            check_is_answer(stream.response, self._name)
            try:
                async for chunk in stream:
                    if text := reading.take(Chunk.model_validate(chunk, from_attributes=True)):
                        yield TextDelta(text=text)
            except openai.APIConnectionError:
                # Once it has said that it is through, only the count of tokens can be lost.
                if not reading.reason:
                    raise
        for delta in reading.end(self._name):
            yield delta


class Reading:
    """An answer that is being read, but for the text, which goes out at once."""

    def __init__(self) -> None:
        self._joiner = CallJoiner()
        self._has_words = False
        self._tokens = (0, 0)
        self.reason = ""

    def take(self, chunk: Chunk) -> str:
        """Take a chunk; gives back its text."""
        self._has_words = self._has_words or bool(chunk.text.strip())
        for piece in chunk.call_pieces:
            name = piece.function.name if piece.function else ""
            arguments = piece.function.arguments if piece.function else ""
            self._joiner.add(piece.index, piece.id or "", name or "", arguments or "")
        self.reason = chunk.finish_reason or self.reason
        if chunk.usage:
            self._tokens = (chunk.usage.prompt_tokens or 0, chunk.usage.completion_tokens or 0)
        return chunk.text

    def end(self, provider: str) -> list[Delta]:
        """The calls and the Finished. Raises ModelError (UNFINISHED, IN_BAND, EMPTY)."""
        if not self.reason:
            raise ModelError(Failure.UNFINISHED, provider)
        if self.reason == "error":
            raise ModelError(Failure.IN_BAND, provider, detail="finish reason error")
        calls = self._joiner.calls
        finish = finish_of(self.reason, has_calls=bool(calls))
        if not self._has_words and not calls and finish is not Finish.POLICY:
            raise ModelError(Failure.EMPTY, provider, detail=f"finish reason {finish}")
        tokens_in, tokens_out = self._tokens
        return [*calls, Finished(reason=finish, tokens_in=tokens_in, tokens_out=tokens_out)]
