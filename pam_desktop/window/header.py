"""The bar at the top: how PAM is doing, the account, and the other faces."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from pam_desktop.window.account.account_button import AccountButton
from pam_desktop.window.health.service_line import ServiceLine
from pam_desktop.window.look.icons import Sign, icon
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.words import _


class Header(QFrame):
    """`list_switched(bool)`: whether the list of earlier talks shall be shown."""

    list_switched = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.service = ServiceLine()
        self.list = _switch(_("Conversations"), "sidebar")
        self.account = AccountButton()
        self.drive = push_button(_("Drive"), "drive", name=_("Drive: one line, large buttons"))
        sign = Sign("pam", "text", 36)
        title = QLabel("PAM")
        title.setProperty("role", "title")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(12)
        layout.addWidget(self.list)
        layout.addWidget(sign)
        layout.addWidget(title)
        layout.addSpacing(12)
        layout.addWidget(self.service, 1)
        layout.addWidget(self.account)
        layout.addWidget(self.drive)
        self.list.toggled.connect(self.list_switched)


def _switch(name: str, sign: str) -> QToolButton:
    button = QToolButton()
    button.setCheckable(True)
    button.setIcon(icon(sign))
    button.setIconSize(QSize(26, 26))
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setProperty("kind", "quiet")
    return button
