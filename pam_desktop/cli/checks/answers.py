"""Checks of open questions: who could answer one, the keyring, the model inside PAM."""

import asyncio

from pam_desktop.cli.checks.finding import LimitedError, Patient


def open_questions(patient: Patient) -> str:
    """Somebody could answer an open question; nobody is asked one."""
    from pam_desktop.app.answerers import candidates_of
    from pam_desktop.app.keys import open_keys
    from pam_desktop.cli.options import open_model_store

    if not patient.settings.answers.names:
        return "Nobody is asked open questions, as answers.order has it."
    candidates = candidates_of(patient.settings, open_keys(patient.places), open_model_store)

    async def look() -> list[str]:
        try:
            return [
                each.provider.name for each in candidates if (await each.provider.standing()).ready
            ]
        finally:
            for each in candidates:
                await each.provider.close()

    ready = asyncio.run(look())
    if not ready:
        raise LimitedError(
            "Nobody can answer open questions; what PAM can do by itself works all the same.",
            "`pam models fetch smollm2-135m`, or start Ollama, or `pam providers key openai`; "
            "`pam providers` tells what each one is missing.",
        )
    return f"Could be asked, in this order: {', '.join(ready)}. `pam providers test` asks them."


def keyring(patient: Patient) -> str:
    """The keys that were given to PAM can be read; where none was, the keyring is let be."""
    from pam_desktop.app.key_names import KeyNames
    from pam_desktop.app.keys import open_keys

    names = KeyNames(patient.places.key_names_file).read()
    keys = open_keys(patient.places)
    if not names:
        if asyncio.run(keys.is_there()):
            return "It is there; PAM has no key in it."
        return "There is none, and PAM has no key that it would keep there."

    async def look() -> list[str]:
        return [name for name in names if await keys.find(name) is None]

    lost = asyncio.run(look())
    if lost:
        raise LimitedError(
            f"The key for {' and '.join(lost)} is no longer in the system's keyring.",
            f"`pam providers key {lost[0]}` takes it once more.",
        )
    return f"Keys for {', '.join(names)} are in the system's keyring."


def language_model(patient: Patient) -> str:
    """The model inside PAM is there, where it may be asked."""
    from pam_desktop.app.language_model import find_language_model
    from pam_desktop.cli.options import open_model_store

    if "embedded" not in patient.settings.answers.names:
        return "It is never asked, as answers.order has it."
    chosen = patient.settings.embedded.model
    return f"{chosen} is there, in {find_language_model(chosen, open_model_store()).parent}."
