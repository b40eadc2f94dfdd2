"""Tones to play and to find again in a recording."""

import numpy as np


def tone(seconds: float, *, hz: float = 440.0, rate_hz: int = 16_000, peak: int = 8000) -> bytes:
    """A sine as mono int16 PCM."""
    at = np.arange(round(seconds * rate_hz)) / rate_hz
    return (np.sin(2 * np.pi * hz * at) * peak).astype("<i2").tobytes()


def loud_blocks(pcm: bytes, *, rate_hz: int = 16_000, above: float = 1000.0) -> list[bool]:
    """For each 10 ms of mono int16 PCM, whether its RMS lies above this."""
    samples = np.frombuffer(pcm, "<i2").astype(float)
    block = rate_hz // 100
    blocks = samples[: len(samples) // block * block].reshape(-1, block)
    return [bool(rms > above) for rms in np.sqrt((blocks**2).mean(axis=1))]


def loud_seconds(pcm: bytes, *, rate_hz: int = 16_000) -> float:
    """How much of it is loud."""
    return sum(loud_blocks(pcm, rate_hz=rate_hz)) / 100


def longest_hole_seconds(pcm: bytes, *, rate_hz: int = 16_000) -> float:
    """The longest silence between two loud stretches."""
    loud = np.flatnonzero(loud_blocks(pcm, rate_hz=rate_hz))
    return float(np.diff(loud).max(initial=1) - 1) / 100


def power_at(pcm: bytes, hz: float, *, rate_hz: int = 16_000) -> float:
    """The share (0-1) of the sound's power that lies within 30 Hz of a pitch."""
    samples = np.frombuffer(pcm, "<i2").astype(float)
    power = np.abs(np.fft.rfft(samples)) ** 2
    near = np.abs(np.fft.rfftfreq(len(samples), 1 / rate_hz) - hz) < 30
    return float(power[near].sum() / max(power.sum(), 1e-9))
