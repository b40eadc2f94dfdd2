"""Files of places: each kind gives its places, and says which rows are none, and why."""

import gzip
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import osmium
import pytest

from pam_core.interchange.places.reading import Wanted, read_places
from pam_core.interchange.places.rows import BadRow
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.money import Money
from pam_core.vocabulary.place import Place, PlaceKind, Point

GPX = """<?xml version="1.0"?>
<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
<wpt lat="38.57" lon="-109.55"><name>Sand Flats &amp; more</name><sym>Campground</sym>
<desc>No shade</desc><link href="https://example.org/sand"/></wpt>
<wpt lat="abc" lon="-109.55"><name>Broken</name><sym>Campground</sym></wpt>
<wpt lat="38.6" lon="-109.6"><sym>Gas Station</sym></wpt>
<wpt lat="38.7" lon="-109.7"><name>Love's</name><type>Truck Stop</type></wpt>
<trk><trkseg><trkpt lat="1" lon="2"><name>no waypoint</name></trkpt></trkseg></trk>
</gpx>
"""
CSV = """Name,Lat,Long,Type,Amenities,Nightly Rate,Max Length,State
Sun RV,38.5,-109.5,RV Park,"Full Hookups; Showers, wi-fi","$45.50",40 ft,UT
"Comma, Inn",38.6,-109.6,campground,,call us,,
,38.7,-109.7,campground,,,,
Nowhere,0,0,campground,,,,
Off,95,10,campground,,,,
What,38.8,-109.8,casino,,,,
Many,38.8,-109.8,campground,,,,UT,more
"""
GEOJSON = """{"type": "FeatureCollection", "features": [
{"type": "Feature", "id": 7, "geometry": {"type": "Point", "coordinates": [-109.5, 38.5]},
 "properties": {"name": "Dump at the park", "kind": "dump station"}},
{"type": "Feature", "geometry": {"type": "Polygon",
 "coordinates": [[[-109, 38], [-109, 39], [-110, 39], [-110, 38]]]},
 "properties": {"title": "Wide lot", "category": "rest area", "amenities": ["toilets"]}},
{"type": "Feature", "geometry": null, "properties": {"name": "Lost", "kind": "fuel"}}
]}"""
OSM = """<?xml version="1.0"?>
<osm version="0.6"><node id="1" lat="38.5" lon="-109.5"><tag k="amenity" v="fuel"/>
<tag k="name" v="Maverik"/><tag k="fuel:HGV_diesel" v="yes"/><tag k="fuel:lpg" v="yes"/></node>
<node id="2" lat="38.6" lon="-109.6"><tag k="amenity" v="sanitary_dump_station"/></node>
<node id="3" lat="38.7" lon="-109.7"><tag k="amenity" v="restaurant"/></node>
<node id="4" lat="38.8" lon="-109.8"/><node id="5" lat="38.9" lon="-109.8"/>
<node id="6" lat="38.9" lon="-109.9"><tag k="tourism" v="camp_site"/><tag k="name" v="Shut"/>
<tag k="access" v="no"/></node>
<node id="7" lat="38.9" lon="-109.95"><tag k="natural" v="tree"/></node>
<way id="8"><nd ref="4"/><nd ref="5"/><tag k="tourism" v="caravan_site"/>
<tag k="name" v="Portal"/><tag k="power_supply" v="yes"/><tag k="fee" v="no"/>
<tag k="maxlength" v="12"/></way>
<way id="9"><nd ref="99"/><tag k="shop" v="tyres"/><tag k="name" v="Cut off"/></way></osm>
"""


NOTED = b"name,lat,lon,notes\nRest stop,38.5,-109.5,with shade\n"


def read(path: Path, **wanted: Any) -> tuple[list[Place], dict[str, str]]:
    rows = list(read_places(path, Wanted(**{"as_of": date(2026, 1, 1), **wanted})))
    places = [row for row in rows if isinstance(row, Place)]
    return places, {row.where: row.reason for row in rows if isinstance(row, BadRow)}


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_gpx(tmp_path: Path) -> None:
    """GPX gives its waypoints; a broken one is told with its line and spoils no other."""
    places, bad = read(written(tmp_path, "camps.gpx", GPX))
    assert [(p.name, p.kinds) for p in places] == [
        ("Sand Flats & more", {PlaceKind.CAMPGROUND}),
        ("Love's", {PlaceKind.FUEL, PlaceKind.DIESEL}),
    ]
    assert (places[0].note, places[0].url) == ("No shade", "https://example.org/sand")
    assert places[0].source == "camps.gpx"
    assert bad == {
        "line 5": "abc, -109.55 are no coordinates",
        "line 6": "it has no name",
    }


