"""Anthropic's models, through its SDK, where that is installed."""

from collections.abc import AsyncGenerator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from pam_core.providers.anthropic_words import Event, arguments_of, finish_of
from pam_core.providers.call_joiner import CallJoiner
from pam_core.providers.http_failures import check_is_answer
from pam_core.providers.sdk_provider import SdkProvider
from pam_core.vocabulary.model_failure import Failure, ModelError
from pam_core.vocabulary.model_talk import (
    Delta,
    Finish,
    Finished,
    ModelRequest,
    Standing,
    TextDelta,
)

if TYPE_CHECKING:
    import httpx2
    from anthropic import AsyncAnthropic

_INSTALL_MEND = 'Install it with `pip install "pam-desktop[anthropic]"`.'


class Anthropic(SdkProvider):
    """A Provider through `anthropic.AsyncAnthropic`.

    Args:
        model: "" while none is chosen.
        key: "" where there is none.
        base_url: without the "/v1".
        name: as the settings call it.
        on_device: whether `base_url` is on this machine.
    """

    def __init__(
        self,
        *,
        model: str,
        key: str,
        base_url: str = "https://api.anthropic.com",
        name: str = "anthropic",
        on_device: bool = False,
    ) -> None:
        super().__init__(
            name=name,
            base_url=base_url,
            model=model,
            key=key,
            on_device=on_device,
            needs_key=True,
        )

    def _sdk(self) -> Any:
        import anthropic

        return anthropic

    def _new(self, http_client: "httpx2.AsyncClient") -> "AsyncAnthropic":
        import anthropic

        client = anthropic.AsyncAnthropic(
            base_url=self._base_url,
            api_key=self._key,
            max_retries=0,
            timeout=http_client.timeout,
            http_client=http_client,
            open_telemetry=False,
        )
        _ = client.messages  # its modules are imported with its first use
        return client

    def _missing(self) -> Standing | None:
        missing = super()._missing()
        if missing is None and find_spec("anthropic") is None:
            sentence = "The package that talks to Anthropic is not installed."
            return Standing(ready=False, model=self._model, sentence=sentence, mend=_INSTALL_MEND)
        return missing

    async def _answer(
        self, client: "AsyncAnthropic", request: ModelRequest
    ) -> AsyncGenerator[Delta, None]:
        import httpx2

        reading = _Reading()
        stream = await client.messages.create(**arguments_of(request, self._model), stream=True)
        async with stream:
            check_is_answer(stream.response, self._name)
            try:
                async for event in stream:
                    if text := reading.take(Event.model_validate(event, from_attributes=True)):
                        yield TextDelta(text=text)
            except httpx2.TransportError:
                # Once it has said why it stopped nothing is missing. (In the middle of a stream
                # this SDK lets the errors of the connection through as they are.)
                if not reading.reason:
                    raise
        for delta in reading.end(self._name):
            yield delta


class _Reading:
    """An answer that is being read, but for the text, which goes out at once."""

    def __init__(self) -> None:
        self._joiner = CallJoiner()
        self._has_words = False
        self._tokens_in = 0
        self._tokens_out = 0
        self.reason = ""

    def take(self, event: Event) -> str:
        """Take an event; gives back its text."""
        self._has_words = self._has_words or bool(event.text.strip())
        if event.content_block and event.content_block.type == "tool_use":
            self._joiner.add(event.index, event.content_block.id, event.content_block.name, "")
        if event.delta and event.delta.partial_json:
            self._joiner.add(event.index, "", "", event.delta.partial_json)
        self.reason = event.stop_reason or self.reason
        for usage in (event.message.usage if event.message else None, event.usage):
            if usage:
                self._tokens_in = usage.input_tokens or self._tokens_in
                self._tokens_out = usage.output_tokens or self._tokens_out
        return event.text

    def end(self, provider: str) -> list[Delta]:
        """The calls and the Finished. Raises ModelError (UNFINISHED, EMPTY)."""
        if not self.reason:
            raise ModelError(Failure.UNFINISHED, provider)
        calls, finish = self._joiner.calls, finish_of(self.reason)
        if not self._has_words and not calls and finish is not Finish.POLICY:
            raise ModelError(Failure.EMPTY, provider, detail=f"finish reason {finish}")
        tokens = {"tokens_in": self._tokens_in, "tokens_out": self._tokens_out}
        return [*calls, Finished(reason=finish, **tokens)]
