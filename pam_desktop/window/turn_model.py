"""The turns of one conversation, as a list model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from pam_core.vocabulary.turn import Turn
from pam_desktop.window.wording import as_moment, clock_time

TURN_ROLE = int(Qt.ItemDataRole.UserRole) + 1
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRow:
    """One exchange as it is shown; `reply` is "" until there is one.

    `answered_seconds` is from the end of speech to the first sound of the reply, None if unknown.
    """

    turn_id: str
    said: str
    reply: str = ""
    said_at: datetime | None = None
    provider: str = ""
    answered_seconds: float | None = None
    is_interrupted: bool = False

    @property
    def detail(self) -> str:
        """Who answered, and how fast, for those who look."""
        where = "Answered on this computer" if self.said else "PAM spoke up"
        who = {"": "", "local": where}.get(self.provider, self.provider)
        parts = [clock_time(self.said_at)] if self.said_at else []
        parts += [who] if who else []
        if self.answered_seconds is not None:
            parts.append(f"{self.answered_seconds * 1000:.0f} ms")
        if self.is_interrupted:
            parts.append("interrupted")
        return " · ".join(parts)


def _answered(first_sound: float | None, reply: float | None) -> float | None:
    return first_sound if first_sound is not None else reply


def row_of_turn(turn: Turn) -> TurnRow:
    """A finished turn as a row."""
    return TurnRow(
        turn_id=turn.turn_id,
        said=turn.said,
        reply=turn.reply.text,
        said_at=turn.said_at,
        provider=turn.reply.provider,
        answered_seconds=_answered(turn.times.first_sound, turn.times.reply),
        is_interrupted=turn.interrupted,
    )


def row_of_record(record: Mapping[str, Any]) -> TurnRow:
    """A kept turn as a row; `times` is a StageTimes as a mapping."""
    times: Mapping[str, float | None] = record.get("times") or {}
    return TurnRow(
        turn_id=str(record["turn_id"]),
        said=str(record.get("said", "")),
        reply=str(record.get("reply", "")),
        said_at=as_moment(record.get("said_at")),
        provider=str(record.get("provider") or ""),
        answered_seconds=_answered(times.get("first_sound"), times.get("reply")),
        is_interrupted=bool(record.get("interrupted", False)),
    )


class TurnModel(QAbstractListModel):
    """Rows in the order they were said."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[TurnRow] = []
        self._places: dict[str, int] = {}

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """How many turns."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The row itself, and its words for screen readers."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == TURN_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            halves = (("You", row.said), ("PAM", row.reply))
            return "\n".join(f"{who}: {text}" for who, text in halves if text)
        return None

    def show_rows(self, rows: Sequence[TurnRow]) -> None:
        """Show another conversation."""
        self.beginResetModel()
        self._rows = list(rows)
        self._places = {row.turn_id: place for place, row in enumerate(self._rows)}
        self.endResetModel()

    def put(self, row: TurnRow) -> None:
        """Add a turn, or replace the one with the same id."""
        place = self._places.get(row.turn_id)
        if place is None:
            place = len(self._rows)
            self.beginInsertRows(QModelIndex(), place, place)
            self._rows.append(row)
            self._places[row.turn_id] = place
            self.endInsertRows()
        else:
            self._rows[place] = row
            index = self.index(place)
            self.dataChanged.emit(index, index)

    def place_of(self, turn_id: str) -> int | None:
        """The row number of a turn."""
        return self._places.get(turn_id)
