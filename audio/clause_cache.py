"""Clauses already spoken, kept as sound so that saying them again costs nothing."""

import hashlib
import os
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from pam_core.vocabulary.audio import Sound

MOST_BYTES = 16 * 1024 * 1024
"""About six minutes of speech at 22,050 Hz."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseKey:
    """What makes a clause sound as it does."""

    voice: str
    rate: float
    text: str


class ClauseCache:
    """The clauses used last, up to `most_bytes` of sound; in memory, and in `folder` if given.

    What is kept in the folder survives the program and holds what PAM said to the user: it belongs
    to the user's data, and `erase` empties it. Not for two threads at once.
    """

    def __init__(self, *, most_bytes: int = MOST_BYTES, folder: Path | None = None) -> None:
        self._most_bytes = most_bytes
        self._folder = folder
        self._sounds: OrderedDict[ClauseKey, Sound] = OrderedDict()
        self._bytes = 0

    @property
    def held_bytes(self) -> int:
        """How much sound is held in memory."""
        return self._bytes

    def find(self, key: ClauseKey, sample_rate_hz: int) -> Sound | None:
        """The clause's sound, which thereby counts as used last."""
        sound = self._sounds.get(key)
        if sound is not None:
            self._sounds.move_to_end(key)
            return sound
        sound = self._read(key, sample_rate_hz)
        if sound is not None:
            self._hold(key, sound)
        return sound

    def keep(self, key: ClauseKey, sound: Sound) -> None:
        """Hold a clause, forgetting those unused for longest where it gets too much."""
        self._hold(key, sound)
        if self._folder is not None:
            self._write(self._folder, key, sound)

    def erase(self) -> None:
        """Forget every clause, in memory and on disk."""
        self._sounds.clear()
        self._bytes = 0
        if self._folder is not None and self._folder.is_dir():
            for file in self._files(self._folder):
                file.unlink(missing_ok=True)

    def _hold(self, key: ClauseKey, sound: Sound) -> None:
        replaced = self._sounds.pop(key, None)
        if replaced is not None:
            self._bytes -= len(replaced.pcm)
        if len(sound.pcm) > self._most_bytes:
            return
        self._sounds[key] = sound
        self._bytes += len(sound.pcm)
        while self._bytes > self._most_bytes:
            _, oldest = self._sounds.popitem(last=False)
            self._bytes -= len(oldest.pcm)

    def _read(self, key: ClauseKey, sample_rate_hz: int) -> Sound | None:
        if self._folder is None:
            return None
        file = self._folder / _file_name(key, sample_rate_hz)
        if not file.is_file():
            return None
        pcm = file.read_bytes()
        os.utime(file)
        return Sound(pcm=pcm, sample_rate_hz=sample_rate_hz) if pcm else None

    def _write(self, folder: Path, key: ClauseKey, sound: Sound) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / _file_name(key, sound.sample_rate_hz)
        unfinished = file.with_suffix(".part")
        unfinished.write_bytes(sound.pcm)
        # A half-written clause must never be taken for a whole one after a power cut.
        unfinished.replace(file)
        self._make_room(folder)

    def _make_room(self, folder: Path) -> None:
        files = sorted((file.stat().st_mtime_ns, file) for file in self._files(folder))
        excess = sum(file.stat().st_size for _, file in files) - self._most_bytes
        for _, file in files:
            if excess <= 0:
                return
            excess -= file.stat().st_size
            file.unlink()

    @staticmethod
    def _files(folder: Path) -> list[Path]:
        return [*folder.glob("*.pcm"), *folder.glob("*.part")]


def _file_name(key: ClauseKey, sample_rate_hz: int) -> str:
    parts = f"{key.voice}\0{key.rate:.3f}\0{sample_rate_hz}\0{key.text}"
    return hashlib.sha256(parts.encode()).hexdigest()[:32] + ".pcm"