def test_csv(tmp_path: Path) -> None:
    """CSV goes by its header; what is no place is told with its line and left out."""
    places, bad = read(written(tmp_path, "camps.csv", CSV))
    assert [p.name for p in places] == ["Sun RV", "Comma, Inn"]
    sun, comma = places
    assert sun.amenities == {
        "full_hookups",
        "electric_hookups",
        "water_hookups",
        "sewer_hookups",
        "showers",
        "wifi",
    }
    assert (sun.price, sun.rig_length_ft, sun.region) == (
        Money.of(Decimal("45.50")),
        Decimal(40),
        "UT",
    )
    assert (comma.price, comma.note) == (None, "Price: call us")
    assert bad == {
        "line 4": "it has no name",
        "line 5": "0, 0 stands for coordinates that were not known",
        "line 6": "95, 10 lies off the globe",
        "line 7": "it does not say what kind of place it is (give --kind)",
        "line 8": "it has 9 columns, not 8",
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "-109.5,38.5,Rest stop,with shade\n"),
        ("a.csv", "name;latitude;longitude;note\nRest stop;38.5;-109.5;with shade\n"),
        ("a.tsv", "NAME\tLAT\tLON\tDESC\nRest stop\t38.5\t-109.5\twith shade\n"),
        ("a.csv", "\ufeffname,lat,lon,notes\r\nRest stop,38.5,-109.5,with shade\r\n"),
        ("a.csv", "name,lat,lon,notes\nRest stop,38.5,-109.5,with shade\n".encode("utf-16")),
        pytest.param("a.csv.gz", gzip.compress(NOTED), id="a.csv.gz"),
    ],
)
def test_tables_of_all_sorts(tmp_path: Path, name: str, text: str | bytes) -> None:
    """Semicolons, tabs, marks of byte order, gzip, and the headerless custom are understood."""
    places, bad = read(written(tmp_path, name, text), kind=PlaceKind.REST_AREA)
    assert not bad
    assert [(p.name, p.note, p.point) for p in places] == [
        ("Rest stop", "with shade", Point(latitude=38.5, longitude=-109.5))
    ]


def test_latin_table(tmp_path: Path) -> None:
    """A table of an older program keeps its accents."""
    text = "name,lat,lon\nPeña Camp,38.5,-109.5\n".encode("cp1252")
    places, _ = read(written(tmp_path, "a.csv", text), kind=PlaceKind.CAMPGROUND)
    assert [p.name for p in places] == ["Peña Camp"]


def test_geojson(tmp_path: Path) -> None:
    """GeoJSON gives points as they are and areas by their middle; lines are counted."""
    places, bad = read(written(tmp_path, "a.geojson", GEOJSON))
    assert [(p.id, p.kinds, p.point.latitude) for p in places] == [
        ("a.geojson:7", {PlaceKind.DUMP_STATION}, 38.5),
        (places[1].id, {PlaceKind.REST_AREA}, 38.5),
    ]
    assert places[1].amenities == {"toilets"}
    assert bad == {"line 7": "it has no coordinates"}


def test_a_quote_that_is_never_closed(tmp_path: Path) -> None:
    """A broken row is told with the line it begins on, and takes none of the others along."""
    text = 'name,lat,lon,kind\n"Open,38,-109,fuel\nWhole,39,-109,fuel\n"Two\nlines",40,-109,fuel\n'
    places, bad = read(written(tmp_path, "quotes.csv", text))
    assert [each.name for each in places] == ["Whole", "Two lines"]
    assert list(bad) == ["line 2"]


def test_osm_node_off_the_globe(tmp_path: Path) -> None:
    """A node with impossible coordinates is left out; those behind it are read."""
    text = OSM.replace('lat="38.6" lon="-109.6"', 'lat="98.6" lon="-109.6"')
    places, bad = read(written(tmp_path, "moab.osm", text))
    assert "Portal" in [each.name for each in places]
    assert "node 2" in bad


