"""The server's settings as the table that the documentation and `pam-server settings` show."""

from pathlib import Path
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, HttpUrl
from pydantic.fields import FieldInfo

from pam_server.settings_source import FILE_SUFFIX, PREFIX, is_secret

_KINDS = {str: "text", int: "whole number", float: "number", bool: "true or false", Path: "path"}


def table_of(model: type[BaseModel]) -> str:
    """A Markdown table, one row a variable."""
    rows = ["| variable | value | default | meaning |", "|---|---|---|---|"]
    rows += [_row(name, field) for name, field in model.model_fields.items()]
    return "\n".join(rows)


def _row(name: str, field: FieldInfo) -> str:
    variable = f"`{PREFIX}{name.upper()}`"
    if is_secret(field.annotation):
        variable += f" or `{PREFIX}{name.upper()}{FILE_SUFFIX}`"
    return f"| {variable} | {_kind(field.annotation)} | {_default(field)} | {field.description} |"


def _kind(annotation: Any) -> str:
    if is_secret(annotation):
        return "secret"
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{choice}`" for choice in get_args(annotation))
    if get_origin(annotation) is list:
        return "list"
    kinds = [kind for kind in get_args(annotation) or (annotation,) if kind is not NoneType]
    return "URL" if HttpUrl in kinds else _KINDS.get(kinds[0], "text")


def _default(field: FieldInfo) -> str:
    if field.default_factory is not None:
        return "" if field.default_factory is list else "the platform's folder for data"
    if is_secret(field.annotation) or field.default in (None, ""):
        return ""
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"
