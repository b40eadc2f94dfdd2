"""GPX: waypoints, read one at a time with the line each begins on.

gpxpy would give up the whole file at one broken waypoint, and does not tell its line.
"""

from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from pam_core.interchange.places.columns import place_in
from pam_core.interchange.places.rows import BadRow, Origin, RowError
from pam_core.vocabulary.place import Place

_PIECE_BYTES = 1 << 16
_FIELDS = {"name": "name", "sym": "kind", "type": "type", "desc": "note", "cmt": "comment"}
_Waypoint = tuple[int, dict[str, str]]


class _Waypoints:
    """Collects the waypoints that expat comes by."""

    def __init__(self) -> None:
        self.found: list[_Waypoint] = []
        self.is_gpx = False
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._path: list[str] = []
        self._fields: dict[str, str] = {}
        self._line = 0

    def taken(self) -> list[_Waypoint]:
        """Those found since the last call."""
        found, self.found = self.found, []
        return found

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        self._path.append(name)
        if len(self._path) == 1:
            self.is_gpx = name == "gpx"
        if self._path[1:] == ["wpt"]:
            self._line = self.parser.CurrentLineNumber
            where = {"latitude": attributes.get("lat", ""), "longitude": attributes.get("lon", "")}
            self._fields = where
        elif self._path[1:] == ["wpt", "link"]:
            self._fields.setdefault("url", attributes.get("href", ""))

    def _text(self, text: str) -> None:
        if len(self._path) == 3 and self._path[1] == "wpt" and self._path[2] in _FIELDS:
            field = _FIELDS[self._path[2]]
            self._fields[field] = self._fields.get(field, "") + text

    def _end(self, tag: str) -> None:
        if self._path[1:] == ["wpt"]:
            self.found.append((self._line, self._fields))
        self._path.pop()


def read_gpx(file: BinaryIO, origin: Origin) -> Iterator[Place | BadRow]:
    """Places of a GPX file. Raises ValueError where it is none, or broken from some line on."""
    waypoints = _Waypoints()
    ended = False
    while not ended:
        piece = file.read(_PIECE_BYTES)
        ended = not piece
        try:
            waypoints.parser.Parse(piece, ended)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            raise ValueError(f"it is broken at line {error.lineno}: {reason}") from error
        for line, fields in waypoints.taken():
            try:
                yield place_in(fields, origin)
            except RowError as trouble:
                yield BadRow(where=f"line {line}", reason=str(trouble))
    if not waypoints.is_gpx:
        raise ValueError("it is XML, but no GPX")
