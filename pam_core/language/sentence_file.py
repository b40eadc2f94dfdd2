"""A sentence file as plain values, in which "on", "off", "yes" and "no" are words."""

import re
from pathlib import Path
from typing import Any

import yaml

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}
_TEXT = "tag:yaml.org,2002:str"


# libyaml is ten times as quick; where PyYAML was built without it the plain loader will do.
class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Leaves what a plain word means to us: YAML takes "off" for false, and takes its time."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        """The same kind for everything."""
        return _TEXT

    def descend_resolver(self, current_node: Any, current_index: Any) -> None:
        """Nothing depends on where a word stands."""

    def ascend_resolver(self) -> None:
        """Nothing depends on where a word stands."""


def sentence_file(path: Path) -> dict[str, Any]:
    """What a sentence file holds. Raises yaml.YAMLError."""
    with path.open("rb") as file:
        node = yaml.compose(file, Loader=_Loader)
    content: dict[str, Any] = (_value(node) if node else None) or {}
    return content


def _value(node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.value if node.style else _plain(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_value(each) for each in node.value]
    return {str(_value(key)): _value(value) for key, value in node.value}


def _plain(text: str) -> Any:
    """What stands without quotes: true, false, a number, or text."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text
