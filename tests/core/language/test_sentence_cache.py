"""The sentence files from the cache: the same as from the files, whatever became of it."""

import logging
import os
from pathlib import Path

import pytest

from pam_core.language.grammar import SENTENCES, Grammar, sentence_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "sentences"
    folder.mkdir()
    (folder / "common.yaml").write_text("openings: [please]\n", encoding="utf-8")
    (folder / "a.yaml").write_text("actions: {sing: {sentences: [sing]}}\n", encoding="utf-8")
    return folder


def test_the_same_from_the_cache(tmp_path: Path) -> None:
    """The shipped files come out of the cache as they went in."""
    read = sentence_files(SENTENCES)
    assert sentence_files(SENTENCES, tmp_path) == read
    assert sentence_files(SENTENCES, tmp_path) == read


def test_the_cache_is_read(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What did not change is not read again."""
    first = sentence_files(folder, tmp_path)
    monkeypatch.setattr("pam_core.language.sentence_file.sentence_file", None)
    assert sentence_files(folder, tmp_path) == first


def test_a_changed_file_is_read_anew(folder: Path, tmp_path: Path) -> None:
    """A change counts at the next start, and so do new files."""
    sentence_files(folder, tmp_path)
    (folder / "a.yaml").write_text("actions: {hum: {sentences: [hum]}}\n", encoding="utf-8")
    (folder / "b.yaml").write_text("actions: {jump: {sentences: [jump]}}\n", encoding="utf-8")
    assert set(Grammar.load(folder, tmp_path).actions) == {"hum", "jump"}


def test_the_time_of_a_change_counts(folder: Path, tmp_path: Path) -> None:
    """A change that leaves the size as it was counts, too."""
    sentence_files(folder, tmp_path)
    (folder / "a.yaml").write_text("actions: {sink: {sentences: [sink]}}\n", encoding="utf-8")
    os.utime(folder / "a.yaml", (1_000_000_000, 1_000_000_000))
    assert set(Grammar.load(folder, tmp_path).actions) == {"sink"}


@pytest.mark.parametrize(
    "foreign",
    [b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"format": 1, "stamp": []}', b"[" * 100_000],
)
def test_a_broken_cache_is_written_anew(folder: Path, tmp_path: Path, foreign: bytes) -> None:
    """Half-written or somebody else's: the files are read, and the cache is right again."""
    whole = sentence_files(folder, tmp_path)
    cached = tmp_path / "sentences.json"
    written = cached.read_bytes()
    cached.write_bytes(foreign)
    assert sentence_files(folder, tmp_path) == whole
    assert cached.read_bytes() == written


def test_no_cache_folder_to_be_had(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where no cache can be kept PAM starts without one, and the log says why."""
    caplog.set_level(logging.INFO)
    in_the_way = tmp_path / "cache"
    in_the_way.write_text("a file", encoding="utf-8")
    assert set(Grammar.load(folder, in_the_way).actions) == {"sing"}
    assert "read anew at each start" in caplog.text
