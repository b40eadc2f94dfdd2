"""Tool calls that come in pieces, several at once, put together."""

from dataclasses import dataclass
from uuid import uuid4

from pam_core.vocabulary.model_talk import ToolCall


@dataclass(slots=True)
class _Growing:
    id: str
    name: str
    arguments: str = ""


class CallJoiner:
    """Feed it the pieces in order; `calls` are whole once the answer is."""

    def __init__(self) -> None:
        self._calls: list[_Growing] = []
        self._by_index: dict[int, _Growing] = {}

    def add(self, index: int | None, call_id: str, name: str, arguments: str) -> None:
        """Take a piece.

        Args:
            index: which of the calls it belongs to; None: to the last one.
            call_id: "" where the piece does not repeat it. Another id than before under the same
                index is another call: some servers number all of them 0.
            name: the tool's, "" where the piece does not repeat it.
            arguments: some more of the JSON.
        """
        place = max(self._by_index, default=0) if index is None else index
        growing = self._by_index.get(place)
        if growing is None or (call_id and growing.id and call_id != growing.id):
            growing = _Growing(call_id, name)
            self._calls.append(growing)
            self._by_index[place] = growing
        growing.id = growing.id or call_id
        growing.name = growing.name or name
        growing.arguments += arguments

    @property
    def calls(self) -> tuple[ToolCall, ...]:
        """The calls in the order in which they began; who has no id is given one."""
        return tuple(
            ToolCall(
                id=growing.id or f"call_{uuid4().hex[:16]}",
                name=growing.name,
                arguments=growing.arguments or "{}",
            )
            for growing in self._calls
        )
