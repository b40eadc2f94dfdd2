"""Everything else the user keeps, as revisions, the changes that made them, and talks at rest."""

from collections.abc import Callable

from sqlite_utils import Database

from pam_core.storage.migrations.statements import statements

_TABLES = """
CREATE TABLE changes (
    number INTEGER PRIMARY KEY,
    what TEXT NOT NULL,
    made_at TEXT NOT NULL,
    undone_at TEXT
);
CREATE INDEX changes_standing ON changes (number) WHERE undone_at IS NULL;

CREATE TABLE records (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    fields TEXT NOT NULL,
    day TEXT,
    created_at TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0,
    latest INTEGER NOT NULL DEFAULT 1,
    change INTEGER REFERENCES changes (number),
    UNIQUE (id, revision)
);
CREATE INDEX records_standing ON records (kind, day) WHERE latest AND NOT deleted;
CREATE INDEX records_by_change ON records (change) WHERE change IS NOT NULL;

CREATE TRIGGER records_revised AFTER INSERT ON records WHEN new.revision > 1 BEGIN
    UPDATE records SET latest = 0 WHERE id = new.id AND revision < new.revision AND latest;
END;
CREATE TRIGGER records_kept BEFORE UPDATE OF
    kind, id, revision, fields, day, created_at, deleted, change ON records
BEGIN
    SELECT RAISE(ABORT, 'a correction is a new revision');
END;

CREATE TABLE talks (
    name TEXT PRIMARY KEY,
    session TEXT NOT NULL
) WITHOUT ROWID;

ALTER TABLE expenses ADD COLUMN bank_id TEXT;
ALTER TABLE expenses ADD COLUMN change INTEGER REFERENCES changes (number);
CREATE INDEX expenses_by_change ON expenses (change) WHERE change IS NOT NULL;
CREATE INDEX expenses_by_bank_id ON expenses (bank_id) WHERE bank_id IS NOT NULL;
CREATE INDEX expenses_by_category ON expenses (category, currency, spent_on, amount_minor)
    WHERE latest AND NOT deleted;

DROP TRIGGER expenses_revised;
CREATE TRIGGER expenses_revised AFTER INSERT ON expenses WHEN new.revision > 1 BEGIN
    UPDATE expenses SET latest = 0 WHERE id = new.id AND revision < new.revision AND latest;
END;
DROP TRIGGER expenses_kept;
CREATE TRIGGER expenses_kept BEFORE UPDATE OF
    id, revision, amount_minor, currency, category, merchant, description, spent_on,
    created_at, deleted, bank_id, change ON expenses
BEGIN
    SELECT RAISE(ABORT, 'a correction is a new revision');
END;
"""


def step(number: int) -> Callable[[Database], None]:
    """The step, which also writes its number where an older PAM looks for it."""

    def apply(db: Database) -> None:
        for statement in statements(_TABLES):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {number}")

    return apply
