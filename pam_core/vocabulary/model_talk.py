"""What is said to a language model and what comes back, whoever the provider is."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol


class Role(StrEnum):
    """Who a message is from."""

    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"
    """What one of PAM's actions answered to a call of the model's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSpec:
    """One of PAM's actions as a model sees it; `parameters` is a JSON schema of an object.

    `name` holds letters, digits, "_" and "-" only: no provider takes the dot of "expense.log".
    """

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """A model wants an action taken; `arguments` is its JSON as it came, which may be broken."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of the talk. `calls` are an assistant's; `call_id` names what a tool answers."""

    role: Role
    text: str
    calls: tuple[ToolCall, ...] = ()
    call_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequest:
    """What a model is asked. Nothing in it may leave the machine unmasked."""

    system: str
    messages: tuple[Message, ...]
    tools: tuple[ToolSpec, ...] = ()
    most_tokens: int = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDelta:
    """Some more of the answer's text."""

    text: str


class Finish(StrEnum):
    """Why a model stopped."""

    STOP = "stop"
    LENGTH = "length"
    TOOLS = "tools"
    POLICY = "policy"
    """The provider's rules forbid an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """The end of an answer, and what it took; a stream without one has failed."""

    reason: Finish
    tokens_in: int = 0
    tokens_out: int = 0


Delta = TextDelta | ToolCall | Finished
"""A piece of a model's answer. A ToolCall comes whole, when its arguments are complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether a provider can be asked, as far as can be told without asking it.

    `model` is the one it would use, "" while that is not known. `sentence` and `mend` say what is
    missing where it is not ready.
    """

    ready: bool
    model: str = ""
    sentence: str = ""
    mend: str = ""


class Provider(Protocol):
    """Who can answer an open question. One retry layer is above it: it never tries twice."""

    @property
    def name(self) -> str:
        """As the settings call it: "openai", "local_server", "embedded"."""
        ...

    @property
    def on_device(self) -> bool:
        """Whether nothing of a request leaves this machine; else it is masked first."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes when its settings or key do; tells nothing of them."""
        ...

    async def standing(self) -> Standing:
        """Whether it can be asked: a key, a server found, a model on disk. Costs nobody money."""
        ...

    async def warm_up(self) -> None:
        """Do ahead what the first question would wait for: load an SDK, never a model.

        Nobody is asked. Raises ModelError.
        """
        ...

    def stream(self, request: ModelRequest) -> AsyncIterator[Delta]:
        """The answer as it comes, a Finished last. Raises ModelError.

        It waits 3 s for a connection; how long the first piece and each further one may take is
        its caller's to say. Closing or cancelling it cancels the request on the wire.
        """
        ...

    async def close(self) -> None:
        """Give everything back; idempotent."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What holds for one provider, besides what it is.

    Prices are US dollars for a million tokens, None where nobody told PAM; limits are for a day of
    the user's, None: none. `first_token_seconds` is how long its first token may take. `is_weak`:
    it is often wrong, and PAM says so with each answer.
    """

    first_token_seconds: float = 8.0
    context_tokens: int = 6000
    answer_tokens: int = 400
    most_tools: int = 24
    is_weak: bool = False
    input_price: float | None = None
    output_price: float | None = None
    daily_tokens: int | None = None
    daily_dollars: float | None = None

    def cost(self, tokens_in: int, tokens_out: int) -> float | None:
        """What a call cost in US dollars, None where no prices are known."""
        if self.input_price is None or self.output_price is None:
            return None
        return (tokens_in * self.input_price + tokens_out * self.output_price) / 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A provider with its terms; their order is the order in which they are asked."""

    provider: Provider
    terms: Terms = field(default_factory=Terms)
