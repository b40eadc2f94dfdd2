"""Blocks become frames: in order, bounded, and without a stalled server's past."""

from audio.frame_intake import HELD_SECONDS, KEPT_SECONDS, Block, FrameIntake
from pam_core.vocabulary.audio import FRAME_BYTES, Frame

BLOCK_SECONDS = 0.04
BLOCK_BYTES = 2 * FRAME_BYTES


def pcm_of(number: int) -> bytes:
    return number.to_bytes(2, "little") * (BLOCK_BYTES // 2)


def numbers(frames: list[Frame]) -> list[int]:
    return [int.from_bytes(frame.pcm[:2], "little") for frame in frames[::2]]


def put_in_time(intake: FrameIntake, first: int, count: int, *, at: float) -> float:
    """So many blocks at the pace of a real device; gives when the last one came."""
    for number in range(count):
        intake.put(Block(pcm_of(first + number), at + number * BLOCK_SECONDS, 0.0))
    return at + (count - 1) * BLOCK_SECONDS


def put_at_once(intake: FrameIntake, first: int, count: int, *, at: float) -> None:
    for number in range(count):
        intake.put(Block(pcm_of(first + number), at + number * 0.0001, 0.0))


def test_every_block_becomes_frames_in_order() -> None:
    """What was put in comes out, cut into 20 ms, nothing twice and nothing missing."""
    intake = FrameIntake(block_seconds=BLOCK_SECONDS)
    put_in_time(intake, 0, 25, at=100.0)
    frames = intake.take()
    assert numbers(frames) == list(range(25))
    assert {len(frame.pcm) for frame in frames} == {FRAME_BYTES}
    assert intake.take() == []
    assert intake.dropped_seconds == 0


def test_frames_carry_the_time_of_their_last_sample() -> None:
    """The second frame of a block ended when the block did, the first 20 ms before."""
    intake = FrameIntake(block_seconds=BLOCK_SECONDS)
    intake.put(Block(pcm_of(1), 100.0, 0.015))
    first, second = intake.take()
    assert abs(second.captured_at - 99.985) < 1e-6
    assert abs(first.captured_at - 99.965) < 1e-6


def test_blocks_that_do_not_fill_frames_are_joined() -> None:
    """A resampler's uneven pieces are cut seamlessly."""
    intake = FrameIntake(block_seconds=BLOCK_SECONDS, convert=lambda pcm: pcm[:1000])
    put_in_time(intake, 0, 16, at=100.0)
    frames = intake.take()
    assert len(frames) == 16 * 1000 // FRAME_BYTES
    assert b"".join(f.pcm for f in frames) == b"".join(pcm_of(n)[:1000] for n in range(16))


def test_a_reader_that_does_not_come_costs_the_oldest_sound() -> None:
    """No more than ten seconds wait; what fell out is counted."""
    intake = FrameIntake(block_seconds=BLOCK_SECONDS)
    put_in_time(intake, 0, 300, at=100.0)
    frames = intake.take()
    kept = round(HELD_SECONDS / BLOCK_SECONDS)
    assert numbers(frames) == list(range(300 - kept, 300))
    assert abs(intake.dropped_seconds - (300 - kept) * BLOCK_SECONDS) < 1e-6


def test_a_stalled_servers_backlog_is_dropped_but_for_the_last_second() -> None:
    """After 5 s without blocks their burst is old news: only the newest second is kept."""
    intake = FrameIntake(block_seconds=BLOCK_SECONDS)
    last = put_in_time(intake, 0, 10, at=100.0)
    put_at_once(intake, 10, 125, at=last + 5.0)
    put_in_time(intake, 135, 5, at=last + 5.0 + 2 * BLOCK_SECONDS)
    kept = round(KEPT_SECONDS / BLOCK_SECONDS)
    frames = intake.take()
    assert numbers(frames) == [*range(10), *range(135 - kept, 140)]
    assert abs(intake.dropped_seconds - (125 - kept) * BLOCK_SECONDS) < 1e-6


def test_times_after_a_stall_never_go_back() -> None:
    """The kept backlog is dated back from its end, so that time goes on in order."""
    intake = FrameIntake(block_seconds=BLOCK_SECONDS)
    last = put_in_time(intake, 0, 10, at=100.0)
    put_at_once(intake, 10, 125, at=last + 5.0)
    put_in_time(intake, 135, 5, at=last + 5.0 + BLOCK_SECONDS)
    times = [frame.captured_at for frame in intake.take()]
    assert times == sorted(times)


def test_a_short_stall_of_ours_cuts_no_word() -> None:
    """When our own thread was held up for 0.8 s, all that was said meanwhile is still heard."""
    intake = FrameIntake(block_seconds=BLOCK_SECONDS)
    last = put_in_time(intake, 0, 10, at=100.0)
    put_at_once(intake, 10, 20, at=last + 0.8)
    put_in_time(intake, 30, 5, at=last + 0.8 + BLOCK_SECONDS)
    assert numbers(intake.take()) == list(range(35))
    assert intake.dropped_seconds == 0


def test_a_hole_without_a_backlog_drops_nothing() -> None:
    """A server that simply paused goes on where it is; its first block is fresh."""
    intake = FrameIntake(block_seconds=BLOCK_SECONDS)
    last = put_in_time(intake, 0, 10, at=100.0)
    put_in_time(intake, 10, 10, at=last + 3.0)
    assert numbers(intake.take()) == list(range(20))


def test_pairs_of_blocks_are_a_pace_too() -> None:
    """A device that hands over two blocks at a time is not taken for a stalled one."""
    intake = FrameIntake(block_seconds=BLOCK_SECONDS)
    for pair in range(20):
        put_at_once(intake, pair * 2, 2, at=100.0 + pair * 2 * BLOCK_SECONDS)
    assert numbers(intake.take()) == list(range(40))
