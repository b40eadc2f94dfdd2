"""PAM's window: shows what the core reports, and tells the core what the user does."""

from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pam_core.vocabulary import events
from pam_core.vocabulary.ports import Conductor
from pam_core.vocabulary.reply import Page
from pam_desktop.window.account.account_corner import AccountCorner
from pam_desktop.window.account.account_services import AccountServices
from pam_desktop.window.demo_corner import DemoCorner
from pam_desktop.window.errands import Core, Errands
from pam_desktop.window.event_signal import EventSignal
from pam_desktop.window.face import Face, first_size
from pam_desktop.window.faces import Faces
from pam_desktop.window.first_run.first_run import FirstRun
from pam_desktop.window.look.dresser import Dresser
from pam_desktop.window.look.icons import icon
from pam_desktop.window.page_kit import PageKit
from pam_desktop.window.parked_face import ParkedFace
from pam_desktop.window.routes import routes_to
from pam_desktop.window.services import Opening, TalkMode, WindowServices
from pam_desktop.window.shortcuts import bind_keys, bind_pages
from pam_desktop.window.sources import Sources
from pam_desktop.window.talk.room import TalkRoom
from pam_desktop.window.talk.talk_button import WINDOW_KEY, WINDOW_KEY_NAME
from pam_desktop.window.talk.talk_press import TalkPress


