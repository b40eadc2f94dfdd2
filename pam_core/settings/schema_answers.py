"""The settings of open questions: who is asked, in which order, at what price and limit."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from pam_core.settings import addresses
from pam_core.settings.section import Section

PROVIDERS = (
    "openai",
    "anthropic",
    "openrouter",
    "custom",
    "local_server",
    "pam_server",
    "embedded",
)
"""Everybody who can be asked, in the order in which they are unless the user has another."""


KEYED = ("openai", "anthropic", "openrouter", "custom")
"""Those who may want a key."""


def _one_line(value: Any) -> Any:
    """A list of names, as TOML can write it, becomes the text that every other source writes."""
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return ", ".join(value)
    return value


def _known_order(text: str) -> str:
    names = [name.strip().lower() for name in text.split(",")] if text.strip() else []
    if len(set(names)) < len(names) or not set(names) <= set(PROVIDERS):
        raise ValueError("not an order of those who can be asked")
    return ", ".join(names)


def _no_key(name: str) -> str:
    """Keep a key that was pasted behind the wrong setting out of the file."""
    tidy = name.strip()
    if addresses.KEY_LIKE.match(tidy) or not tidy.isprintable():
        raise ValueError("not the name of a model")
    return tidy


def _address_or_none(address: str) -> str:
    return addresses.fit_address(address) if address.strip() else ""


ModelName = Annotated[
    str,
    Field(max_length=200, json_schema_extra={"takes": "the name of a model, never a key"}),
    AfterValidator(_no_key),
]
Address = Annotated[
    str,
    Field(json_schema_extra={"takes": addresses.TAKES}),
    AfterValidator(addresses.fit_address),
]
AddressOrNone = Annotated[
    str,
    Field(json_schema_extra={"takes": f'{addresses.TAKES}; or ""'}),
    AfterValidator(_address_or_none),
]
ContextTokens = Annotated[
    int,
    Field(
        ge=1000,
        le=200000,
        description="How much of the talk it is told at most, in tokens (a token is about three "
        "quarters of a word).",
    ),
]
Price = Annotated[float, Field(ge=0, le=10000)]


class Answers(Section):
    """Open questions: what PAM itself does not understand goes to a language model."""

    order: Annotated[
        str,
        Field(
            description="Who is asked an open question, the first choice first; whoever is left "
            'out is never asked, and "" asks nobody.',
            json_schema_extra={
                "takes": f"names out of {', '.join(PROVIDERS)}, each once, with commas between"
            },
        ),
        BeforeValidator(_one_line),
        AfterValidator(_known_order),
    ] = ", ".join(PROVIDERS)
    reuse_offline: Annotated[
        bool,
        Field(
            description="Where nobody can be asked, give an earlier answer to the same question "
            "once more, and say how old it is."
        ),
    ] = True
    longest_answer_characters: Annotated[
        int,
        Field(
            ge=80,
            le=2000,
            description='How much of an answer is said before you say "more"; while driving it is '
            "120 at most.",
        ),
    ] = 240
    find_local_servers: Annotated[
        bool,
        Field(
            description="Look for Ollama, llama.cpp, LM Studio and vLLM on this machine's usual "
            "ports; nothing else is asked."
        ),
    ] = True

    @property
    def names(self) -> tuple[str, ...]:
        """Who is asked, in order."""
        return tuple(self.order.split(", ")) if self.order else ()


class Account(Section):
    """What holds for everybody who may cost money."""

    context_tokens: ContextTokens = 6000
    input_price: Annotated[
        Price,
        Field(description="US dollars for a million tokens sent; 0 is not known."),
    ] = 0.0
    output_price: Annotated[
        Price,
        Field(description="US dollars for a million tokens answered; 0 is not known."),
    ] = 0.0
    daily_dollars: Annotated[
        float,
        Field(
            ge=0,
            le=10000,
            description="It is not asked any more once a day has cost this much in US dollars "
            "(both prices must be known); 0 is no limit.",
        ),
    ] = 0.0
    daily_tokens: Annotated[
        int,
        Field(
            ge=0,
            le=1000000000,
            description="It is not asked any more once a day has taken this many tokens; 0 is no "
            "limit.",
        ),
    ] = 0


class OpenAi(Account):
    """OpenAI; its key is given with `pam providers key openai` and never stands here."""

    model: Annotated[ModelName, Field(min_length=1, description="The model that is asked.")] = (
        "gpt-5-mini"
    )
    base_url: Annotated[Address, Field(description="Where its service is.")] = (
        "https://api.openai.com/v1"
    )


class Anthropic(Account):
    """Anthropic; its key is given with `pam providers key anthropic` and never stands here."""

    model: Annotated[ModelName, Field(min_length=1, description="The model that is asked.")] = (
        "claude-haiku-4-5"
    )
    base_url: Annotated[Address, Field(description="Where its service is.")] = (
        "https://api.anthropic.com"
    )


class OpenRouter(Account):
    """OpenRouter; its key is given with `pam providers key openrouter` and never stands here."""

    model: Annotated[
        ModelName,
        Field(description='The model that is asked, as it lists them; "" asks none.'),
    ] = ""
    base_url: Annotated[Address, Field(description="Where its service is.")] = (
        "https://openrouter.ai/api/v1"
    )


class Custom(Account):
    """Any other server that speaks OpenAI's language: your own, or another company's."""

    model: Annotated[ModelName, Field(description='The model that is asked; "" asks none.')] = ""
    base_url: Annotated[
        AddressOrNone, Field(description='Where it is, with the "/v1"; "" is nowhere.')
    ] = ""


class LocalServer(Section):
    """A server on this machine, such as Ollama, llama.cpp, LM Studio or vLLM."""

    model: Annotated[
        ModelName,
        Field(description='The model that is asked; "" is the first that the server has.'),
    ] = ""
    base_url: Annotated[
        AddressOrNone,
        Field(description='Where it is, with the "/v1"; "" looks on the usual ports.'),
    ] = ""
    context_tokens: ContextTokens = 3000


class Embedded(Section):
    """The small language model inside PAM, for when nobody else can be asked."""

    model: Annotated[
        str,
        Field(
            min_length=1,
            max_length=1000,
            description="The model, as `pam models list` names it, or a GGUF file of your own.",
            json_schema_extra={"takes": "the name of a language model, or the path of a GGUF file"},
        ),
        AfterValidator(_no_key),
    ] = "smollm2-135m"
    unload_minutes: Annotated[
        int,
        Field(
            ge=0,
            le=1440,
            description="Give back its memory after this long without a question; 0 is never.",
        ),
    ] = 5
    threads: Annotated[
        int,
        Field(ge=0, le=256, description="How many threads it may use; 0 is one for each core."),
    ] = 0
