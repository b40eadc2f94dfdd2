"""The sources of all pages, on the live PAM."""

from pam_desktop.app.live import Live
from pam_desktop.app.pages.days import LiveDays
from pam_desktop.app.pages.driving import LiveDriving
from pam_desktop.app.pages.health import LiveHealth
from pam_desktop.app.pages.money import LiveMoney
from pam_desktop.app.pages.places import LivePlaces
from pam_desktop.app.pages.trip import LiveTrip
from pam_desktop.window.sources import Sources


def sources_of(live: Live) -> Sources:
    """One for each page; none of them does anything until it is asked."""
    return Sources(
        money=LiveMoney(live),
        days=LiveDays(live),
        trip=LiveTrip(live),
        places=LivePlaces(live),
        health=LiveHealth(live),
        driving=LiveDriving(live),
    )
