"""The header's button of the account: a sign, and how the line to the server is doing."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolButton, QWidget

from pam_core.vocabulary.sync_news import LineChanged, LineState
from pam_desktop.window.account.account_words import LINE_ICONS, line_words
from pam_desktop.window.look.icons import icon
from pam_desktop.window.look.words import N_, _

ACCOUNT = N_("Account")


class AccountButton(QToolButton):
    """Only a sign where nobody ever signed in; else the state in words, with more in its tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setIconSize(QSize(22, 22))
        self.setProperty("kind", "quiet")
        self.show_line(LineChanged(state=LineState.SIGNED_OUT))

    def show_line(self, event: LineChanged) -> None:
        """The line's state changed."""
        words = line_words(event)
        is_grave = event.state in (LineState.SIGN_IN_AGAIN, LineState.STOPPED)
        sign = LINE_ICONS[event.state] if words else "account"
        self.setIcon(icon(sign, "trouble" if is_grave else "text"))
        self.setText(f" {words.partition(':')[0] if not event.left else words} ")
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(
            style.ToolButtonTextBesideIcon if words else style.ToolButtonIconOnly
        )
        about = f"{event.sentence} {event.mend}".strip() or line_words(event)
        self.setToolTip("" if "<" in about else about or _(ACCOUNT))
        self.setAccessibleName(f"{_(ACCOUNT)}: {words}" if words else _(ACCOUNT))
        self.setAccessibleDescription(about)
