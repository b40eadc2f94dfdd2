"""The clause cache keeps what was used last, within its bounds, and forgets on demand."""

import os
from pathlib import Path

from audio.clause_cache import ClauseCache, ClauseKey
from pam_core.vocabulary.audio import Sound

RATE_HZ = 22_050


def key(text: str, *, voice: str = "joe", rate: float = 1.0) -> ClauseKey:
    return ClauseKey(voice=voice, rate=rate, text=text)


def sound(size: int, fill: int = 1) -> Sound:
    return Sound(pcm=bytes([fill]) * size, sample_rate_hz=RATE_HZ)


def test_a_clause_is_found_under_its_voice_rate_and_text_only() -> None:
    """Another voice, pace or wording is another clause."""
    cache = ClauseCache()
    cache.keep(key("Hello."), sound(10))
    assert cache.find(key("Hello."), RATE_HZ) == sound(10)
    assert cache.find(key("Hello"), RATE_HZ) is None
    assert cache.find(key("Hello.", voice="amy"), RATE_HZ) is None
    assert cache.find(key("Hello.", rate=1.2), RATE_HZ) is None


def test_the_clause_unused_for_longest_goes_first() -> None:
    """Finding a clause counts as using it; the bytes held never exceed the bound."""
    cache = ClauseCache(most_bytes=250)
    cache.keep(key("a"), sound(100))
    cache.keep(key("b"), sound(100))
    cache.find(key("a"), RATE_HZ)
    cache.keep(key("c"), sound(100))
    assert cache.held_bytes == 200
    assert cache.find(key("b"), RATE_HZ) is None
    assert cache.find(key("a"), RATE_HZ) is not None
    assert cache.find(key("c"), RATE_HZ) is not None


def test_a_clause_larger_than_the_cache_is_not_kept() -> None:
    """It would push everything else out and still not fit."""
    cache = ClauseCache(most_bytes=50)
    cache.keep(key("small"), sound(40))
    cache.keep(key("large"), sound(60))
    assert cache.find(key("large"), RATE_HZ) is None
    assert cache.find(key("small"), RATE_HZ) is not None


def test_keeping_a_clause_again_does_not_count_it_twice() -> None:
    """The newer sound replaces the older."""
    cache = ClauseCache()
    cache.keep(key("a"), sound(100))
    cache.keep(key("a"), sound(60, fill=2))
    assert cache.held_bytes == 60
    assert cache.find(key("a"), RATE_HZ) == sound(60, fill=2)


def test_a_folder_keeps_clauses_beyond_the_programs_end(tmp_path: Path) -> None:
    """A second cache on the same folder finds them; their text is not readable in the names."""
    ClauseCache(folder=tmp_path / "clauses").keep(key("You spent ten dollars."), sound(80))
    assert ClauseCache(folder=tmp_path / "clauses").find(
        key("You spent ten dollars."), RATE_HZ
    ) == sound(80)
    assert all("dollars" not in file.name for file in (tmp_path / "clauses").iterdir())


def test_the_folder_stays_within_its_bound(tmp_path: Path) -> None:
    """The files unused for longest are removed."""
    cache = ClauseCache(most_bytes=250, folder=tmp_path)
    for age, text in enumerate("abc"):
        cache.keep(key(text), sound(100))
        newest = max(tmp_path.glob("*.pcm"), key=lambda file: file.stat().st_mtime_ns)
        os.utime(newest, ns=(10**18 + age * 10**9,) * 2)
    cache.keep(key("d"), sound(100))
    afresh = ClauseCache(folder=tmp_path)
    found = [text for text in "abcd" if afresh.find(key(text), RATE_HZ)]
    assert found[-1] == "d"
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 250


def test_erasing_leaves_nothing_in_memory_or_on_disk(tmp_path: Path) -> None:
    """Unfinished files go too; files of others stay."""
    cache = ClauseCache(folder=tmp_path)
    cache.keep(key("secret"), sound(80))
    (tmp_path / "broken.part").write_bytes(b"x")
    (tmp_path / "notes.txt").write_text("not ours")
    cache.erase()
    assert cache.held_bytes == 0
    assert cache.find(key("secret"), RATE_HZ) is None
    assert [file.name for file in tmp_path.iterdir()] == ["notes.txt"]


def test_erasing_where_there_never_was_a_folder_is_no_error(tmp_path: Path) -> None:
    """A user who never heard PAM may erase their data."""
    ClauseCache(folder=tmp_path / "never").erase()
    assert not (tmp_path / "never").exists()
