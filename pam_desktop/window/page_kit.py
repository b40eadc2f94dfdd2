"""What every page of the window is built with, and what it may wish for."""

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pam_core.vocabulary.events import Event
from pam_core.vocabulary.ports import Conductor
from pam_desktop.window.errands import Errands
from pam_desktop.window.services import Opening, WindowServices
from pam_desktop.window.sources import Sources
from pam_desktop.window.standing import Standing


class Wishes(QObject):
    """What a page asks of the window around it; the window connects each once."""

    page = Signal(object)
    """A `Page` to be shown."""
    face = Signal(object)
    """A `Face` to be worn."""
    mode = Signal(object)
    """A `TalkMode` to talk in."""
    mode_changed = Signal(object)
    """Said by the window: the `TalkMode` that counts from now on."""
    check = Signal()
    """The first minutes once more: microphone, loudspeaker, talk key."""
    demo = Signal()
    """Go over to the demo's data."""
    account = Signal()
    """The account's dialog."""
    look = Signal()
    """The settings of theme, text size or place changed: choose anew what is worn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageKit:
    """The way down (`errands` with `conductor`, `services`, `sources`) and the way out (`wishes`).

    `conductor.ask(words)` does what saying these words would do; everything that changes what is
    kept goes through it or through a source, never past the mind.
    """

    errands: Errands
    conductor: Conductor
    services: WindowServices
    sources: Sources
    opening: Opening
    wishes: Wishes = field(default_factory=Wishes)
    standing: Standing = field(default_factory=Standing)


class PageView(QWidget):
    """One page of the parked face; it is made when it is first shown."""

    def __init__(self, kit: PageKit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kit = kit
        self.setObjectName("page")

    def refresh(self) -> None:
        """Ask the sources again: the page is shown, or what it shows has changed."""

    def show_event(self, event: Event) -> None:
        """Something happened in the core; comes on the GUI thread to every page that was made."""
