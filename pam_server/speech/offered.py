"""Whether this server hears and speaks, and with what."""

from importlib.util import find_spec

from pam_server.settings import ServerSettings
from pam_server.speech.client import Speech
from pam_server.speech.worker import Opening

ENGINES = ("faster_whisper", "piper")


def speech_of(settings: ServerSettings) -> Speech | None:
    """The speech process, not started yet; None where it is switched off or not installed."""
    if not settings.speech or any(find_spec(engine) is None for engine in ENGINES):
        return None
    usual = Opening(models=str(settings.models))
    opening = Opening(
        models=usual.models,
        hearing=settings.speech_model or usual.hearing,
        voice=settings.speech_voice or usual.voice,
    )
    return Speech(opening.text(), idle_seconds=settings.speech_idle_minutes * 60)
