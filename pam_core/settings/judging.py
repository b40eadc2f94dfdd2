"""Whether one value, wherever it was given, fits its setting."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from pam_core.settings import trouble
from pam_core.settings.fields import all_fields, find_field, sections
from pam_core.settings.trouble import Problem
from pam_core.vocabulary.errors import Fault, PamError


class Origin(StrEnum):
    """Where a value came from."""

    DEFAULT = "default"
    FILE = "file"
    ENVIRONMENT = "environment"
    COMMAND_LINE = "command line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One value as it was given; `line` is 0 outside the file."""

    section: str
    key: str
    value: Any
    origin: Origin
    where: str
    line: int = 0


def judge(given: Given) -> Problem | None:
    """Whether a value fits its setting: None, or what is the matter."""
    try:
        sections()[given.section].model_validate({given.key: given.value})
    except ValidationError:
        what = trouble.unfit(given.section, given.key, given.value)
        return Problem(where=given.where, line=given.line, what=what, is_unknown=False)
    return None


def check_value(section: str, key: str, value: Any) -> Any:
    """The value as its setting's type.

    Raises:
        PamError: `settings.unknown_key`, `settings.bad_value`.
    """
    given = Given(section=section, key=key, value=value, origin=Origin.COMMAND_LINE, where="")
    if trouble.is_key(section, key):
        raise trouble.found([trouble.unknown_at("", 0, section, key)])
    if find_field(section, key) is None:
        raise PamError(
            "settings.unknown_key",
            trouble.sentence(trouble.unknown(section, key)),
            mend="`pam settings` lists every setting.",
            fault=Fault.USER,
        )
    if judge(given):
        raise PamError(
            "settings.bad_value",
            trouble.sentence(trouble.unfit(section, key, value)),
            fault=Fault.USER,
        )
    model = sections()[section].model_validate({key: value})
    return getattr(model, key)


def split_name(text: str) -> tuple[str, str]:
    """`section.key` as two words.

    Raises:
        PamError: `settings.unknown_key` where there is no dot.
    """
    section, dot, key = text.strip().partition(".")
    if not dot:
        owners = [field.name for field in all_fields() if field.key == section]
        meant = f"; did you mean {owners[0]}?" if owners else "."
        raise PamError(
            "settings.unknown_key",
            f"“{text}” is not the name of a setting{meant}",
            mend="Write it as section.key, such as speaking.volume.",
            fault=Fault.USER,
        )
    return section, key
