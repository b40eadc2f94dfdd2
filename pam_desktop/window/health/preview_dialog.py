"""Shows exactly what would be copied, before it is."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from pam_desktop.window.look.column import plain
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.words import _


class PreviewDialog(QDialog):
    """Copies only when asked, and says that nothing else goes anywhere."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Copy diagnostics"))
        self.resize(620, 440)
        self.text = QPlainTextEdit(text, readOnly=True)
        self.text.setAccessibleName(_("What will be copied"))
        self.copy = push_button(_("Copy"), "copy", kind="primary")
        self.shut = push_button(_("Close"), kind="quiet")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.shut)
        buttons.addWidget(self.copy)
        layout = QVBoxLayout(self)
        layout.addWidget(
            plain(_("This, and nothing more, is copied. It is sent nowhere by itself."), "soft")
        )
        layout.addWidget(self.text, 1)
        layout.addLayout(buttons)
        self.copy.clicked.connect(self._copy)
        self.shut.clicked.connect(self.reject)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.accept()