class MainWindow(QWidget):
    """The full window. `painted` comes once, after the first paint; `closed` when it goes away."""

    painted = Signal()
    closed = Signal()

    def __init__(
        self,
        *,
        conductor: Conductor,
        core: Core,
        services: WindowServices,
        opening: Opening,
        signal: EventSignal,
        accounts: AccountServices | None = None,
        sources: Sources | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowIcon(icon("pam"))
        self.setMinimumSize(760, 540)
        self._conductor, self._services, self._opening = conductor, services, opening
        self.errands = Errands(core, self)
        self._face = Face(opening.face_file)
        self.press = TalkPress(conductor, self.errands, opening.mode)
        self.has_tray = False
        self.closes_to_tray = opening.close_to_tray
        self._talk_key = opening.talk_key
        # Where the desktop hears F9 for us and lets the window have it too, it would count twice.
        self._has_global_key = False
        self._is_ending = False
        self.first_run: FirstRun | None = None
        self._list_wanted = True
        self.was_painted = False
        self.kit = PageKit(
            errands=self.errands,
            conductor=conductor,
            services=services,
            sources=sources or Sources(),
            opening=opening,
        )
        self.parked = parked = ParkedFace(self.kit)
        self.header, self.rail, self.pages = parked.header, parked.rail, parked.pages
        self.troubles, self.deck, self.demo = parked.troubles, parked.deck, parked.demo
        self.faces = Faces(parked, self.kit, self.press)
        self.dresser = Dresser(self, services, self.errands)
        self.corner = AccountCorner(self, accounts)
        self.demo_corner = DemoCorner(self)
        self._routes = routes_to(self.header, self.deck, self.troubles) | {
            **self.corner.routes,
            events.ReplyReady: self._show_reply,
            events.PartChanged: self._show_part,
        }
        parked.put_bar(self.corner.bar)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.faces)
        self._connect(signal)
        self.show_page(Page.TALK)
        self.demo_corner.show_demo(opening.is_demo)
        self._restore_face()
        # Space talks from the start, as long as nothing else was chosen.
        self.deck.talk.setFocus()

    @Slot(object)
    def show_event(self, event: events.Event) -> None:
        """Show something that happened in the core."""
        self.kit.standing.note(event)
        route = self._routes.get(type(event))
        if route is not None:
            route(event)
        self.pages.show_event(event)
        self.parked.strip.show_event(event)
        self.faces.show_event(event)
        if self.first_run is not None:
            self.first_run.show_event(event)

    @property
    def talk(self) -> TalkRoom:
        """The page for talking, which is there from the start."""
        room = self.pages.view(Page.TALK)
        assert isinstance(room, TalkRoom)
        return room

    def show_page(self, page: Page) -> None:
        """Bring up a page: chosen on the rail, by a key, or by voice."""
        self.pages.show_page(page)
        self.rail.show_page(self.pages.shown)
        self.header.list.setVisible(self.pages.shown is Page.TALK)
        self.deck.setVisible(self.pages.shown is Page.TALK)
        self.parked.strip.setVisible(self.pages.shown is not Page.TALK)

    def show_trouble(self, trouble: events.TroubleMet) -> None:
        """Show a card."""
        self.troubles.show_trouble(trouble)

    def summon(self) -> None:
        """Come to the front: a second start of PAM, or the tray, asked for the window."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def end(self) -> None:
        """Close for good, whatever the tray."""
        self._is_ending = True
        self.close()

    def start_first_run(self) -> None:
        """Open the check of microphone and voice, beside the window, not instead of it."""
        if self.first_run is not None:
            self.first_run.raise_()
            return
        self.first_run = FirstRun(self._services, self.errands, self)
        self.first_run.listen_wanted.connect(lambda: self._command(self._conductor.toggle_talk()))
        self.first_run.finished.connect(self._end_first_run)
        self.first_run.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F9 talks from anywhere in the window."""
        if event.key() == WINDOW_KEY and not self._has_global_key:
            if not event.isAutoRepeat():
                self.deck.talk.hold_by_key(True)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """F9 came up."""
        if event.key() == WINDOW_KEY and not self._has_global_key:
            if not event.isAutoRepeat():
                self.deck.talk.hold_by_key(False)
        else:
            super().keyReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """A key that is held while another window comes up would never be let go."""
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.deck.talk.hold_by_key(False)
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first paint."""
        super().paintEvent(event)
        if not self.was_painted:
            self.was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide into the tray where the user wants that, else end."""
        self._face.keep(self, shows_list=self._list_wanted)
        wants_tray = self.has_tray and self.closes_to_tray
        if wants_tray and not self._is_ending:
            event.ignore()
            self.hide()
            return
        self.errands.close()
        self.closed.emit()
        super().closeEvent(event)

    def _connect(self, signal: EventSignal) -> None:
        signal.happened.connect(self.show_event, Qt.ConnectionType.QueuedConnection)
        conductor = self._conductor
        self.deck.asked.connect(lambda text: self._command(conductor.ask(text)))
        for deck in (self.deck, self.parked.strip):
            deck.talk_pressed.connect(self.press.press)
            deck.talk_released.connect(self.press.release)
            deck.stopped.connect(lambda: self._command(conductor.hush()))
        self.deck.volume_chosen.connect(lambda it: self._command(conductor.set_volume(it)))
        wishes = self.kit.wishes
        wishes.page.connect(self.show_page)
        wishes.mode.connect(self._choose_mode)
        wishes.check.connect(self.start_first_run)
        wishes.demo.connect(self.demo_corner.start)
        wishes.account.connect(self.corner.open_account)
        wishes.look.connect(self.dresser.look)
        self.rail.chosen.connect(self.show_page)
        self.header.drive.clicked.connect(lambda: self.faces.drive(True, self.deck.talk.state))
        self.faces.changed.connect(self.pages.refresh)
        self.faces.changed.connect(lambda: self._face.keep_driving(self.faces.is_driving))
        self.header.list_switched.connect(self._switch_list)
        bind_keys(
            self,
            {
                "Esc": lambda: self._command(conductor.hush()),
                "Ctrl+F": self._search,
                "Ctrl+D": self._switch_face,
                "Ctrl+,": lambda: self.show_page(Page.SETTINGS),
                "Ctrl+B": self.header.list.toggle,
                "Ctrl+Q": self.close,
            },
        )
        bind_pages(self, self.show_page)
        self.painted.connect(self._begin, Qt.ConnectionType.SingleShotConnection)

    def _begin(self) -> None:
        self.pages.refresh()
        self.corner.look()
        self.dresser.look()
        self.faces.drive(self._face.was_driving, self.deck.talk.state)
        if self._opening.offers_check and not self._face.was_checked:
            self.start_first_run()

    def _command(self, work: Any) -> None:
        self.errands.send(work)

    def _choose_mode(self, mode: TalkMode) -> None:
        before = self.press.mode
        self._show_mode(mode)
        self.errands.send(
            self._services.set_mode(mode), failed=lambda sentence: self._show_mode(before)
        )

    def _show_mode(self, mode: TalkMode) -> None:
        self.press.mode = mode
        self.kit.wishes.mode_changed.emit(mode)
        self.deck.show_mode(mode, self._talk_key)
        self.faces.show_mode(mode, self._talk_key)
        self.parked.strip.show_mode(mode, self._talk_key)

    def _show_reply(self, event: events.ReplyReady) -> None:
        reply = event.turn.reply
        if reply.page is not None:
            self.show_page(reply.page)
        if reply.driving is not None:
            self.faces.drive(reply.driving, self.deck.talk.state)

    def _show_part(self, event: events.PartChanged) -> None:
        self.header.service.show_part(event)
        if event.part is events.Part.TALK_KEY:
            self._show_talk_key(event)
        if event.part is events.Part.STORAGE and event.health is events.Health.WORKING:
            self.pages.refresh()

    def _show_talk_key(self, event: events.PartChanged) -> None:
        works = event.health is events.Health.WORKING
        self._talk_key = (event.detail if works else "") or WINDOW_KEY_NAME
        self._has_global_key = works and self._talk_key.upper() == WINDOW_KEY_NAME
        self.deck.show_mode(self.press.mode, self._talk_key)

    def _end_first_run(self) -> None:
        dialog, self.first_run = self.first_run, None
        if dialog is not None:
            dialog.deleteLater()
        self._face.keep_checked()

    def _switch_face(self) -> None:
        self.faces.drive(not self.faces.is_driving, self.deck.talk.state)

    def _search(self) -> None:
        if self.faces.is_driving:
            # Nobody types while driving.
            return
        self.show_page(Page.TALK)
        self.header.list.setChecked(True)
        self.talk.start_search()

    def _switch_list(self, is_wanted: bool) -> None:
        self._list_wanted = is_wanted
        self.talk.want_list(is_wanted)

    def _restore_face(self) -> None:
        if not self._face.place(self):
            self.resize(first_size(self.screen().availableSize()))
        self._list_wanted = self._face.shows_list
        self.header.list.setChecked(self._list_wanted)
        self.talk.want_list(self._list_wanted)
