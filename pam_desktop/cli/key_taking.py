"""Takes a provider's key from the terminal or a pipe, and says what that key now allows."""

import asyncio
import sys
from collections.abc import Sequence
from urllib.parse import urlsplit

from pam_core.settings.addresses import is_this_machine
from pam_core.settings.schema import Settings
from pam_core.settings.schema_answers import KEYED
from pam_core.vocabulary.errors import Fault, PamError
from pam_core.vocabulary.model_failure import PROVIDER_TITLES
from pam_desktop.app.keys import MOST_CHARACTERS, Keys, fit_key, hint


def take_key(name: str, keys: Keys, settings: Settings) -> Sequence[str]:
    """Ask for the key and keep it; the sentences to be told.

    It is read without echo from a terminal, else from stdin, and never from the command line, which
    every program on the machine can see.

    Raises:
        PamError: `providers.no_key`, `keys.…`; what was given is not repeated.
    """
    _check(name)
    # Not within a loop: Ctrl+C must end the question itself and give the terminal its echo back.
    key = fit_key(_ask(name), "what you gave")
    asyncio.run(keys.keep(name, key))
    end = hint(key)
    shown = f" (it ends in {end})" if end else ""
    told = [f"The key for {name}{shown} is kept in the system's keyring."]
    if variable := keys.variable_of(name):
        told.append(f"{variable} is set and goes before it.")
    return [*told, consent(name, settings)]


def forget_key(name: str, keys: Keys, settings: Settings) -> Sequence[str]:
    """Take the key out of the keyring; the sentences to be told. Raises PamError (`keys.…`)."""
    _check(name)
    was_there = asyncio.run(keys.forget(name))
    told = [
        f"The key for {name} is gone from the system's keyring."
        if was_there
        else f"There was no key for {name} in the system's keyring."
    ]
    if variable := keys.variable_of(name):
        told.append(f"{variable} is still set: PAM may ask {name} as long as it is.")
    return told


def consent(name: str, settings: Settings) -> str:
    """What leaves the machine from now on, and what does not."""
    if name not in settings.answers.names:
        return f"{name} is not in answers.order, so nothing is sent there."
    base_url: str = getattr(settings, name).base_url
    if name == "custom" and is_this_machine(base_url):
        return "From now on PAM may ask your own server; nothing of that leaves this machine."
    place = urlsplit(base_url).hostname or "the address that you set in custom.base_url"
    who = place if name == "custom" else f"{PROVIDER_TITLES[name]} ({place})"
    return (
        f"From now on PAM may send open questions to {who}, with the last things you said and "
        "roughly where you are. Card, account and phone numbers, mail addresses and keys are taken "
        f"out before. `pam providers key {name} --remove` ends it."
    )


def _check(name: str) -> None:
    if name not in KEYED:
        raise PamError(
            "providers.no_key",
            f"{name} takes no key.",
            mend=f"Those that do are {', '.join(KEYED)}.",
            fault=Fault.USER,
        )


def _ask(name: str) -> str:
    if not sys.stdin.isatty():
        # One character more than fits, so that too much is noticed.
        return sys.stdin.read(2 * MOST_CHARACTERS)
    from getpass import getpass

    try:
        return getpass(f"Key for {name} (it is not shown): ")
    except EOFError:
        return ""
