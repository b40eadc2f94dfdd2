"""The frames of pam.v1 as the OpenAPI page shows them inside REST bodies; the codec judges them."""

from typing import Annotated, Any

from pydantic import TypeAdapter, WithJsonSchema

from pam_core.protocol import frames, limits

Schema = dict[str, Any]


def _shown(kind: type) -> Schema:
    """The schema of a frame with its `v` and `type`, whole in itself."""
    schema: Schema = TypeAdapter(kind).json_schema(mode="validation")
    parts = schema.pop("$defs", {})
    schema = _inlined(schema, parts)
    head = {
        "v": {"const": limits.VERSION, "type": "integer", "default": limits.VERSION},
        "type": {"const": kind.TYPE, "type": "string"},  # type: ignore[attr-defined]
    }
    shown: Schema = schema | {
        "properties": head | schema["properties"],
        "required": ["type", *schema.get("required", ())],
    }
    return shown


def _inlined(schema: Any, parts: Schema) -> Any:
    if isinstance(schema, list):
        return [_inlined(one, parts) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(parts[schema["$ref"].rpartition("/")[2]], parts)
    return {name: _inlined(one, parts) for name, one in schema.items()}


def _any_of(*kinds: type) -> Schema:
    return {"oneOf": [_shown(kind) for kind in kinds]}


CommandFrame = Annotated[
    dict[str, Any],
    WithJsonSchema(
        _any_of(frames.Chat, frames.Mutation, frames.ActionResponse, frames.Feedback),
        mode="validation",
    ),
]
"""A command as it would be sent on the socket. `cseq` counts per device; 0 stands in no order."""
EventFrame = Annotated[
    dict[str, Any],
    WithJsonSchema(
        _any_of(frames.ChatResponse, frames.UiActions, frames.WinsUpdate, frames.ActionOutcome),
        mode="serialization",
    ),
]
"""An entry of the log as it would be pushed on the socket."""
