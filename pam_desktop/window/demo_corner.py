"""All of the window that has to do with the demo: begin it, say that it is one, leave it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pam_desktop.window.look.words import _

if TYPE_CHECKING:
    from pam_desktop.window.main_window import MainWindow


class DemoCorner(QObject):
    """`is_demo` says whose data are shown."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.is_demo = False
        window.demo.left.connect(self.leave)

    def start(self) -> None:
        """Go over to the demo's data."""
        services = self._window.kit.services
        self._window.errands.send(services.start_demo(), lambda done: self.show_demo(True))

    def leave(self) -> None:
        """Come back to the user's own."""
        services = self._window.kit.services
        self._window.errands.send(services.leave_demo(), lambda done: self.show_demo(False))

    def show_demo(self, is_demo: bool) -> None:
        """Say whose data are shown, and begin with them."""
        window, self.is_demo = self._window, is_demo
        window.demo.setVisible(is_demo)
        window.talk.page.welcome.show_demo(is_demo)
        window.setWindowTitle(_("PAM · DEMO") if is_demo else "PAM")
        window.talk.page.begin()
        window.header.service.begin_anew()
        if window.was_painted:
            window.pages.refresh()
