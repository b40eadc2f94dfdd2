"""The real `pam`, with a reader of its window: what a screen reader would find, told when asked.

For each line on stdin all that is shown goes to stdout as one line of JSON. With TEST_KEYRING set
there is a keyring: see `tests.support.file_keyring`.
"""

import json
import os
import sys
import threading

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication

from pam_desktop.cli.main import main
from tests.support import file_keyring

MARK = "WINDOW "
DEEPEST = 20


class Reader(QObject):
    """Looks at the window on the window's own thread."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.wanted.connect(self.look, Qt.ConnectionType.QueuedConnection)

    def look(self) -> None:
        # As a screen reader would: only then do lists tell what has become of their rows.
        QAccessible.setActive(True)
        found: list[dict[str, object]] = []
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                _gather(QAccessible.queryAccessibleInterface(window), found, 0)
        print(MARK + json.dumps(found), flush=True)


def _gather(part: QAccessibleInterface, found: list[dict[str, object]], depth: int) -> None:
    if part is None or not part.isValid() or part.state().invisible or depth > DEEPEST:
        return
    place = part.rect()
    found.append(
        {
            "name": part.text(QAccessible.Text.Name),
            "value": part.text(QAccessible.Text.Value),
            "about": part.text(QAccessible.Text.Description),
            "role": part.role().name,
            "x": place.center().x(),
            "y": place.center().y(),
        }
    )
    for index in range(part.childCount()):
        _gather(part.child(index), found, depth + 1)


def _follow(reader: Reader) -> None:
    for _ in sys.stdin:
        reader.wanted.emit()


if __name__ == "__main__":
    if file_keyring.FILE in os.environ:
        file_keyring.use()
    its_reader = Reader()
    threading.Thread(target=_follow, args=(its_reader,), name="reader", daemon=True).start()
    sys.exit(main())
