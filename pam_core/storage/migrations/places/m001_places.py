"""Imported places, what kinds they are of and where, and the words of their names."""

from collections.abc import Callable

from sqlite_utils import Database

from pam_core.storage.migrations.statements import statements

# The R*Tree has a third dimension, the kind: a hundred thousand fuel stations do not stand in the
# way of who looks for a dump station. Its id is the place's number times 16 plus the kind's.
_TABLES = """
CREATE TABLE places (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    name TEXT NOT NULL,
    kinds TEXT NOT NULL,
    latitude REAL NOT NULL,
    longitude REAL NOT NULL,
    as_of TEXT NOT NULL,
    region TEXT NOT NULL,
    amenities TEXT NOT NULL,
    price_minor INTEGER,
    price_currency TEXT,
    rig_length_ft TEXT,
    phone TEXT NOT NULL,
    url TEXT NOT NULL,
    note TEXT NOT NULL
);
CREATE INDEX places_by_source ON places (source, as_of);

CREATE VIRTUAL TABLE places_at USING rtree (
    number, south, north, west, east, kind_from, kind_to
);

CREATE VIRTUAL TABLE places_found USING fts5 (
    name, content='places', content_rowid='number',
    tokenize="unicode61 remove_diacritics 2"
);
CREATE TRIGGER places_added AFTER INSERT ON places BEGIN
    INSERT INTO places_found (rowid, name) VALUES (new.number, new.name);
END;
CREATE TRIGGER places_removed AFTER DELETE ON places BEGIN
    INSERT INTO places_found (places_found, rowid, name)
    VALUES ('delete', old.number, old.name);
END;
CREATE TRIGGER places_changed AFTER UPDATE OF name ON places BEGIN
    INSERT INTO places_found (places_found, rowid, name)
    VALUES ('delete', old.number, old.name);
    INSERT INTO places_found (rowid, name) VALUES (new.number, new.name);
END;
"""


def step(number: int) -> Callable[[Database], None]:
    """The step, which also writes its number where an older PAM looks for it."""

    def apply(db: Database) -> None:
        for statement in statements(_TABLES):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {number}")

    return apply
