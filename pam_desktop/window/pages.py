"""The pages of the parked face: their order, names and signs, and how each is made."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QStackedWidget, QWidget

from pam_core.vocabulary.events import Event, ThingsKept
from pam_core.vocabulary.reply import Page
from pam_core.vocabulary.sync_news import ThingsCame
from pam_desktop.window.look.words import _
from pam_desktop.window.page_kit import PageKit, PageView

Build = Callable[[PageKit], PageView]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageEntry:
    """A page: its sign among the icons, its name (asked for when it is shown), how it is made."""

    page: Page
    sign: str
    title: Callable[[], str]
    build: Build


def _talk(kit: PageKit) -> PageView:
    from pam_desktop.window.talk.room import TalkRoom

    return TalkRoom(kit)


def _money(kit: PageKit) -> PageView:
    from pam_desktop.window.money.page import MoneyPage

    return MoneyPage(kit)


def _trip(kit: PageKit) -> PageView:
    from pam_desktop.window.trip.page import TripPage

    return TripPage(kit)


def _days(kit: PageKit) -> PageView:
    from pam_desktop.window.days.page import DaysPage

    return DaysPage(kit)


def _places(kit: PageKit) -> PageView:
    from pam_desktop.window.places.page import PlacesPage

    return PlacesPage(kit)


def _settings(kit: PageKit) -> PageView:
    from pam_desktop.window.settings.page import SettingsPage

    return SettingsPage(kit)


def _health(kit: PageKit) -> PageView:
    from pam_desktop.window.health.page import HealthPage

    return HealthPage(kit)


PAGES = (
    PageEntry(page=Page.TALK, sign="talk", title=lambda: _("Talk"), build=_talk),
    PageEntry(page=Page.MONEY, sign="money", title=lambda: _("Money"), build=_money),
    PageEntry(page=Page.TRIP, sign="trip", title=lambda: _("Trip"), build=_trip),
    PageEntry(page=Page.DAYS, sign="days", title=lambda: _("Days"), build=_days),
    PageEntry(page=Page.PLACES, sign="places", title=lambda: _("Places"), build=_places),
    PageEntry(page=Page.SETTINGS, sign="settings", title=lambda: _("Settings"), build=_settings),
    PageEntry(page=Page.HEALTH, sign="health", title=lambda: _("Health"), build=_health),
)


class PageStack(QStackedWidget):
    """Shows one page at a time; makes each when it is first wanted, and looks anew when it must."""

    def __init__(self, kit: PageKit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kit = kit
        self._views: dict[Page, PageView] = {}
        self._build = {entry.page: entry.build for entry in PAGES}
        self.shown = Page.TALK

    def show_page(self, page: Page) -> None:
        """Bring a page up; one there is none of yet leaves what is shown."""
        if page in self._build:
            self.shown = page
            self.setCurrentWidget(self.view(page))
            self.view(page).refresh()

    def view(self, page: Page) -> PageView:
        """The page's widget. Raises KeyError where there is no such page."""
        view = self._views.get(page)
        if view is None:
            view = self._build[page](self._kit)
            self._views[page] = view
            self.addWidget(view)
        return view

    def show_event(self, event: Event) -> None:
        """Tell every page that was made; what is shown looks anew where things were kept."""
        for view in tuple(self._views.values()):
            view.show_event(event)
        if isinstance(event, ThingsKept | ThingsCame):
            self.refresh()

    def refresh(self) -> None:
        """The page that is shown asks its sources again."""
        if self.shown in self._views:
            self._views[self.shown].refresh()
