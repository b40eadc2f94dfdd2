"""The outbox, the server's revisions, conflicts, and the triggers that collect what is kept."""

from collections.abc import Callable

from sqlite_utils import Database

from pam_core.storage.migrations.statements import statements

# Any program may write to this file, so the triggers use nothing that SQLite has not itself: a
# UUID of version 7 is put together from the clock and random bytes.
_ID = """
printf('%s-%s-7%s-%s%s-%s',
    substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 1, 8),
    substr(printf('%012x', CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)), 9, 4),
    substr(lower(hex(randomblob(2))), 2), substr('89ab', 1 + (random() & 3), 1),
    substr(lower(hex(randomblob(2))), 2), lower(hex(randomblob(6))))
"""

_EXPENSE = """
json_object('amount_minor', {row}.amount_minor, 'currency', {row}.currency,
    'category', {row}.category, 'merchant', {row}.merchant, 'description', {row}.description,
    'spent_on', {row}.spent_on, 'bank_id', {row}.bank_id)
"""

_TURN = """
json_object('turn_id', {row}.turn_id, 'conversation_id', {row}.conversation_id,
    'said_at', {row}.said_at, 'trigger', {row}.trigger, 'said', {row}.said,
    'confidence', {row}.confidence, 'reply', {row}.reply, 'action', {row}.action,
    'slots', json({row}.slots), 'provider', {row}.provider, 'heard', {row}.heard,
    'interrupted', json(iif({row}.interrupted, 'true', 'false')), 'times', json({row}.times),
    'provenance', json({row}.provenance),
    'title', (SELECT title FROM conversations WHERE id = {row}.conversation_id),
    'started_at', (SELECT started_at FROM conversations WHERE id = {row}.conversation_id))
"""

# What a command builds on: the last one that waits for the same thing, else the server's revision.
_BASE = """
coalesce(
    (SELECT base_rev + 1 FROM outbox WHERE entity = {entity} AND thing_id = {id}
     ORDER BY cseq DESC LIMIT 1),
    (SELECT rev FROM synced WHERE entity = {entity} AND thing_id = {id}), 0)
"""

_SEND = """
INSERT INTO outbox (cseq, id, type, entity, thing_id, op, base_rev, body, revision, made_at)
SELECT last_cseq + 1, {new_id}, 'mutation', {entity}, {id}, iif({deleted}, 'delete', 'put'), {base},
    json_object('fields', json(iif({deleted}, '{{}}', {fields})), 'day', {day},
                'occurred_at', {at}),
    {revision}, {at}
FROM sync_state
"""


def _send(entity: str, row: str, **columns: str) -> str:
    base = _BASE.format(entity=entity, id=columns["id"])
    fields = columns.pop("fields").format(row=row)
    return _SEND.format(new_id=_ID, entity=entity, base=base, fields=fields, **columns)


_NUMBERED = "UPDATE sync_state SET last_cseq = last_cseq + 1"
_LISTENS = "EXISTS (SELECT 1 FROM sync_state WHERE user_id IS NOT NULL AND NOT applying)"
_LISTENS_TO_TALK = (
    "EXISTS (SELECT 1 FROM sync_state WHERE user_id IS NOT NULL AND with_talks AND NOT applying)"
)
_OF_TURN = "entity = 'turn' AND thing_id = new.turn_id"
_TURN_COLUMNS = {
    "id": "new.turn_id",
    "fields": _TURN,
    "day": "NULL",
    "at": "new.said_at",
    "deleted": "0",
    "revision": "1",
}

