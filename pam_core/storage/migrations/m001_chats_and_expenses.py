"""Conversations and turns with their full-text index, expenses with their revisions."""

from collections.abc import Callable

from sqlite_utils import Database

from pam_core.storage.migrations.statements import statements

# `number` is the rowid: an external-content index needs one that VACUUM leaves alone.
_TABLES = """
CREATE TABLE about (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE conversations (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    started_at TEXT NOT NULL,
    last_turn INTEGER
) WITHOUT ROWID;

CREATE TABLE turns (
    number INTEGER PRIMARY KEY,
    turn_id TEXT NOT NULL UNIQUE,
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    said_at TEXT NOT NULL,
    trigger TEXT NOT NULL,
    said TEXT NOT NULL,
    confidence REAL NOT NULL,
    reply TEXT NOT NULL,
    action TEXT,
    slots TEXT NOT NULL,
    provider TEXT NOT NULL,
    heard TEXT NOT NULL,
    interrupted INTEGER NOT NULL,
    times TEXT NOT NULL
);
CREATE INDEX turns_by_conversation ON turns (conversation_id, number);

CREATE VIRTUAL TABLE turns_found USING fts5 (
    said, reply, content='turns', content_rowid='number',
    tokenize="unicode61 remove_diacritics 2"
);
CREATE TRIGGER turns_added AFTER INSERT ON turns BEGIN
    INSERT INTO turns_found (rowid, said, reply) VALUES (new.number, new.said, new.reply);
END;
CREATE TRIGGER turns_removed AFTER DELETE ON turns BEGIN
    INSERT INTO turns_found (turns_found, rowid, said, reply)
    VALUES ('delete', old.number, old.said, old.reply);
END;
CREATE TRIGGER turns_changed AFTER UPDATE OF said, reply ON turns BEGIN
    INSERT INTO turns_found (turns_found, rowid, said, reply)
    VALUES ('delete', old.number, old.said, old.reply);
    INSERT INTO turns_found (rowid, said, reply) VALUES (new.number, new.said, new.reply);
END;

CREATE TABLE expenses (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    amount_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    category TEXT NOT NULL,
    merchant TEXT,
    description TEXT,
    spent_on TEXT NOT NULL,
    created_at TEXT NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0,
    latest INTEGER NOT NULL DEFAULT 1,
    UNIQUE (id, revision)
);
CREATE INDEX expenses_standing ON expenses (category, spent_on, currency, amount_minor)
    WHERE latest AND NOT deleted;
CREATE INDEX expenses_by_day ON expenses (spent_on, currency, amount_minor)
    WHERE latest AND NOT deleted;
CREATE INDEX expenses_by_currency ON expenses (currency, amount_minor)
    WHERE latest AND NOT deleted;
CREATE INDEX expenses_by_merchant ON expenses (merchant COLLATE NOCASE, spent_on)
    WHERE latest AND NOT deleted;

CREATE TRIGGER expenses_revised AFTER INSERT ON expenses WHEN new.revision > 1 BEGIN
    UPDATE expenses SET latest = 0 WHERE id = new.id AND revision < new.revision;
END;
CREATE TRIGGER expenses_kept BEFORE UPDATE OF
    id, revision, amount_minor, currency, category, merchant, description, spent_on,
    created_at, deleted ON expenses
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
