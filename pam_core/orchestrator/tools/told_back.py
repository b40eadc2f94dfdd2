"""A model's calls as they are told back to it, or to whoever is asked after it."""

import json
import re
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from pam_core.orchestrator.tools.tool_arguments import ToolArgumentError, object_of
from pam_core.vocabulary.model_talk import ToolCall

NO_SUCH_TOOL = "no_such_tool"
"""Stands for every name that is none of PAM's: providers refuse a talk with an odd one in it."""

_MOST_LEVELS = 8
"""No action takes as many: what is deeper did nothing."""

_FIT_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")


def told_back(call: ToolCall, *, is_known: bool, taken: Collection[str], fresh: str) -> ToolCall:
    """The call in a shape that every provider takes.

    Arguments that were no JSON object, and so did nothing, are told as none; all others without
    escapes, in which a secret could hide from the masking.

    Args:
        call: as the model made it.
        is_known: whether PAM has such a tool.
        taken: the ids of calls before it, which it may not have again.
        fresh: the id it gets where its own will not do.
    """
    fits = _FIT_ID.fullmatch(call.id) is not None and call.id not in taken
    return replace(
        call,
        id=call.id if fits else fresh,
        name=call.name if is_known else NO_SUCH_TOOL,
        arguments=_written(_object(call.arguments)),
    )


def masked_arguments(arguments: str, mask: Callable[[str], str]) -> str:
    """The arguments of a call that was told back, each value masked for itself.

    What is masked within a number is told as a text, so that it stays JSON.
    """
    return _written(_each_masked(_object(arguments), mask))


def _object(arguments: str) -> dict[str, Any]:
    try:
        found = object_of(arguments)
    except ToolArgumentError:
        return {}
    return {} if _is_deeper(found, _MOST_LEVELS) else found


def _is_deeper(value: Any, levels: int) -> bool:
    within = value.values() if isinstance(value, dict) else value
    if not isinstance(value, dict | list):
        return False
    return levels == 0 or any(_is_deeper(each, levels - 1) for each in within)


def _each_masked(value: Any, mask: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {mask(name): _each_masked(each, mask) for name, each in value.items()}
    if isinstance(value, list):
        return [_each_masked(each, mask) for each in value]
    if isinstance(value, str):
        return mask(value)
    if value is None or isinstance(value, bool):
        return value
    told = str(value)
    masked = mask(told)
    return value if masked == told else masked


def _written(value: Any) -> str:
    # A Decimal is written as a text: a model reads both, and no figure is rounded.
    return json.dumps(value, ensure_ascii=False, default=str)