# `applying` is set only within transactions that write what came from the server. A row of
# `synced` says at which local revision the server's row is shown; `fields` only where it is not.
# `handed` says that a command may have left the machine, so that its words are fixed. `seen` is
# for a snapshot that is being taken in.
_TABLES = f"""
CREATE TABLE sync_state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    device_id TEXT NOT NULL,
    server TEXT,
    user_id TEXT,
    email TEXT,
    signed_in INTEGER NOT NULL DEFAULT 0,
    with_talks INTEGER NOT NULL DEFAULT 0,
    epoch TEXT NOT NULL DEFAULT '',
    since INTEGER NOT NULL DEFAULT 0,
    last_cseq INTEGER NOT NULL DEFAULT 0,
    taking TEXT,
    applying INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE outbox (
    cseq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    entity TEXT,
    thing_id TEXT,
    op TEXT,
    base_rev INTEGER,
    body TEXT NOT NULL,
    revision INTEGER,
    made_at TEXT NOT NULL,
    handed INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX outbox_by_thing ON outbox (entity, thing_id, cseq);

CREATE TABLE synced (
    entity TEXT NOT NULL,
    thing_id TEXT NOT NULL,
    rev INTEGER NOT NULL,
    revision INTEGER,
    fields TEXT,
    deleted INTEGER NOT NULL DEFAULT 0,
    day TEXT,
    at TEXT NOT NULL,
    seen INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (entity, thing_id)
) WITHOUT ROWID;
CREATE INDEX synced_not_shown ON synced (entity) WHERE fields IS NOT NULL;

CREATE TABLE conflicts (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    entity TEXT NOT NULL,
    thing_id TEXT NOT NULL,
    mine TEXT,
    error TEXT NOT NULL,
    at TEXT NOT NULL
);

CREATE VIEW things_here AS
SELECT 'expense' AS entity, id AS thing_id, revision, latest,
       {_EXPENSE.format(row="expenses")} AS fields, spent_on AS day, deleted, created_at AS at
FROM expenses
UNION ALL
SELECT kind, id, revision, latest, fields, day, deleted, created_at FROM records
UNION ALL
SELECT 'turn', turn_id, 1, 1, {_TURN.format(row="turns")}, NULL, 0, said_at FROM turns;

CREATE TRIGGER expenses_sent AFTER INSERT ON expenses WHEN {_LISTENS} BEGIN
    {
    _send(
        "'expense'",
        "new",
        id="new.id",
        fields=_EXPENSE,
        day="new.spent_on",
        at="new.created_at",
        deleted="new.deleted",
        revision="new.revision",
    )
};
    {_NUMBERED};
END;

CREATE TRIGGER records_sent AFTER INSERT ON records
WHEN new.kind NOT IN ('timer', 'zone_mark') AND {_LISTENS} BEGIN
    {
    _send(
        "new.kind",
        "new",
        id="new.id",
        fields="new.fields",
        day="new.day",
        at="new.created_at",
        deleted="new.deleted",
        revision="new.revision",
    )
};
    {_NUMBERED};
END;

CREATE TRIGGER turns_sent AFTER INSERT ON turns WHEN {_LISTENS_TO_TALK} BEGIN
    {_send("'turn'", "new", **_TURN_COLUMNS)};
    {_NUMBERED};
END;

CREATE TRIGGER turns_sent_again AFTER UPDATE OF reply, heard, interrupted, times, provenance
ON turns
WHEN {_LISTENS_TO_TALK} AND (old.reply IS NOT new.reply OR old.heard IS NOT new.heard
    OR old.interrupted IS NOT new.interrupted OR old.times IS NOT new.times
    OR old.provenance IS NOT new.provenance)
BEGIN
    UPDATE sync_state SET last_cseq = last_cseq + 1
    WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE {_OF_TURN} AND NOT handed);
    UPDATE outbox SET body = json_set(body, '$.fields', {_TURN.format(row="new")})
    WHERE {_OF_TURN} AND NOT handed;
    {_send("'turn'", "new", **_TURN_COLUMNS).replace("last_cseq + 1", "last_cseq")}
    WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE {_OF_TURN} AND NOT handed);
END;

CREATE TRIGGER turns_forgotten AFTER DELETE ON turns
WHEN EXISTS (SELECT 1 FROM sync_state WHERE user_id IS NOT NULL AND NOT applying)
    AND (EXISTS (SELECT 1 FROM outbox WHERE entity = 'turn' AND thing_id = old.turn_id)
        OR EXISTS (SELECT 1 FROM synced WHERE entity = 'turn' AND thing_id = old.turn_id))
BEGIN
    UPDATE outbox SET body = json_set(body, '$.fields', json('{{}}'))
    WHERE entity = 'turn' AND thing_id = old.turn_id;
    UPDATE synced SET fields = NULL WHERE entity = 'turn' AND thing_id = old.turn_id;
    {
    _send(
        "'turn'",
        "old",
        id="old.turn_id",
        fields="'{{}}'",
        day="NULL",
        at="strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')",
        deleted="1",
        revision="1",
    )
};
    {_NUMBERED};
END;
"""


def step(number: int) -> Callable[[Database], None]:
    """The step, which also writes its number where an older PAM looks for it."""

    def apply(db: Database) -> None:
        for statement in statements(_TABLES):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {number}")

    return apply
