"""The queue behind the loudspeaker: no gap, no click, and an honest account of what was heard."""

import numpy as np

from audio.play_queue import Piece, PlayQueue

RATE_HZ = 1000
BLOCK = 20


def piece(value: int, count: int) -> Piece:
    return Piece(np.full(count, value, np.int16), RATE_HZ)


def drain(queue: PlayQueue, blocks: int, *, since: float = 0.0, delay: float = 0.0) -> list[int]:
    out: list[int] = []
    for number in range(blocks):
        now = since + number * BLOCK / RATE_HZ
        block, _news = queue.fill(BLOCK, RATE_HZ, now=now, delay_seconds=delay)
        out += block.tolist()
    return out


def test_sounds_follow_one_another_without_a_gap() -> None:
    """The next sound begins in the very sample after the last, within a block if need be."""
    queue = PlayQueue()
    for one in (piece(1, 30), piece(2, 5), piece(3, 12)):
        queue.put(one)
    assert drain(queue, 3) == [1] * 30 + [2] * 5 + [3] * 12 + [0] * 13


def test_beginning_and_end_of_a_sound_are_news() -> None:
    """A block in which a sound begins or is handed over says so; those between do not."""
    queue = PlayQueue()
    queue.put(piece(1, 60))
    blocks = (0.0, 0.02, 0.04, 0.06)
    told = [queue.fill(BLOCK, RATE_HZ, now=now, delay_seconds=0.0)[1] for now in blocks]
    assert told == [True, False, True, False]


def test_what_the_device_still_holds_was_not_heard() -> None:
    """Heard is what was handed over less what is still on its way."""
    queue = PlayQueue()
    sound = piece(1, 200)
    queue.put(sound)
    drain(queue, 5, delay=0.05)
    assert sound.handed_seconds == 0.1
    # The last block left at 0.08 and sounds from 0.13 to 0.15.
    assert abs(sound.heard_seconds(0.1) - 0.05) < 1e-9
    assert abs(sound.heard_seconds(0.2) - 0.1) < 1e-9


def test_volume_changes_by_a_ramp() -> None:
    """No two samples in a row differ by more than the ramp's step: nothing clicks."""
    queue = PlayQueue()
    queue.put(Piece(np.full(100, 10_000, np.int16), RATE_HZ))
    before = drain(queue, 1)
    queue.set_gain(0.0)
    after = drain(queue, 2)
    steps = np.abs(np.diff(before + after))
    assert steps.max() <= 10_000 / 8
    assert after[-1] == 0


def test_a_sound_begins_at_its_volume() -> None:
    """A volume set before a sound is not faded into at its beginning."""
    queue = PlayQueue()
    queue.set_gain(0.1)
    queue.put(piece(1000, 20))
    assert drain(queue, 1) == [100] * 20


def test_half_gain_halves() -> None:
    """The gain is a factor."""
    queue = PlayQueue(gain=0.5)
    queue.put(piece(1000, 20))
    assert drain(queue, 1) == [500] * 20


def test_cleared_queue_is_silent() -> None:
    """After clear not one more sample of it is handed out."""
    queue = PlayQueue()
    queue.put(piece(1, 100))
    queue.put(piece(2, 100))
    drain(queue, 1)
    queue.clear()
    assert drain(queue, 2) == [0] * 40


def test_a_replaced_device_goes_on_where_the_last_one_stopped() -> None:
    """The rest of what waits is brought to the new device's rate; nothing is played twice."""
    queue = PlayQueue()
    sound = piece(1000, 100)
    queue.put(sound)
    drain(queue, 2)
    queue.change_rate(2 * RATE_HZ)
    assert len(sound.samples) == 120
    block, _news = queue.fill(200, 2 * RATE_HZ, now=1.0, delay_seconds=0.0)
    assert np.count_nonzero(block) == 120
    assert abs(sound.handed_seconds - 0.1) < 1e-9
