"""How everything stands: the latest news of each part, for pages that are made later."""

from pam_core.vocabulary.events import Event, Part, PartChanged, ServiceLevelChanged
from pam_core.vocabulary.sync_news import LineChanged


class Standing:
    """Noted by the window, event by event."""

    def __init__(self) -> None:
        self.parts: dict[Part, PartChanged] = {}
        self.level: ServiceLevelChanged | None = None
        self.line: LineChanged | None = None

    def note(self, event: Event) -> None:
        """Remember the event where it tells how something stands."""
        match event:
            case PartChanged():
                self.parts[event.part] = event
            case ServiceLevelChanged():
                self.level = event
            case LineChanged():
                self.line = event
