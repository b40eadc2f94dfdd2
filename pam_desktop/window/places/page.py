"""The page about places: what is near the user, or near a town that was typed."""

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from pam_core.vocabulary.place import PlaceKind
from pam_desktop.window.look.column import Column, plain
from pam_desktop.window.look.push_button import push_button
from pam_desktop.window.look.wording import long_day
from pam_desktop.window.look.words import N_, _
from pam_desktop.window.page_kit import PageKit, PageView
from pam_desktop.window.places.place_row import PlaceRow
from pam_desktop.window.places.source import PlacesSheet, PlacesWish

KINDS = {
    PlaceKind.CAMPGROUND: N_("Campgrounds"),
    PlaceKind.DUMP_STATION: N_("Dump stations"),
    PlaceKind.FUEL: N_("Fuel"),
    PlaceKind.DIESEL: N_("Diesel"),
    PlaceKind.PROPANE: N_("Propane"),
    PlaceKind.WATER: N_("Water"),
    PlaceKind.REPAIR: N_("Repair shops"),
    PlaceKind.FOOD: N_("Places to eat"),
    PlaceKind.REST_AREA: N_("Rest areas"),
    PlaceKind.ATTRACTION: N_("Sights"),
}
AMENITIES = {
    "": N_("With or without anything"),
    "full_hookups": N_("With full hookups"),
    "electric_hookups": N_("With electric hookups"),
    "dump_station": N_("With a dump station"),
    "showers": N_("With showers"),
    "drinking_water": N_("With drinking water"),
}
LONGEST = 100


class PlacesPage(PageView):
    """Looks again with every choice, and when Enter is pressed in the town's field."""

    def __init__(self, kit: PageKit) -> None:
        super().__init__(kit)
        self._asked = 0
        self.rows: list[PlaceRow] = []
        self.kind, self.amenity = QComboBox(), QComboBox()
        for kind, word in KINDS.items():
            self.kind.addItem(_(word), kind.value)
        for amenity, word in AMENITIES.items():
            self.amenity.addItem(_(word), amenity)
        self.kind.setAccessibleName(_("What to look for"))
        self.amenity.setAccessibleName(_("What it must offer"))
        self.near = QLineEdit(maxLength=LONGEST, clearButtonEnabled=True)
        self.near.setPlaceholderText(_("Near me, or a town"))
        self.near.setAccessibleName(_("Near me, or a town"))
        self.search = push_button(_("Find"), "search", kind="primary")
        self.told = plain("", "soft")
        self._rows = QVBoxLayout()
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._lay_out()
        self.kind.activated.connect(lambda place: self.refresh())
        self.amenity.activated.connect(lambda place: self.refresh())
        self.near.returnPressed.connect(self.refresh)
        self.search.clicked.connect(self.refresh)

    def refresh(self) -> None:
        """Look for it again."""
        source = self.kit.sources.places
        if source is None:
            return
        self._asked += 1
        asked, amenity = self._asked, str(self.amenity.currentData())
        wish = PlacesWish(
            kind=PlaceKind(self.kind.currentData()),
            near=self.near.text().strip(),
            amenities=frozenset((amenity,)) if amenity else frozenset(),
        )
        # An answer that was overtaken by a later question is not shown.
        self.kit.errands.send(
            source.find(wish),
            lambda sheet: self.show_sheet(sheet) if asked == self._asked else None,
            self.told.setText,
        )

    def show_sheet(self, sheet: PlacesSheet) -> None:
        """Show what was found, or why nothing was."""
        for row in self.rows:
            self._rows.removeWidget(row)
            row.deleteLater()
        self.rows = [PlaceRow(line) for line in sheet.lines]
        for row in self.rows:
            self._rows.addWidget(row)
        self.told.setText(_told(sheet))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(20, 10, 20, 0)
        top.setSpacing(10)
        for part, share in ((self.kind, 2), (self.near, 3), (self.amenity, 3), (self.search, 0)):
            part.setMinimumWidth(48)
            top.addWidget(part, share)
        holder = QWidget()
        holder.setLayout(self._rows)
        column = Column()
        column.add(self.told)
        column.add(holder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(column, 1)


def _told(sheet: PlacesSheet) -> str:
    if not sheet.known:
        return _("None of these were imported yet: see docs/places.md for where to get them.")
    if not sheet.near:
        return _("PAM does not know where you are. Say “we're in Moab”, or type a town.")
    near = _("Near {place}").format(place=sheet.near)
    if sheet.seen_at is not None:
        near = _("Near {place}, where you were on {day}").format(
            place=sheet.near, day=long_day(sheet.seen_at.date())
        )
    if not sheet.lines:
        return _("{near}: nothing within 200 miles that fits.").format(near=near)
    return _("{near}, as the crow flies:").format(near=near)
