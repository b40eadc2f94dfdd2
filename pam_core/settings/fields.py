"""The settings as a list, for the table in the documents, `pam settings`, and error sentences."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

from pydantic.fields import FieldInfo

from pam_core.settings.schema import Settings
from pam_core.settings.section import Section

ENVIRONMENT_PREFIX = "PAM_"


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingField:
    """One setting: where it stands, its default, what it takes in words, and what it is for."""

    section: str
    key: str
    default: Any
    takes: str
    help: str

    @property
    def name(self) -> str:
        """As it is written on the command line: `section.key`."""
        return f"{self.section}.{self.key}"

    @property
    def variable(self) -> str:
        """The environment variable that overrides it."""
        return f"{ENVIRONMENT_PREFIX}{self.section}_{self.key}".upper()


@cache
def sections() -> MappingProxyType[str, type[Section]]:
    """The sections by name, in the order of the schema."""
    found: dict[str, type[Section]] = {}
    for name, field in Settings.model_fields.items():
        kind = field.annotation
        assert isinstance(kind, type) and issubclass(kind, Section)
        found[name] = kind
    return MappingProxyType(found)


@cache
def all_fields() -> tuple[SettingField, ...]:
    """Every setting, in the order of the schema."""
    return tuple(
        SettingField(
            section=section,
            key=key,
            default=field.default,
            takes=_takes(field),
            help=field.description or "",
        )
        for section, model in sections().items()
        for key, field in model.model_fields.items()
    )


@cache
def find_field(section: str, key: str) -> SettingField | None:
    """The setting of that name, or None."""
    for field in all_fields():
        if (field.section, field.key) == (section, key):
            return field
    return None


def written(value: Any) -> str:
    """A value as the settings file writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _takes(field: FieldInfo) -> str:
    extra = field.json_schema_extra
    if isinstance(extra, dict) and "takes" in extra:
        return str(extra["takes"])
    kind = field.annotation
    if kind is bool:
        return "true or false"
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return "one of " + ", ".join(f'"{choice}"' for choice in kind)
    if kind in (int, float):
        low = next(_plain(m.ge) for m in field.metadata if hasattr(m, "ge"))
        high = next(_plain(m.le) for m in field.metadata if hasattr(m, "le"))
        return f"a {'whole ' if kind is int else ''}number from {low} to {high}"
    return "text"


def _plain(limit: float) -> str:
    return str(limit) if isinstance(limit, int) else f"{limit:g}"
