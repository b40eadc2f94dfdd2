"""The page for talking: earlier talks at the left, the talk of now in the middle."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from pam_core.vocabulary import events
from pam_core.vocabulary.events import Event
from pam_desktop.window.page_kit import PageKit, PageView
from pam_desktop.window.talk.conversation_panel import ConversationPanel
from pam_desktop.window.talk.talk_page import TalkPage

NARROW = 820
"""Pixels of the page; below this the list leaves too little for the talk."""


class TalkRoom(PageView):
    """`panel` and `page`, side by side."""

    def __init__(self, kit: PageKit) -> None:
        super().__init__(kit)
        self.panel = ConversationPanel(kit.services, kit.errands)
        self.page = TalkPage(kit.services, kit.errands)
        self._list_wanted = True
        self._routes = {
            events.UtteranceHeard: self.page.show_heard,
            events.ReplyGrew: self.page.show_growing,
            events.ReplyReady: self.page.show_reply,
            events.TurnFinished: self.page.show_finished,
        }
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.panel)
        layout.addWidget(self.page, 1)
        self.page.asked.connect(lambda text: kit.errands.send(kit.conductor.ask(text)))
        self.page.demo_wanted.connect(kit.wishes.demo)
        self.panel.chosen.connect(self.page.show_earlier)

    def refresh(self) -> None:
        """The list of talks, as it is now."""
        self.panel.refresh()

    def show_event(self, event: Event) -> None:
        """A turn goes on, or is over."""
        route = self._routes.get(type(event))
        if route is not None:
            route(event)  # type: ignore[operator]
        if isinstance(event, events.TurnFinished):
            self.panel.refresh()

    def want_list(self, is_wanted: bool) -> None:
        """Show the list of earlier talks, where there is room, or hide it."""
        self._list_wanted = is_wanted
        self._share_width()

    def start_search(self) -> None:
        """Put the cursor into the search."""
        self.panel.show()
        self.panel.start_search()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window there is only the talk."""
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        self.panel.setVisible(self._list_wanted and self.width() >= NARROW)
