"""The middle of the window: the talk of now, an older one to read, or the welcome."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from pam_core.vocabulary.events import ReplyGrew, ReplyReady, TurnFinished, UtteranceHeard
from pam_core.vocabulary.speech import Trigger
from pam_desktop.window.errands import Errands
from pam_desktop.window.look.elided_label import ElidedLabel
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.wording import long_day
from pam_desktop.window.look.words import _
from pam_desktop.window.services import WindowServices
from pam_desktop.window.talk.turn_model import TurnModel, TurnRow, row_of_record, row_of_turn
from pam_desktop.window.talk.turns_view import TurnsView
from pam_desktop.window.talk.welcome import Welcome

SHOWN_TURNS = 500
"""The latest of a conversation: all of them are laid out at once."""


class TalkPage(QWidget):
    """A new turn always brings the talk of now back: what is said must be seen."""

    asked = Signal(str)
    demo_wanted = Signal()

    def __init__(
        self, services: WindowServices, errands: Errands, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._services, self._errands = services, errands
        self._wanted = 0
        self.now, self.past = TurnModel(), TurnModel()
        self.welcome = Welcome()
        self.welcome.asked.connect(self.asked)
        self.welcome.demo_wanted.connect(self.demo_wanted)
        self._now_view = TurnsView(self.now)
        self._past_view = TurnsView(self.past)
        self._past_view.setAccessibleName(_("Earlier conversation"))
        self._caption = ElidedLabel()
        self._back = push_button(_("Back to now"), "chevron", name=_("Back to the talk of now"))
        self._back.clicked.connect(self.show_now)
        self._pages = QStackedWidget()
        # In a low window the welcome scrolls instead of making the window higher.
        welcome = QScrollArea(widgetResizable=True)
        welcome.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        welcome.setWidget(self.welcome)
        for page in (welcome, self._now_view, self._earlier()):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)

    @property
    def is_past(self) -> bool:
        """Whether an earlier conversation is shown."""
        return self._pages.currentIndex() == 2

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the welcome how much room it has."""
        super().resizeEvent(event)
        self.welcome.fit(self.height())

    def show_heard(self, event: UtteranceHeard) -> None:
        """The user's words became a turn."""
        row = TurnRow(
            turn_id=event.turn_id,
            said=event.transcript.text,
            said_at=datetime.now().astimezone(),
        )
        self.now.put(row)
        self.show_now()

    def show_growing(self, event: ReplyGrew) -> None:
        """More of the answer is known; whoever reads an earlier conversation is left there."""
        self.now.grow(event.turn_id, event.text)

    def show_reply(self, event: ReplyReady) -> None:
        """PAM answered, or spoke up: then the window asks to be looked at behind others."""
        self.now.put(row_of_turn(event.turn))
        self.show_now()
        if event.turn.trigger is Trigger.UNASKED:
            QApplication.alert(self.window())

    def show_finished(self, event: TurnFinished) -> None:
        """The turn is over: who answered, and how fast."""
        self.now.put(row_of_turn(event.turn))
        if not self.is_past:
            self.show_now()

    def show_now(self) -> None:
        """Back to the talk of now, or the welcome where nothing was said yet."""
        self._wanted += 1
        self._pages.setCurrentIndex(1 if self.now.rowCount() else 0)

    def begin(self) -> None:
        """An empty page."""
        self.now.show_rows([])
        self.show_now()

    def show_earlier(self, conversation_id: str, turn_id: str) -> None:
        """Read an earlier conversation, at a turn where one is named."""
        self._wanted += 1
        wanted = self._wanted

        def show(records: Sequence[Mapping[str, Any]]) -> None:
            # A turn, or another choice, may have come in between.
            if wanted == self._wanted:
                self._show_past(records, turn_id)

        self._errands.send(self._services.turns(conversation_id, SHOWN_TURNS), show)

    def _show_past(self, records: Sequence[Mapping[str, Any]], turn_id: str) -> None:
        rows = [row_of_record(record) for record in records]
        self.past.show_rows(rows)
        moment = rows[0].said_at if rows else None
        when = long_day(moment.date()) if moment else ""
        self._caption.say(_("Earlier: {day}").format(day=when))
        self._pages.setCurrentIndex(2)
        place = self.past.place_of(turn_id)
        if place is not None:
            self._past_view.show_turn(place)

    def _earlier(self) -> QFrame:
        frame = QFrame()
        top = QHBoxLayout()
        top.setContentsMargins(24, 8, 16, 0)
        top.addWidget(self._caption, 1)
        top.addWidget(self._back)
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self._past_view, 1)
        return frame
