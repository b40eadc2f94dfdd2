"""Tells the world which device PAM hears or speaks through, in sentences, once each."""

import logging
from collections.abc import Callable

from audio.port_audio import Route
from audio.sound_map import matches
from pam_core.vocabulary.events import Health, Part, PartChanged

log = logging.getLogger(__name__)

VERBS = {Part.MICROPHONE: "listens", Part.LOUDSPEAKER: "speaks"}


class DeviceReport:
    """Gives `on_change` a `PartChanged` for `part` whenever there is news."""

    def __init__(self, part: Part, on_change: Callable[[PartChanged], None]) -> None:
        self._part = part
        self._on_change = on_change
        self._told: PartChanged | None = None

    def lost(self, sentence: str) -> None:
        """There is no device; a second reason for it is no news."""
        if self._told is None or self._told.health is not Health.LOST:
            self._say(Health.LOST, sentence, "")

    def uses(self, route: Route, *, preferred: str, gone: Route | None = None) -> None:
        """PAM uses this device, perhaps for want of the preferred or of one that is `gone`."""
        sentence = f"PAM {VERBS[self._part]} through {route.title}."
        if preferred and not matches(preferred, name=route.endpoint, title=route.title):
            missing = f"The {self._part.value} {preferred} is not there."
            self._say(Health.DEGRADED, f"{missing} {sentence}", route.title)
        elif gone is not None:
            missing = f"The {self._part.value} {gone.title} is gone."
            self._say(Health.WORKING, f"{missing} {sentence}", route.title)
        elif self._told is None or (self._told.health, self._told.detail) != (
            Health.WORKING,
            route.title,
        ):
            self._say(Health.WORKING, sentence, route.title)

    def _say(self, health: Health, sentence: str, detail: str) -> None:
        change = PartChanged(part=self._part, health=health, sentence=sentence, detail=detail)
        if change != self._told:
            self._told = change
            log.info("%s", sentence)
            self._on_change(change)
