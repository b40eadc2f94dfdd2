"""Uploaded sound files: what is taken, and that what is no honest recording costs nothing."""

import resource

import pytest

from pam_core.vocabulary.audio import seconds_of
from pam_core.vocabulary.errors import Fault, PamError
from pam_server.speech.decoding import LONGEST_SECONDS, pcm_of
from tests.server.speech.sounds import (
    flac_that_hides_its_length,
    silence,
    tone,
    wave_header,
)

HOURS = 3 * 3600 * 32_000


@pytest.mark.parametrize(
    ("kind", "subtype", "hz"),
    [
        ("WAV", "PCM_16", 16_000),
        ("WAV", "FLOAT", 44_100),
        ("WAVEX", "PCM_24", 48_000),
        ("FLAC", "PCM_16", 22_050),
        ("OGG", "OPUS", 48_000),
        ("OGG", "VORBIS", 44_100),
    ],
)
def test_kinds(kind: str, subtype: str, hz: int) -> None:
    """WAV, FLAC and Ogg of any usual rate become 16 kHz mono of the same length."""
    pcm = pcm_of(tone(1.5, kind=kind, subtype=subtype, hz=hz))
    assert seconds_of(pcm) == pytest.approx(1.5, abs=0.05)


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (b"", "sound.unreadable"),
        (b"not a sound", "sound.unreadable"),
        (b"RIFF\xff\xff\xff\xffWAVE", "sound.damaged"),
        (tone(1.0)[:20], "sound.damaged"),
        (tone(1.0)[:8000], "sound.damaged"),
        (tone(0.5, kind="AIFF"), "sound.unreadable"),
        (wave_header(claims_bytes=HOURS), "sound.damaged"),
        (wave_header(claims_bytes=4_000_000_000), "sound.damaged"),
        (wave_header(claims_bytes=3200, hz=1_000_000), "sound.unusual"),
        (wave_header(claims_bytes=3200, hz=1), "sound.unusual"),
        (wave_header(claims_bytes=51_000, channels=255, sound=bytes(51_000)), "sound.unusual"),
        (wave_header(claims_bytes=0, sound=b""), "sound.empty"),
        (silence(LONGEST_SECONDS + 1), "sound.too_long"),
        (silence(LONGEST_SECONDS + 1, kind="OGG"), "sound.too_long"),
        (flac_that_hides_its_length(LONGEST_SECONDS + 2), "sound.too_long"),
    ],
)
def test_refused(upload: bytes, code: str) -> None:
    """What is damaged, unusual or too long is the user's to mend, and says what it is."""
    with pytest.raises(PamError) as refused:
        pcm_of(upload)
    assert (refused.value.code, refused.value.fault) == (code, Fault.USER)


def test_streamed_wave() -> None:
    """A WAV file from a program that did not know its length is read to the file's end."""
    assert seconds_of(pcm_of(wave_header(claims_bytes=0xFFFFFFFF))) == pytest.approx(0.1)


def test_packed_hours() -> None:
    """Two hours packed into a small file take no memory before they are refused."""
    bomb = flac_that_hides_its_length(2 * 3600)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(PamError, match="longer than 5 minutes"):
        pcm_of(bomb)
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert len(bomb) < 25_000_000
    assert grown_kib < 100_000
