"""The talk itself: the turns of one conversation, newest at the bottom."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from pam_desktop.window.look.words import _
from pam_desktop.window.talk.turn_delegate import TurnDelegate
from pam_desktop.window.talk.turn_model import TurnModel


class TurnsView(QListView):
    """Follows the talk while it shows the end of it.

    Copy copies the selected turn; Enter, or a click, opens the fine print of an answer.
    """

    def __init__(self, model: TurnModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("turns")
        self._turns = model
        self.setAccessibleName(_("Conversation"))
        self.setModel(model)
        self.setItemDelegate(TurnDelegate(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalScrollBar().setSingleStep(24)
        self._follows = True
        model.rowsInserted.connect(self._follow)
        model.dataChanged.connect(self._follow)
        model.modelReset.connect(self._follow)
        self.verticalScrollBar().actionTriggered.connect(self._note_place)
        self.clicked.connect(self._open_or_close)

    def show_turn(self, place: int) -> None:
        """Bring one turn into view."""
        index = self.model().index(place, 0)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtTop)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other heights."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()
        self._follow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy takes the whole turn as plain text; Enter opens its fine print."""
        current = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Copy) and current.isValid():
            QGuiApplication.clipboard().setText(current.data())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and current.isValid():
            self._open_or_close(current)
        else:
            super().keyPressEvent(event)
            # The arrow keys scroll without a word of the scroll bar's.
            self._note_place()

    def _open_or_close(self, index: QModelIndex) -> None:
        self._turns.open_or_close(index.row())
        self.executeDelayedItemsLayout()
        self.scrollTo(index)
        self._note_place()

    def _note_place(self) -> None:
        bar = self.verticalScrollBar()
        self._follows = bar.sliderPosition() >= bar.maximum() - 40

    def _follow(self) -> None:
        if self._follows:
            self.executeDelayedItemsLayout()
            self.scrollToBottom()
