"""The dialog of the account: sign in, open one, sign out, with what leaves the machine in words."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from pam_desktop.window.account import account_words as words
from pam_desktop.window.account.account_services import (
    AccountServices,
    AccountSheet,
    Outcome,
    SignInWish,
)
from pam_desktop.window.errands import Errands
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.words import _


class AccountDialog(QDialog):
    """Beside the window. `changed` comes when somebody has signed in or out."""

    changed = Signal()

    def __init__(
        self, accounts: AccountServices, errands: Errands, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("PAM: account"))
        self.setMinimumWidth(560)
        self._accounts, self._errands = accounts, errands
        self._needs_passphrase = False
        self.about = _words("")
        self.server = _entry("Server", "https://pam.example.org")
        self.email = _entry("Email", "you@example.org")
        self.password = _entry("Password", "", is_secret=True)
        self.leaves = _words(_(words.WHAT_LEAVES))
        self.talks = QCheckBox(_(words.TALKS))
        self.talks.setAccessibleName(_(words.TALKS))
        self.talks.setAccessibleDescription(_(words.TALKS_ABOUT))
        self.talks_about = _words(_(words.TALKS_ABOUT))
        self.talks_about.setProperty("role", "small")
        self.why_passphrase = _words(_(words.NO_KEYRING))
        self.passphrase = _entry("Passphrase", "", is_secret=True)
        self.trouble = _words("")
        self.trouble.setProperty("role", "trouble")
        self.sign_in = push_button(_("Sign in"), kind="primary")
        self.register = push_button(_("Open a new account"), kind="outline")
        self.unlock = push_button(_("Unlock"), kind="primary")
        self.reach = push_button(_("Sync now"), kind="primary")
        self.sign_out = push_button(_("Sign out"), kind="outline")
        self.shut = push_button(_("Close"), kind="quiet")
        self._lay_out()
        self.sign_in.clicked.connect(lambda: self._send_sign_in(is_new=False))
        self.register.clicked.connect(lambda: self._send_sign_in(is_new=True))
        self.unlock.clicked.connect(self._send_unlock)
        self.reach.clicked.connect(lambda: self._errands.send(self._accounts.reach()))
        self.sign_out.clicked.connect(self._send_sign_out)
        self.shut.clicked.connect(self.accept)
        self._show(AccountSheet())
        self.refresh()

    def refresh(self) -> None:
        """Ask how the account stands."""
        self._errands.send(self._accounts.sheet(), self._show)

    def _show(self, sheet: AccountSheet) -> None:
        is_out = not sheet.is_signed_in and not sheet.is_demo
        is_sealed = sheet.is_signed_in and sheet.is_sealed
        self.about.setText(words.standing_words(sheet))
        for entry, text in ((self.server, sheet.server), (self.email, sheet.email)):
            if not entry.text():
                entry.setText(text)
        if not self.talks.isVisible():
            self.talks.setChecked(sheet.offers_talks)
        self._form.setVisible(is_out)
        self.sign_in.setVisible(is_out)
        self.register.setVisible(is_out and not sheet.email)
        self.sign_out.setVisible(sheet.is_signed_in)
        self.reach.setVisible(sheet.is_signed_in and not is_sealed)
        self.unlock.setVisible(is_sealed)
        self._sealing.setVisible(
            is_sealed or (is_out and (sheet.is_sealed or self._needs_passphrase))
        )
        self.why_passphrase.setText(_(words.SEALED) if sheet.is_sealed else _(words.NO_KEYRING))
        self._enable(True)
        self._fit()

    def _send_sign_in(self, *, is_new: bool) -> None:
        wish = SignInWish(
            server=self.server.text(),
            email=self.email.text(),
            password=self.password.text(),
            is_new=is_new,
            with_talks=self.talks.isChecked(),
            passphrase=self.passphrase.text(),
        )
        self._wait(_("One moment…"))
        self._errands.send(self._accounts.sign_in(wish), self._went, self._failed)

    def _send_unlock(self) -> None:
        self._wait(_("One moment…"))
        self._errands.send(self._accounts.unlock(self.passphrase.text()), self._went, self._failed)

    def _send_sign_out(self) -> None:
        self._wait("")
        self._errands.send(self._accounts.sign_out(), self._went, self._failed)

    def _wait(self, sentence: str) -> None:
        self._say(sentence)
        self._enable(False)

    def _went(self, outcome: Outcome) -> None:
        self._say(outcome.sentence)
        self._enable(True)
        self._needs_passphrase = outcome.wants_passphrase
        if not outcome.code:
            self.password.clear()
            self.passphrase.clear()
            self.changed.emit()
        self.refresh()

    def _failed(self, sentence: str) -> None:
        self._say(sentence)
        self._enable(True)

    def _say(self, sentence: str) -> None:
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))
        self._fit()

    def _fit(self) -> None:
        """As high as what is shown: texts that wrap ask for their height only when laid out."""
        layout = self.layout()
        if layout is None:
            return
        layout.activate()
        place = QRect(0, 0, self.width(), layout.totalHeightForWidth(self.width()))
        parent = self.parentWidget()
        if parent is not None:
            # A window that gets another size while it is being mapped may lose its place.
            place.moveCenter(parent.frameGeometry().center())
        self.setGeometry(place)

    def _enable(self, on: bool) -> None:
        for button in (self.sign_in, self.register, self.unlock, self.sign_out):
            button.setEnabled(on)

    def _lay_out(self) -> None:
        title = QLabel(_("Account"))
        title.setProperty("role", "title")
        self._form = _column(
            *_captioned(self.server),
            *_captioned(self.email),
            *_captioned(self.password),
            *(self.leaves, self.talks, self.talks_about),
        )
        self._sealing = _column(self.why_passphrase, *_captioned(self.passphrase))
        bottom = QHBoxLayout()
        for button in (self.sign_in, self.register, self.unlock, self.reach, self.sign_out):
            bottom.addWidget(button)
        bottom.addStretch(1)
        bottom.addWidget(self.shut)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.setSpacing(12)
        for widget in (title, self.about, self._form, self._sealing, self.trouble):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addLayout(bottom)
        self.sign_in.setDefault(True)
        for button in (self.register, self.unlock, self.reach, self.sign_out, self.shut):
            button.setAutoDefault(False)


def _column(*widgets: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    for widget in widgets:
        layout.addWidget(widget)
    return page


def _captioned(entry: QLineEdit) -> tuple[QLabel, QLineEdit]:
    caption = QLabel(entry.accessibleName())
    caption.setProperty("role", "small")
    caption.setBuddy(entry)
    return caption, entry


def _entry(name: str, example: str, *, is_secret: bool = False) -> QLineEdit:
    entry = QLineEdit(placeholderText=example)
    entry.setAccessibleName(name)
    entry.setMaxLength(1000)
    if is_secret:
        entry.setEchoMode(QLineEdit.EchoMode.Password)
    return entry


def _words(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(100)
    return label
