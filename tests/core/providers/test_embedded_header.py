"""A file is judged by its beginning before llama.cpp opens it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pam_core.providers.embedded_header import ModelHeader, read_header
from pam_core.vocabulary.errors import PamError
from tests.core.providers.gguf_file import gguf

SAME_FOLDER = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def read(tmp_path: Path, content: bytes) -> ModelHeader | str:
    """The header, or the code of what is the matter."""
    path = tmp_path / "model.gguf"
    path.write_bytes(content)
    try:
        return read_header(path)
    except PamError as trouble:
        return trouble.code


def test_a_model_says_how_much_it_can_hold(tmp_path: Path) -> None:
    """Its context, and the memory each token takes: keys and values of two bytes a number."""
    whole = gguf(trained_tokens=512)
    header = read(tmp_path, whole)
    # 10 layers × 100 numbers, halved as two of four heads share × a key and a value × 2 bytes
    assert header == ModelHeader(
        architecture="llama", size_bytes=len(whole), trained_tokens=512, bytes_per_token=2000
    )


def test_memory_is_the_file_its_context_and_some_for_the_sums(tmp_path: Path) -> None:
    """What a model takes grows with the file and with the context."""
    header = read(tmp_path, gguf())
    assert isinstance(header, ModelHeader)
    assert header.memory_bytes(0) > header.size_bytes
    assert header.memory_bytes(1000) - header.memory_bytes(0) == 1000 * header.bytes_per_token


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "broken"),
        (b"PK\x03\x04" + bytes(100), "no_gguf"),
        (b"GGUF", "broken"),
        (b"GGUF" + b"\x01" + bytes(100), "broken"),
        (b"GGUF\x03\0\0\0" + b"\xff" * 16, "broken"),
        (gguf(architecture="clip"), "no_talker"),
        (gguf(architecture="nomic-bert"), "no_talker"),
        (gguf(speaks=False), "no_talker"),
    ],
)
def test_what_cannot_answer_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    """Something else, a broken beginning, a model for pictures or for searching: none is opened."""
    assert read(tmp_path, content) == f"language_model.{code}"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """What cannot be read is named, with what to do."""
    with pytest.raises(PamError, match="cannot be read") as raised:
        read_header(tmp_path / "nowhere.gguf")
    assert raised.value.mend


@SAME_FOLDER
@given(part=st.floats(min_value=0, max_value=1, exclude_max=True))
def test_a_file_cut_anywhere_is_refused(tmp_path: Path, part: float) -> None:
    """However much of a file has arrived, it is not taken for a whole one."""
    whole = gguf()
    assert read(tmp_path, whole[: int(part * len(whole))]) in (
        "language_model.broken",
        "language_model.no_gguf",
    )


@SAME_FOLDER
@given(at=st.integers(0, 400), noise=st.binary(min_size=1, max_size=24))
def test_noise_in_a_file_ends_in_a_header_or_in_a_named_trouble(
    tmp_path: Path, at: int, noise: bytes
) -> None:
    """Whatever stands there, reading it ends, and in nothing but a PamError."""
    whole = gguf()
    told = read(tmp_path, whole[:at] + noise + whole[at + len(noise) :])
    assert isinstance(told, ModelHeader) or told.startswith("language_model.")
