"""Checks of PAM's own parts: settings, models, database, sound devices, the talk key."""

import asyncio
import os
import sys

from pam_core.vocabulary.errors import Fault, PamError
from pam_desktop.cli.checks.finding import LimitedError, Patient


def settings(patient: Patient) -> str:
    """The user's settings can be read."""
    if patient.settings_trouble:
        raise patient.settings_trouble
    path = patient.places.settings_file
    return f"{path} is fine." if path.exists() else "All defaults; there is no settings file."


def hearing_model(patient: Patient) -> str:
    """The speech model is there and whole."""
    return _model(patient.settings.hearing.model, "hearing")


def voice_model(patient: Patient) -> str:
    """The voice is there and whole."""
    return _model(patient.settings.speaking.voice, "voice")


def voice_activity_model(patient: Patient) -> str:
    """What tells voice from noise is there and whole."""
    return _model("silero-vad", "voice_activity")


def database(patient: Patient) -> str:
    """The database opens and is not a newer PAM's; one that is not there yet is not made."""
    path = patient.places.database(patient.settings.storage.database)
    if not path.exists():
        return f"{path} is made when the first thing is kept."
    from pam_core.storage.file import DatabaseFile

    async def look() -> None:
        file = DatabaseFile(path)
        try:
            await file.open()
        finally:
            await file.close()

    asyncio.run(look())
    return f"{path} opens and is whole."


def town_map(patient: Patient) -> str:
    """The map of towns is there, and how many places the user has imported."""
    from pam_core.storage.gazetteer.build import is_built

    if not is_built(patient.places.gazetteer_file):
        raise LimitedError(
            "The map of towns is drawn when PAM first starts.", "pam places build does it now."
        )
    path = patient.places.places_file
    imported = "places you imported beside it" if path.exists() else "no places imported yet"
    return f"{patient.places.gazetteer_file} is there; {imported}."


def microphone(patient: Patient) -> str:
    """There is something to hear with."""
    return _device("microphone", patient.settings.hearing.microphone)


def loudspeaker(patient: Patient) -> str:
    """There is something to speak with."""
    return _device("loudspeaker", patient.settings.speaking.loudspeaker)


def talk_key(patient: Patient) -> str:
    """The talk key can be had, as far as can be told without asking the user."""
    from pam_desktop.host.choose import open_talk_key, way_to_hear
    from pam_desktop.host.talk_key import TOGGLE_INSTEAD, read_combination

    key = patient.settings.talk_key.key
    label = read_combination(key).label
    match way_to_hear(sys.platform, os.environ):
        case "x11":

            async def take() -> None:
                held = await open_talk_key(key, _nothing, _nothing, lambda error: None)
                await held.close()

            asyncio.run(take())
            return f"{label} is free on X11."
        case "portal":
            raise LimitedError(
                f"{label} is asked of the desktop when PAM starts (Wayland).", TOGGLE_INSTEAD
            )
        case "pynput":
            return f"{label} is listened for when PAM starts."
    raise LimitedError("There is no screen, so there is no talk key.", TOGGLE_INSTEAD)


def _model(name: str, kind: str) -> str:
    from pam_desktop.cli.options import open_model_store

    store = open_model_store()
    entry = store.catalogue.entry(name)
    if entry.kind != kind:
        raise PamError(
            "model.wrong_kind",
            f"{entry.name} is a {entry.kind} model, not a {kind} model.",
            mend="Choose another with `pam settings set`.",
            fault=Fault.USER,
        )
    path = store.locate(entry.name)
    return f"{entry.name} is whole, in {path if path.is_dir() else path.parent}."


def _device(part: str, wanted: str) -> str:
    from audio.devices import list_devices, require
    from audio.port_audio import Direction
    from audio.sound_map import matches

    direction = next(one for one in Direction if one.part == part)
    devices = [one for one in list_devices() if one.direction is direction]
    used = require(direction, devices)
    chosen = [one for one in devices if matches(wanted, name=one.name, title=one.title)]
    if wanted and not chosen:
        raise LimitedError(
            f"The chosen {part}, {wanted}, is not there; PAM uses {used.title}.",
            "Plug it in, or choose another: `pam devices` lists them.",
        )
    return f"{(chosen or [used])[0].title}; {len(devices)} to choose from."


def _nothing() -> None:
    """The key is let go of again before anybody can press it."""
