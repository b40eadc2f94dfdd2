"""Which models there are, as catalogue.toml names them."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from pam_core.vocabulary.errors import Fault, PamError


class ModelKind(StrEnum):
    """What a model is for."""

    HEARING = "hearing"
    VOICE = "voice"
    VOICE_ACTIVITY = "voice_activity"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """One file of a model.

    `packaged` are the pieces in installed packages, "module/path" each, which in this order make up
    the file. `hub` is its path in the hub's repository; "" where no hub has it.
    """

    name: str
    size_bytes: int
    sha256: str
    packaged: tuple[str, ...]
    hub: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelEntry:
    """One model.

    `packages` are the distributions that bring it. `opens` is the file a program opens; "" where it
    opens the folder.
    """

    name: str
    kind: ModelKind
    title: str
    licence: str
    packages: tuple[str, ...]
    repository: str
    revision: str
    opens: str
    files: tuple[ModelFile, ...]

    @property
    def size_bytes(self) -> int:
        """All its files together."""
        return sum(file.size_bytes for file in self.files)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The models in the order of the file; the first of each kind is the default."""

    entries: Sequence[ModelEntry]

    def entry(self, name: str) -> ModelEntry:
        """The model of that name, upper or lower case.

        Raises:
            PamError: `model.unknown`, with what may have been meant.
        """
        for entry in self.entries:
            if entry.name.lower() == name.lower():
                return entry
        names = {entry.name.lower(): entry.name for entry in self.entries}
        close = get_close_matches(name.lower(), names, n=1)
        meant = f"; did you mean {names[close[0]]}?" if close else "."
        raise PamError(
            "model.unknown",
            f"There is no model “{name}”{meant}",
            mend="`pam models list` names them.",
            fault=Fault.USER,
        )

    def of_kind(self, kind: ModelKind) -> Sequence[ModelEntry]:
        """The models of one kind, the default first."""
        return [entry for entry in self.entries if entry.kind is kind]


@cache
def shipped_catalogue() -> Catalogue:
    """The catalogue that came with this PAM."""
    return read_catalogue(Path(__file__).with_name("catalogue.toml").read_text(encoding="utf-8"))


def read_catalogue(text: str) -> Catalogue:
    """A catalogue from TOML; it ships with PAM, so what is wrong in it is a plain exception."""
    return Catalogue([_entry(dict(table)) for table in tomllib.loads(text)["model"]])


def _entry(table: dict[str, Any]) -> ModelEntry:
    files = tuple(
        ModelFile(**{**file, "packaged": tuple(file.get("packaged", ()))})
        for file in table.pop("file")
    )
    return ModelEntry(
        **{
            "opens": "",
            "repository": "",
            "revision": "",
            **table,
            "kind": ModelKind(table["kind"]),
            "packages": tuple(table.get("packages", ())),
        },
        files=files,
    )
