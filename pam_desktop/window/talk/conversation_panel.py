"""The list of conversations at the left, and the search through everything said."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from pam_desktop.window.errands import Errands
from pam_desktop.window.look.icons import icon
from pam_desktop.window.look.theme import theme
from pam_desktop.window.look.wording import as_moment, clock_time, day
from pam_desktop.window.look.words import _, ngettext
from pam_desktop.window.services import WindowServices
from pam_desktop.window.talk.turn_model import Index

SHOWN_CONVERSATIONS = 200
SHOWN_FINDS = 50
TYPING_PAUSE_MS = 150
"""A search waits until typing pauses this long: one question to the store a word, not a letter."""

CONVERSATION_ROLE = int(Qt.ItemDataRole.UserRole) + 1
TURN_ID_ROLE = CONVERSATION_ROLE + 1
DETAIL_ROLE = CONVERSATION_ROLE + 2
ROW_HEIGHT = 62


class ConversationPanel(QFrame):
    """Emits `chosen(conversation_id, turn_id)`; turn_id is "" for a whole conversation."""

    chosen = Signal(str, str)

    def __init__(
        self, services: WindowServices, errands: Errands, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self._services, self._errands = services, errands
        self._asked = 0
        self._words = QLineEdit(
            placeholderText=_("Search everything said"), clearButtonEnabled=True
        )
        self._words.setObjectName("search")
        self._words.setAccessibleName(_("Search everything said"))
        sign = self._words.addAction(
            icon("search", "text_soft"), QLineEdit.ActionPosition.LeadingPosition
        )
        sign.setText(_("Search"))
        self._caption = QLabel(_("Conversations"))
        self._caption.setProperty("role", "small")
        self._rows = QStandardItemModel(self)
        self._list = _List(self._rows)
        self._list.setAccessibleName(_("Conversations"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        for widget in (self._words, self._caption, self._list):
            layout.addWidget(widget)
        self.setFixedWidth(288)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._pause.timeout.connect(self.refresh)
        self._words.textChanged.connect(self._pause.start)
        self._list.clicked.connect(self._choose)
        self._list.opened.connect(self._choose)

    def refresh(self) -> None:
        """Ask the store again: the finds while there are words, else the latest conversations."""
        self._asked += 1
        asked, words = self._asked, self._words.text().strip()
        work = (
            self._services.search(words, SHOWN_FINDS)
            if words
            else self._services.conversations(SHOWN_CONVERSATIONS)
        )
        # An answer that was overtaken by a later question is not shown.
        self._errands.send(
            work, lambda records: self._show(records, words) if asked == self._asked else None
        )

    def start_search(self) -> None:
        """Put the cursor into the search box."""
        self._words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._words.selectAll()

    def _show(self, records: Sequence[Mapping[str, Any]], words: str) -> None:
        now = datetime.now().astimezone()
        self._rows.clear()
        for record in records:
            self._rows.appendRow(_found(record, now) if words else _conversation(record, now))
        self._caption.setText(_caption(len(records), bool(words)))

    def _choose(self, index: QModelIndex) -> None:
        self.chosen.emit(index.data(CONVERSATION_ROLE), index.data(TURN_ID_ROLE))


def _caption(count: int, is_search: bool) -> str:
    if not is_search:
        return _("Conversations") if count else _("No conversations yet")
    if not count:
        return _("Nothing found")
    return ngettext("{count} turn found", "{count} turns found", count).format(count=count)


def _conversation(record: Mapping[str, Any], now: datetime) -> QStandardItem:
    moment = as_moment(record.get("started_at"))
    count = int(record.get("turns") or 0)
    parts = [f"{day(moment, now)}, {clock_time(moment)}"] if moment else []
    parts.append(ngettext("{count} turn", "{count} turns", count).format(count=count))
    title = str(record.get("title") or "Conversation")
    return _item(title, " · ".join(parts), str(record["id"]), "")


def _found(record: Mapping[str, Any], now: datetime) -> QStandardItem:
    moment = as_moment(record.get("said_at"))
    # The store marks the words it found with square brackets.
    snippet = str(record.get("snippet") or record.get("said") or "")
    snippet = snippet.replace("[", "").replace("]", "")
    detail = f"{day(moment, now)}, {clock_time(moment)}" if moment else ""
    return _item(snippet, detail, str(record["conversation_id"]), str(record["turn_id"]))


def _item(title: str, detail: str, conversation_id: str, turn_id: str) -> QStandardItem:
    item = QStandardItem(" ".join(title.split()))
    item.setEditable(False)
    item.setData(conversation_id, CONVERSATION_ROLE)
    item.setData(turn_id, TURN_ID_ROLE)
    item.setData(detail, DETAIL_ROLE)
    item.setData(f"{item.text()}, {detail}", int(Qt.ItemDataRole.AccessibleTextRole))
    return item


class _List(QListView):
    """A list in which Enter opens, as a click does."""

    opened = Signal(QModelIndex)

    def __init__(self, rows: QStandardItemModel) -> None:
        super().__init__()
        self.setModel(rows)
        self.setItemDelegate(_RowDelegate(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class _RowDelegate(QStyledItemDelegate):
    """Two lines: what it was about, and when."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = theme()
        area = option.rect.adjusted(0, 2, 0, -2)
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(look.colour("raised"))
            painter.drawRoundedRect(area, 10, 10)
            painter.setBrush(look.colour("brand"))
            painter.drawRoundedRect(area.left() + 1, area.top() + 12, 4, area.height() - 24, 2, 2)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(look.colour("surface"))
            painter.drawRoundedRect(area, 10, 10)
        font = QFont(option.font)
        for role, size, colour, top, height in (
            (int(Qt.ItemDataRole.DisplayRole), look.sizes["text"], "text", 7, 24),
            (DETAIL_ROLE, look.sizes["text_small"], "text_soft", 31, 20),
        ):
            font.setPixelSize(size)
            painter.setFont(font)
            painter.setPen(look.colour(colour))
            room = area.adjusted(14, top, -10, 0)
            room.setHeight(height)
            text = painter.fontMetrics().elidedText(
                index.data(role) or "", Qt.TextElideMode.ElideRight, room.width()
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()
