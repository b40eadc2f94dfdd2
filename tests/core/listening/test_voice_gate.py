"""The two stages of voice detection."""

from pam_core.listening.voice_gate import NoiseFloor, VoiceGate
from pam_core.vocabulary.audio import FRAME_BYTES
from tests.support.fakes import QUIET, VOICE, FakeDetector

ROAD = b"\x02" * FRAME_BYTES
"""Loud, and webrtcvad takes it for voice; Silero does not."""


def test_silero_sleeps_in_silence() -> None:
    """A quiet day costs no Silero."""
    detector = FakeDetector()
    gate = VoiceGate(detector)
    readings = [gate.hear(QUIET, held_open=False) for _ in range(500)]
    assert detector.sure_calls == 0
    assert not any(reading.voiced for reading in readings)


def test_noise_that_fools_webrtcvad_does_not_fool_the_gate() -> None:
    """What only webrtcvad takes for voice is not voice."""
    gate = VoiceGate(FakeDetector())
    for _ in range(50):
        gate.hear(QUIET, held_open=False)
    assert not any(gate.hear(ROAD, held_open=False).voiced for _ in range(500))


def test_silero_goes_back_to_sleep_in_steady_noise() -> None:
    """An engine that runs becomes the floor: Silero is not asked all the way to Flagstaff."""
    detector = FakeDetector()
    gate = VoiceGate(detector)
    for _ in range(1500):
        gate.hear(ROAD, held_open=False)
    asked = detector.sure_calls
    for _ in range(1500):
        gate.hear(ROAD, held_open=False)
    assert detector.sure_calls == asked


def test_voice_is_seen_from_its_first_frames() -> None:
    """Silero is fed what came just before, so that the gate is sure within a tenth of a second."""
    gate = VoiceGate(FakeDetector())
    for _ in range(50):
        gate.hear(QUIET, held_open=False)
    readings = [gate.hear(VOICE, held_open=False).voiced for _ in range(5)]
    assert readings[-1]


def test_the_floor_falls_fast_and_rises_slowly() -> None:
    """A shout does not lift the noise floor; switching the engine off lowers it at once."""
    floor = NoiseFloor()
    for _ in range(100):
        floor.follow(-60.0)
    for _ in range(25):
        floor.follow(-20.0)
    assert floor.dbfs is not None
    assert floor.dbfs < -56.0
    for _ in range(25):
        floor.follow(-70.0)
    assert floor.dbfs < -69.0
