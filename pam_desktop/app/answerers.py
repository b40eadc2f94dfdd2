"""Who may be asked an open question: the providers with their terms, as the settings have them."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from pam_core.settings.addresses import is_elsewhere, is_this_machine
from pam_core.settings.schema import Settings
from pam_core.settings.schema_answers import Account
from pam_core.vocabulary.model_talk import Candidate, Provider, Standing, Terms
from pam_desktop.app.keyed import Keyed
from pam_desktop.app.keys import Keys
from pam_desktop.app.language_model import find_language_model, is_own_file

if TYPE_CHECKING:
    from models.store import ModelStore
    from pam_core.providers.pam_server import ServerChannel

ON_THIS_MACHINE_SECONDS = 25.0
"""How long the first token of a model on this machine may take: it reads slowly."""

SHIPPED_TOKENS = 1200
"""It reads some 240 a second: with more, a spoken turn's 12 s are over before its first word."""
ON_DEVICE_ANSWER_TOKENS = 120
"""Two sentences; a small model writes some 40 to 60 a second and does not always stop."""
OWN_FILE_TOKENS = 3000
OWN_FILE_TOOLS = 8
FEW_TOOLS = 12
"""To a model on this machine: it reads each of them before its first word."""

OpenStore = Callable[[], "ModelStore"]


def candidates_of(
    settings: Settings,
    keys: Keys,
    open_store: OpenStore,
    line: "ServerChannel | None" = None,
) -> tuple[Candidate, ...]:
    """Everybody in the user's order. Nothing is opened or asked by it, and no SDK imported.

    Args:
        settings: the settings in force.
        keys: where keys are found when they are needed.
        open_store: gives the models on disk when the embedded one is first looked for.
        line: the connection to the PAM server; None where this program keeps none.
    """
    makers: Mapping[str, Callable[[], Candidate]] = {
        "openai": partial(_openai, settings, keys),
        "anthropic": partial(_anthropic, settings, keys),
        "openrouter": partial(_openrouter, settings, keys),
        "custom": partial(_custom, settings, keys),
        "local_server": partial(_local_server, settings),
        "pam_server": partial(_pam_server, line),
        "embedded": partial(_embedded, settings, open_store),
    }
    return tuple(makers[name]() for name in settings.answers.names)


def _openai(settings: Settings, keys: Keys) -> Candidate:
    chosen = settings.openai
    return _account("openai", chosen, chosen.model, chosen.base_url, keys)


def _openrouter(settings: Settings, keys: Keys) -> Candidate:
    chosen = settings.openrouter
    return _account("openrouter", chosen, chosen.model, chosen.base_url, keys)


def _custom(settings: Settings, keys: Keys) -> Candidate:
    chosen = settings.custom
    return _account("custom", chosen, chosen.model, chosen.base_url, keys, is_own=True)


def _account(
    name: str, account: Account, model: str, base_url: str, keys: Keys, *, is_own: bool = False
) -> Candidate:
    """Somebody who speaks OpenAI's language; `is_own`: the user said where, and may need no key.

    What the big names are asked leaves the machine even where a proxy of the user's takes it first.
    """
    on_device = is_own and is_this_machine(base_url) and not is_elsewhere(model)

    def make(key: str) -> Provider:
        from pam_core.providers.openai_compatible import OpenAiCompatible

        return OpenAiCompatible(
            name=name,
            base_url=base_url,
            model=model,
            key=key,
            on_device=on_device,
            needs_key=not is_own,
        )

    missing = _missing(name, account, model)
    provider = Keyed(name, keys, make, model=model, on_device=on_device, missing=missing)
    return Candidate(provider=provider, terms=_terms(account, on_device=on_device))


def _anthropic(settings: Settings, keys: Keys) -> Candidate:
    chosen = settings.anthropic

    def make(key: str) -> Provider:
        from pam_core.providers.anthropic import Anthropic

        return Anthropic(base_url=chosen.base_url, model=chosen.model, key=key)

    missing = _missing("anthropic", chosen, chosen.model)
    provider = Keyed("anthropic", keys, make, model=chosen.model, missing=missing)
    return Candidate(provider=provider, terms=_terms(chosen))


def _local_server(settings: Settings) -> Candidate:
    from pam_core.providers.local_servers import LocalServer

    chosen = settings.local_server
    provider = LocalServer(
        model=chosen.model,
        base_url=chosen.base_url,
        look=settings.answers.find_local_servers,
    )
    terms = Terms(
        first_token_seconds=ON_THIS_MACHINE_SECONDS,
        context_tokens=chosen.context_tokens,
        answer_tokens=ON_DEVICE_ANSWER_TOKENS,
        most_tools=FEW_TOOLS,
        input_price=0.0,
        output_price=0.0,
    )
    return Candidate(provider=provider, terms=terms)


def _pam_server(line: "ServerChannel | None") -> Candidate:
    from pam_core.providers.pam_server import PamServer

    return Candidate(provider=PamServer(line))


def _embedded(settings: Settings, open_store: OpenStore) -> Candidate:
    from pam_core.providers.embedded import Embedded

    chosen = settings.embedded
    provider = Embedded(
        lambda: find_language_model(chosen.model, open_store()),
        chosen=chosen.model,
        threads=chosen.threads,
        idle_seconds=60.0 * chosen.unload_minutes,
    )
    own = is_own_file(chosen.model)
    terms = Terms(
        first_token_seconds=ON_THIS_MACHINE_SECONDS,
        context_tokens=OWN_FILE_TOKENS if own else SHIPPED_TOKENS,
        # The one that comes with PAM is too small to choose among actions: it only talks.
        answer_tokens=ON_DEVICE_ANSWER_TOKENS,
        most_tools=OWN_FILE_TOOLS if own else 0,
        is_weak=not own,
        input_price=0.0,
        output_price=0.0,
    )
    return Candidate(provider=provider, terms=terms)


def _terms(account: Account, *, on_device: bool = False) -> Terms:
    """What 0 stands for: not known, or no limit; on this machine there is nothing to pay."""
    unknown = 0.0 if on_device else None
    known = account.input_price > 0 and account.output_price > 0
    return Terms(
        first_token_seconds=ON_THIS_MACHINE_SECONDS if on_device else Terms().first_token_seconds,
        context_tokens=account.context_tokens,
        input_price=account.input_price if known else unknown,
        output_price=account.output_price if known else unknown,
        daily_tokens=account.daily_tokens or None,
        daily_dollars=account.daily_dollars or None,
    )


def _missing(name: str, account: Account, model: str) -> Standing | None:
    """What keeps the user's own limits from being kept, None where nothing does."""
    if not account.daily_dollars or (account.input_price and account.output_price):
        return None
    return Standing(
        ready=False,
        model=model,
        sentence=f"{name} has a daily limit in dollars, and its prices are not known.",
        mend=f"Set {name}.input_price and {name}.output_price, or a limit in {name}.daily_tokens.",
    )
