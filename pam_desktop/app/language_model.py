"""Where the embedded language model is: one of the catalogue's, or a file of the user's own."""

from pathlib import Path
from typing import TYPE_CHECKING

from pam_core.vocabulary.errors import Fault, PamError

if TYPE_CHECKING:
    from models.store import ModelStore

ENDING = ".gguf"


def is_own_file(chosen: str) -> bool:
    """Whether the setting `embedded.model` names a file, and not a model of the catalogue."""
    return chosen.lower().endswith(ENDING) or "/" in chosen or "\\" in chosen


def find_language_model(chosen: str, store: "ModelStore") -> Path:
    """The file of the embedded model. It is looked at and not opened.

    Args:
        chosen: the setting `embedded.model`.
        store: where the models of the catalogue are.

    Raises:
        PamError: `model.…` where it is not there, or is no language model.
    """
    if not is_own_file(chosen):
        return _of_the_catalogue(chosen, store)
    path = Path(chosen).expanduser().absolute()
    if not path.is_file():
        raise PamError(
            "model.missing",
            f"There is no file {path}.",
            mend="`pam settings set embedded.model` takes another GGUF file, or smollm2-135m.",
            fault=Fault.USER,
        )
    return path


def _of_the_catalogue(name: str, store: "ModelStore") -> Path:
    from models.catalogue import ModelKind

    entry = store.catalogue.entry(name)
    if entry.kind is not ModelKind.LANGUAGE:
        names = ", ".join(other.name for other in store.catalogue.of_kind(ModelKind.LANGUAGE))
        raise PamError(
            "model.wrong_kind",
            f"{entry.name} is a {entry.kind} model and answers no questions.",
            mend=f"Choose one of: {names}; or a GGUF file of your own.",
            fault=Fault.USER,
        )
    return store.locate(entry.name)
