"""Text as SQLite can keep it."""

from typing import Any


def clean(text: str) -> str:
    """The text with half characters replaced and without NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def cleaned(value: Any) -> Any:
    """The same for all text within lists and mappings, as JSON has them; tuples become lists."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(name): cleaned(inner) for name, inner in value.items()}
    return [cleaned(inner) for inner in value] if isinstance(value, list | tuple) else value