def test_osm(tmp_path: Path) -> None:
    """An extract gives what travellers stop at: nodes, and ways by their middle."""
    places, bad = read(written(tmp_path, "moab.osm", OSM))
    fuel, dump, portal = places
    assert fuel.kinds == {PlaceKind.FUEL, PlaceKind.DIESEL, PlaceKind.PROPANE}
    assert fuel.amenities == {"diesel", "propane"}
    assert (dump.name, dump.kinds) == ("Dump station", {PlaceKind.DUMP_STATION})
    assert (portal.id, portal.point.latitude) == ("osm:way/8", 38.85)
    assert portal.amenities == {"electric_hookups", "rv_sites"}
    assert (portal.price, portal.rig_length_ft) == (Money(minor=0), Decimal(39))
    assert bad == {
        "node 3": "it has no name",
        "way 9": "its corners are not in the extract",
    }


def campground(**fields: Any) -> dict[str, Any]:
    return {
        "id": "A1",
        "name": "Twin Peaks",
        "parkCode": "orpi",
        "latitude": "31.94",
        "longitude": "-112.81",
        "description": "",
        "accessibility": {"rvAllowed": "1", "rvMaxLength": "45", "rvInfo": ""},
        "addresses": [{"stateCode": "AZ"}],
        "amenities": {"dumpStation": "Yes - year round", "potableWater": ["No water"]},
        "campsites": {"electricalHookups": "0"},
        "contacts": {"phoneNumbers": [{"phoneNumber": "520"}]},
        "fees": [],
        "reservationUrl": "https://www.recreation.gov",
        **fields,
    }


def page(*entries: Any) -> str:
    return json.dumps({"total": "1", "data": entries})


def test_park_service(tmp_path: Path) -> None:
    """A campground of the park service says what it has; its dump station is one as well."""
    text = page(campground()) + "\n" + page(campground(id="B2", latitude=""), campground(id="C3"))
    places, bad = read(written(tmp_path, "nps.jsonl", text))
    assert [p.id for p in places] == ["nps:A1", "nps:C3"]
    assert places[0].kinds == {PlaceKind.CAMPGROUND, PlaceKind.DUMP_STATION}
    assert places[0].amenities == {"dump_station", "rv_sites"}
    assert (places[0].region, places[0].rig_length_ft) == ("AZ", Decimal(45))
    assert bad == {"line 2": "Twin Peaks: it has no coordinates"}


def fee(cost: str, title: str, description: str = "") -> dict[str, str]:
    return {"cost": cost, "title": title, "description": description}


@pytest.mark.parametrize(
    ("fees", "price"),
    [
        ([fee("20.00", "Standard Camping Fee"), fee("10.00", "Senior / Access Camping Fee")], 20),
        ([fee("20.00", "Twin Peaks Fee", "Per night, per site"), fee("8", "Entrance Fee")], 20),
        ([fee("30.00", "Tent and RV Sites"), fee("25.00", "Nightly Fee")], 25),
        (
            [fee("50.00", "Group Campsite"), fee("5.00", "Camping Fee - Per Person, Per Night")],
            None,
        ),
        ([fee("10.00", "Reservation Fee - Per Night")], None),
        ([fee("670.00", "Price Per Night", "to rent the entire camp with its cabins")], None),
        ([fee("0.00", "Camping Fee", "No charge for camping.")], 0),
        ([fee("0.00", "Army Camp", "These primitive areas have no water")], None),
        ([fee("ask", "Camping Fee")], None),
        ([], None),
    ],
)
def test_park_service_price(tmp_path: Path, fees: list[dict[str, str]], price: int | None) -> None:
    """The price is the cheapest night that is plainly one for everybody; else there is none."""
    ((only,), _) = read(written(tmp_path, "nps.json", page(campground(fees=fees))))
    assert only.price == (None if price is None else Money.of(Decimal(price)))


