"""The parked face: the bars, the rail, the page that is shown, and the deck to talk with."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pam_desktop.window.demo_banner import DemoBanner
from pam_desktop.window.header import Header
from pam_desktop.window.health.trouble_cards import TroubleCards
from pam_desktop.window.page_kit import PageKit
from pam_desktop.window.pages import PageStack
from pam_desktop.window.rail import Rail
from pam_desktop.window.talk.talk_deck import TalkDeck
from pam_desktop.window.talk.talk_strip import TalkStrip


class ParkedFace(QWidget):
    """Holds the parts and lays them out; the window around it joins them."""

    def __init__(self, kit: PageKit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.demo = DemoBanner()
        self.header = Header()
        self.rail = Rail()
        self.pages = PageStack(kit)
        self.troubles = TroubleCards()
        self.deck = TalkDeck(kit.opening)
        self.strip = TalkStrip(kit.opening)
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.pages, 1)
        middle.addWidget(self.troubles)
        middle.addWidget(self.deck)
        middle.addWidget(self.strip)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(middle, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.demo)
        self._column.addWidget(self.header)
        self._column.addLayout(row, 1)

    def put_bar(self, bar: QWidget) -> None:
        """A bar below the header, for what has to be decided."""
        self._column.insertWidget(2, bar)
