"""Calls to language models, what models had PAM do, providers that rest, and kept answers."""

from collections.abc import Callable

from sqlite_utils import Database

from pam_core.storage.migrations.statements import statements

# Moments are in UTC and of one length, so that they sort as text. A call's id comes from outside
# and two models may choose the same: `after_change` tells whose a change is.
_TABLES = """
CREATE TABLE model_calls (
    number INTEGER PRIMARY KEY,
    call_id TEXT NOT NULL UNIQUE,
    turn_id TEXT NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    began_at TEXT NOT NULL,
    outcome TEXT NOT NULL,
    first_token_seconds REAL,
    seconds REAL NOT NULL,
    tokens_in INTEGER NOT NULL,
    tokens_out INTEGER NOT NULL,
    cost_dollars REAL,
    retry_after_seconds REAL
);
CREATE INDEX model_calls_by_time ON model_calls (began_at);
CREATE INDEX model_calls_by_provider ON model_calls (provider, began_at);

CREATE TABLE providers_off (
    provider TEXT PRIMARY KEY,
    failure TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE tool_calls (
    number INTEGER PRIMARY KEY,
    call_id TEXT NOT NULL,
    turn_id TEXT NOT NULL,
    at TEXT NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    action TEXT NOT NULL,
    arguments TEXT NOT NULL,
    access TEXT NOT NULL,
    outcome TEXT NOT NULL,
    result TEXT NOT NULL,
    after_change INTEGER NOT NULL
);
CREATE INDEX tool_calls_by_call ON tool_calls (call_id, number);
CREATE INDEX tool_calls_by_turn ON tool_calls (turn_id);

CREATE TABLE answers (
    number INTEGER PRIMARY KEY,
    user TEXT NOT NULL,
    question TEXT NOT NULL,
    context TEXT NOT NULL,
    text TEXT NOT NULL,
    answered_at TEXT NOT NULL,
    provider TEXT NOT NULL,
    model TEXT NOT NULL,
    turn_id TEXT NOT NULL,
    UNIQUE (user, question, context)
);
CREATE INDEX answers_by_user ON answers (user, number);
CREATE INDEX answers_by_turn ON answers (turn_id);

ALTER TABLE changes ADD COLUMN asked_by TEXT;
CREATE INDEX changes_by_call ON changes (asked_by, number) WHERE asked_by IS NOT NULL;

ALTER TABLE turns ADD COLUMN provenance TEXT;
"""


def step(number: int) -> Callable[[Database], None]:
    """The step, which also writes its number where an older PAM looks for it."""

    def apply(db: Database) -> None:
        for statement in statements(_TABLES):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {number}")

    return apply
