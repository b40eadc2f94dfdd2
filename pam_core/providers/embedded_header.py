"""What a GGUF file says of itself at its beginning, read before llama.cpp is let near it.

The format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

import math
import mmap
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pam_core.vocabulary.errors import Fault, PamError

MAGIC = b"GGUF"
VERSIONS = (2, 3)
MOST_ENTRIES = 1_000_000
"""Of anything countable: the largest vocabularies have a quarter of that."""

_PLAIN = dict(zip((0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12), "BbHhIifbQqd", strict=True))
_STRING, _ARRAY = 8, 9
_TEXT_VALUES = ("general.architecture", "tokenizer.ggml.model")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelHeader:
    """`trained_tokens` is the longest context it knows, `bytes_per_token` what each token takes."""

    architecture: str
    size_bytes: int
    trained_tokens: int
    bytes_per_token: int

    def memory_bytes(self, context_tokens: int) -> int:
        """What the model takes at most, once loaded; the last part is for its sums."""
        return self.size_bytes + context_tokens * self.bytes_per_token + 150_000_000


def read_header(path: Path) -> ModelHeader:
    """What the file says of itself; blocking, some tenths of a second for a large vocabulary.

    Raises:
        PamError: `language_model.unreadable`, `language_model.no_gguf`, `language_model.broken`,
            `language_model.no_talker`.
    """
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            size = len(whole)
            if whole[:4] != MAGIC:
                raise _trouble("no_gguf", path, "is no GGUF file")
            values, data_end = _read(whole)
    except OSError as error:
        raise _trouble("unreadable", path, f"cannot be read: {error.strerror}") from error
    except (struct.error, ValueError, UnicodeDecodeError) as error:
        # An empty file cannot be mapped, which is a ValueError too.
        raise _trouble("broken", path, "is damaged or not all there") from error
    if data_end > size:
        raise _trouble("broken", path, "is damaged or not all there")
    return _header(path, values, size)


def _header(path: Path, values: dict[str, Any], size: int) -> ModelHeader:
    kind = values.get("general.architecture", "")
    if "tokenizer.ggml.model" not in values or "bert" in kind or kind == "clip":
        raise _trouble("no_talker", path, "holds no model that can talk")

    def number(name: str, otherwise: int) -> int:
        value = values.get(f"{kind}.{name}", otherwise)
        return value if isinstance(value, int) and value > 0 else otherwise

    heads = number("attention.head_count", 1)
    share = min(1.0, number("attention.head_count_kv", heads) / heads)
    width = number("embedding_length", 4096) * share
    return ModelHeader(
        architecture=kind,
        size_bytes=size,
        trained_tokens=number("context_length", 4096),
        # A key and a value of two bytes a number in every layer.
        bytes_per_token=math.ceil(number("block_count", 32) * width * 2 * 2),
    )


class _Reader:
    """Goes through the bytes; struct.error where they end too early."""

    def __init__(self, whole: mmap.mmap) -> None:
        self._whole = whole
        self.at = 4

    def number(self, form: str) -> Any:
        (value,) = struct.unpack_from(f"<{form}", self._whole, self.at)
        self.at += struct.calcsize(f"<{form}")
        return value

    def count(self) -> int:
        count: int = self.number("Q")
        if count > MOST_ENTRIES:
            raise ValueError("too many of something")
        return count

    def text(self) -> str:
        length = self.count()
        text = self._whole[self.at : self.at + length]
        if len(text) < length:
            raise ValueError("ends within a text")
        self.at += length
        return text.decode()

    def skip_texts(self, count: int) -> None:
        for _ in range(count):
            length = self.count()
            self.at += length

    def value(self, kind: int) -> Any:
        """A value of this kind; None for an array, which is passed over."""
        if kind in _PLAIN:
            return self.number(_PLAIN[kind])
        if kind == _STRING:
            return self.text()
        if kind != _ARRAY:
            raise ValueError("an unknown kind of value")
        of_kind, count = self.number("I"), self.count()
        if of_kind == _STRING:
            self.skip_texts(count)
        elif of_kind in _PLAIN:
            self.at += count * struct.calcsize(f"<{_PLAIN[of_kind]}")
        else:
            raise ValueError("an array of arrays")
        return None


def _read(whole: mmap.mmap) -> tuple[dict[str, Any], int]:
    """The values, and a byte that must still be within the file if it is all there."""
    reader = _Reader(whole)
    if reader.number("I") not in VERSIONS:
        raise ValueError("an unknown version")
    tensors, entries = reader.count(), reader.count()
    values: dict[str, Any] = {}
    for _ in range(entries):
        key = reader.text()
        value = reader.value(reader.number("I"))
        if value is not None:
            values[key] = value
    if any(not isinstance(values.get(key, ""), str) for key in _TEXT_VALUES):
        raise ValueError("a name that is no text")
    last = 0
    for _ in range(tensors):
        reader.text()
        dimensions = reader.number("I")
        reader.at += dimensions * 8 + 4
        last = max(last, reader.number("Q"))
    return values, reader.at + last + 1


def _trouble(code: str, path: Path, what: str) -> PamError:
    return PamError(
        f"language_model.{code}",
        f"{path} {what}.",
        mend="Choose another GGUF file, or fetch it again.",
        fault=Fault.ENVIRONMENT,
    )
