"""The environment as the settings' fields: lists by commas, secrets out of files, unknown names."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, SecretStr

from pam_core.vocabulary.errors import Fault, PamError

PREFIX = "PAM_SERVER_"
FILE_SUFFIX = "_FILE"


class Environment:
    """Reads a model's fields from PAM_SERVER_ variables.

    A variable that is set but empty is as good as none: compose files set such. Secrets may stand
    in a file named by the variable with `_FILE` behind it, as container engines hand them over.
    """

    def __init__(self, model: type[BaseModel], environment: Mapping[str, str]) -> None:
        self._fields = model.model_fields
        self._given = {
            name: value for name, value in environment.items() if name.startswith(PREFIX) and value
        }

    def read(self) -> dict[str, Any]:
        """Field → text, or list of texts. Raises PamError `settings.unknown`, `settings.file`."""
        self._refuse_unknown()
        found: dict[str, Any] = {}
        for field, info in self._fields.items():
            name = PREFIX + field.upper()
            value = self._given.get(name)
            if is_secret(info.annotation) and name + FILE_SUFFIX in self._given:
                value = self._from_file(name)
            if value is not None:
                found[field] = _listed(value) if info.default_factory is list else value
        return found

    def _refuse_unknown(self) -> None:
        known = {PREFIX + field.upper() for field in self._fields}
        files = {
            PREFIX + field.upper() + FILE_SUFFIX
            for field, info in self._fields.items()
            if is_secret(info.annotation)
        }
        unknown = sorted(set(self._given) - known - files)
        if not unknown:
            return
        told = []
        for name in unknown:
            meant = get_close_matches(name, known | files, 1)
            told.append(f"{name}{f' (did you mean {meant[0]}?)' if meant else ''}")
        raise PamError(
            "settings.unknown",
            f"The server has no setting {', '.join(told)}.",
            mend="`pam-server settings` lists them all.",
            fault=Fault.USER,
        )

    def _from_file(self, name: str) -> str:
        if name in self._given:
            raise PamError(
                "settings.file",
                f"Both {name} and {name}{FILE_SUFFIX} are set: which one is meant?",
                fault=Fault.USER,
            )
        try:
            return Path(self._given[name + FILE_SUFFIX]).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise PamError(
                "settings.file",
                f"The file that {name}{FILE_SUFFIX} names cannot be read: "
                f"{getattr(error, 'strerror', None) or 'it is no text'}.",
                fault=Fault.USER,
            ) from error


def is_secret(annotation: Any) -> bool:
    """Whether a field is one that is never shown."""
    return annotation is SecretStr


def _listed(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]