@pytest.mark.parametrize(
    ("fields", "full"),
    [
        ({"fees": [fee("99", "RV Full Hookups")]}, True),
        ({"campsites": {"electricalHookups": "8"}, "description": "All have full hook-ups."}, True),
        ({"campsites": {"electricalHookups": "8"}}, False),
        (
            {
                "campsites": {"electricalHookups": "8"},
                "description": "There are no full hookups. The adjacent park has full hookups.",
            },
            False,
        ),
    ],
)
def test_park_service_hookups(tmp_path: Path, fields: dict[str, Any], full: bool) -> None:
    """Hookups are full only where the source says so of this very campground."""
    ((only,), _) = read(written(tmp_path, "nps.json", page(campground(**fields))))
    assert ("full_hookups" in only.amenities) == full


def test_unknown_length(tmp_path: Path) -> None:
    """A length of 0 is unknown, one of 10000 is no length of a rig."""
    entries = [
        campground(id=length, accessibility={"rvAllowed": "1", "rvMaxLength": length, "rvInfo": ""})
        for length in ("0", "10000", "")
    ]
    places, _ = read(written(tmp_path, "nps.json", page(*entries)))
    assert [p.rig_length_ft for p in places] == [None, None, None]


def test_odd_entries(tmp_path: Path) -> None:
    """Entries that are not as the park service writes them are told, and no other is lost."""
    odd = campground(id="B2")
    del odd["fees"]
    text = page(campground(), odd, 7, None, campground(id="D4", amenities=None))
    places, bad = read(written(tmp_path, "nps.json", text))
    assert [p.id for p in places] == ["nps:A1"]
    assert list(bad) == ["line 1"]


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.gpx", "<gpx><wpt lat='1' lon='2'>", "it is broken at line 1"),
        ("a.gpx", "<html></html>", "it is XML, but no GPX"),
        ("a.gpx", "", "it is broken at line 1"),
        ("a.csv", "colour,size\nred,7\n", "does not name these columns: name, latitude, longitude"),
        ("a.csv", b"\x00\x01\x02\x03", "it is no text"),
        ("a.csv.gz", b"no gzip", "Not a gzipped file"),
        ("a.json", '{"a": 1}', "neither GeoJSON"),
        ("a.geojson", '{"features": [{"a": }]}', "its JSON is broken"),
        ("a.geojson", '{"features": ' + "[" * 100_000, "nested too deeply"),
        ("a.osm", "no xml at all", "OpenStreetMap's reader says"),
        ("a.osm.pbf", b"\x00" * 50, "OpenStreetMap's reader says"),
    ],
)
def test_wrong_files(tmp_path: Path, name: str, text: str | bytes, reason: str) -> None:
    """A file that cannot be read says so in a sentence that names it and the reason."""
    with pytest.raises(PamError) as caught:
        read(written(tmp_path, name, text))
    assert caught.value.code == "places.unreadable"
    assert caught.value.sentence.startswith(f"{name} cannot be read: ")
    assert reason in caught.value.sentence


def test_no_file(tmp_path: Path) -> None:
    """A file that is missing, or of a kind PAM does not know, says so."""
    with pytest.raises(PamError, match="There is no file"):
        read(tmp_path / "nothing.gpx")
    with pytest.raises(PamError, match=r"It reads \.gpx"):
        read(written(tmp_path, "a.docx", "x"))


def test_hostile_names(tmp_path: Path) -> None:
    """Control characters, half characters and endless names are tidied before they are kept."""
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [-109.5, 38.5]},
        "properties": {"name": "A\u0000B\n\x1b[31mC\ud800" + "x" * 10_000, "kind": "fuel"},
    }
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    ((only,), _) = read(written(tmp_path, "a.geojson", text))
    assert only.name.startswith("A B [31mC ")
    assert len(only.name) <= 120


def test_osm_extract(tmp_path: Path) -> None:
    """The compressed extracts that regions come in are read, with the day they were made."""
    header = osmium.io.Header()
    header.set("osmosis_replication_timestamp", "2026-09-30T20:21:22Z")
    path = tmp_path / "utah.osm.pbf"
    with osmium.SimpleWriter(str(path), header=header) as writer:
        tags = {"amenity": "drinking_water"}
        writer.add_node(osmium.osm.mutable.Node(id=5, location=(-109.5, 38.5), tags=tags))
    (only,), bad = read(path, as_of=None)
    assert not bad
    assert (only.id, only.name, only.kinds) == ("osm:node/5", "Drinking water", {PlaceKind.WATER})
    assert only.point == Point(latitude=38.5, longitude=-109.5)
    assert only.as_of == date(2026, 9, 30)
