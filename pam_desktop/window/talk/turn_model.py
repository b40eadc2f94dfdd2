"""The turns of one conversation, as a list model."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from pam_core.vocabulary.reply import Provenance
from pam_core.vocabulary.turn import Turn
from pam_desktop.window.look.wording import as_moment, clock_time
from pam_desktop.window.look.words import _
from pam_desktop.window.talk.provenance_words import (
    OFFLINE_PROVIDER,
    age,
    fine_print,
    provenance_of,
    who_answered,
)

TURN_ROLE = int(Qt.ItemDataRole.UserRole) + 1
OPEN_ROLE = TURN_ROLE + 1
"""Whether the fine print of a turn is shown."""

ITEM = Qt.ItemDataRole
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRow:
    """One exchange as it is shown; `reply` is "" until there is one.

    `is_growing`: more of the reply comes. `answered_seconds` is from the end of speech to the first
    sound of the reply, None if unknown. `provenance` is there where a language model was asked.
    """

    turn_id: str
    said: str
    reply: str = ""
    said_at: datetime | None = None
    provider: str = ""
    answered_seconds: float | None = None
    is_interrupted: bool = False
    is_growing: bool = False
    provenance: Provenance | None = None

    @property
    def detail(self) -> str:
        """Who answered, and how fast, for those who look."""
        parts = [clock_time(self.said_at)] if self.said_at else []
        parts += self._who()
        if self.is_interrupted:
            parts.append(_("interrupted"))
        return " · ".join(parts)

    @property
    def fine_print(self) -> tuple[str, ...]:
        """What else is known of where the reply came from, one sentence a line."""
        return fine_print(self.provenance) if self.provenance else ()

    def _who(self) -> list[str]:
        seconds = self.answered_seconds
        if self.is_growing:
            return [_("Answering…")] if self.reply else []
        if self.provider in ("", "local"):
            where = _("Answered on this computer") if self.said else _("PAM spoke up")
            who = [where] if self.provider else []
            return who + ([f"{seconds * 1000:.0f} ms"] if seconds is not None else [])
        if self.provider == OFFLINE_PROVIDER and self.is_interrupted and not self.reply:
            # Called off before anybody had answered.
            return []
        who_and_when = who_answered(self.provider, self.provenance.model if self.provenance else "")
        if self.provenance and self.provenance.answered_at and self.said_at:
            return [
                _("Earlier answer"),
                age(self.provenance.answered_at, self.said_at),
                who_and_when,
            ]
        return [who_and_when if seconds is None else f"{who_and_when}, {seconds:.1f} s"]


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
        provenance=turn.reply.provenance,
    )


def row_of_record(record: Mapping[str, Any]) -> TurnRow:
    """A kept turn as a row; `times` and `provenance` are mappings of their fields."""
    times: Mapping[str, float | None] = record.get("times") or {}
    return TurnRow(
        turn_id=str(record["turn_id"]),
        said=str(record.get("said", "")),
        reply=str(record.get("reply", "")),
        said_at=as_moment(record.get("said_at")),
        provider=str(record.get("provider") or ""),
        answered_seconds=_answered(times.get("first_sound"), times.get("reply")),
        is_interrupted=bool(record.get("interrupted", False)),
        provenance=provenance_of(record.get("provenance")),
    )


class TurnModel(QAbstractListModel):
    """Rows in the order they were said."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[TurnRow] = []
        self._places: dict[str, int] = {}
        self._opened: set[str] = set()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own signature
        """How many turns."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = ITEM.DisplayRole) -> Any:
        """The row itself, and its words for screen readers."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == TURN_ROLE:
            return row
        if role == OPEN_ROLE:
            return row.turn_id in self._opened
        if role in (ITEM.DisplayRole, ITEM.AccessibleTextRole):
            halves = ((_("You"), row.said), ("PAM", row.reply))
            return "\n".join(f"{who}: {text}" for who, text in halves if text)
        if role == ITEM.AccessibleDescriptionRole:
            return "\n".join((row.detail, *row.fine_print))
        if role == ITEM.ToolTipRole and row.fine_print:
            # A tool tip that only looked plain could still be read as HTML.
            return f"<qt>{'<br>'.join(map(html.escape, row.fine_print))}</qt>"
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

    def grow(self, turn_id: str, text: str) -> None:
        """The reply of a turn that is still being answered looks like this now."""
        place = self._places.get(turn_id)
        if place is None:
            return
        row = self._rows[place]
        if row.is_growing or not row.provider:
            self.put(replace(row, reply=text, is_growing=True))

    def open_or_close(self, place: int) -> None:
        """Show the fine print of a turn, or hide it; nothing happens where there is none."""
        row = self._rows[place]
        if row.fine_print:
            self._opened ^= {row.turn_id}
            index = self.index(place)
            self.dataChanged.emit(index, index)

    def place_of(self, turn_id: str) -> int | None:
        """The row number of a turn."""
        return self._places.get(turn_id)
