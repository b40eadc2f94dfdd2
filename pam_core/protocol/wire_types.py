"""What the fields of frames are made of: each as JSON has it, nothing taken for something else."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from pam_core.protocol import limits

_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def compact(content: Any) -> str:
    """JSON without spaces, as it goes over the wire."""
    return _WRITER.encode(content)


# pydantic would take numbers, and numerals as text, for seconds since 1970.
def _moment(content: object) -> object:
    if isinstance(content, datetime):
        return content
    if not isinstance(content, str) or not _MOMENT.fullmatch(content):
        raise ValueError("a time is written 2026-01-31T12:00:00Z")
    return content


def _placeable(moment: datetime) -> datetime:
    # At the ends of the calendar another zone's clock, or a day's sum, would leave it.
    if not limits.FIRST_YEAR <= moment.year <= limits.LAST_YEAR:
        raise ValueError("that year is not in use")
    return moment


def _day(content: object) -> object:
    if isinstance(content, date) and not isinstance(content, datetime):
        return content
    if not isinstance(content, str) or not _DAY.fullmatch(content):
        raise ValueError("a day is written 2026-01-31")
    return content


def _bounded(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    if len(compact(fields).encode()) > limits.FIELDS_BYTES:
        raise ValueError(f"more than {limits.FIELDS_BYTES // 1024} KiB of fields")
    return fields


Id = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
"""A UUID in its usual 36 characters, in lower case."""
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]{0,39}$")]
Key = Annotated[str, Field(min_length=1, max_length=64)]
Count = Annotated[int, Field(strict=True, ge=0, le=limits.MOST_WHOLE)]
Flag = Annotated[bool, Field(strict=True)]
Seconds = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]
Text = Annotated[str, Field(max_length=limits.MESSAGE_CHARACTERS)]
Short = Annotated[str, Field(max_length=200)]
Moment = Annotated[AwareDatetime, AfterValidator(_placeable), BeforeValidator(_moment)]
"""A point in time with its offset."""
Day = Annotated[date, BeforeValidator(_day)]
Fields = Mapping[str, Any]
ThingFields = Annotated[Fields, AfterValidator(_bounded)]
"""A thing's, at most `FIELDS_BYTES` as JSON in UTF-8."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingRow:
    """A `vocabulary.sync.Thing` on the wire."""

    entity: Name
    id: Key
    rev: Count
    fields: ThingFields = field(default_factory=dict)
    deleted: Flag = False
    day: Day | None = None
    at: Moment
