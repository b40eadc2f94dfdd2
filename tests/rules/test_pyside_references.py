"""Guards the pin of PySide6: 6.12.0 takes references that are not its own, and Python 3.11 aborts.

Before Python 3.12 None and True are counted like any object. A binding that drops a reference
too many on each event or signal brings the count to zero in minutes, and the interpreter aborts.
"""

import subprocess
import sys

CHECK = """
import sys
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
class Source(QObject):
    plain = Signal()
    carries = Signal(object)
app = QCoreApplication([])
source = Source()
source.plain.connect(lambda: None)
source.carries.connect(lambda it: None, Qt.ConnectionType.QueuedConnection)
def once():
    app.processEvents()
    source.plain.emit()
    source.carries.emit({})
    app.processEvents()
once()
before = [sys.getrefcount(it) for it in (None, True, False)]
for _ in range(1000):
    once()
after = [sys.getrefcount(it) for it in (None, True, False)]
print(max(abs(a - b) for a, b in zip(after, before)))
"""


def test_qt_keeps_its_hands_off_our_references() -> None:
    """A thousand events and signals leave the counts of None, True and False as they were."""
    # In a process of its own: where this fails, the next step is an abort.
    ran = subprocess.run(
        [sys.executable, "-c", CHECK], capture_output=True, text=True, timeout=120, check=True
    )
    assert int(ran.stdout) < 50
