"""The tables. Whatever belongs to a user has the user first in its key."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from pam_server.store.columns import Caseless, Moment, key

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _user() -> "Column[str]":
    return Column("user_id", key(64), primary_key=True)


# `epoch` is the only name so far.
meta = Table(
    "meta",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

# Accounts -----------------------------------------------------------------------------------------

# `issuer` is "" for our own accounts; a foreign one's `subject` is its name for the user.
users = Table(
    "users",
    metadata,
    _user(),
    Column("email", Caseless(320)),
    Column("password_hash", Text),
    Column("issuer", String(500), nullable=False, server_default=text("''")),
    Column("subject", String(255)),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("issuer", "email"),
    UniqueConstraint("issuer", "subject"),
)

refresh_families = Table(
    "refresh_families",
    metadata,
    Column("family_id", key(64), primary_key=True),
    Column("user_id", key(64), nullable=False, index=True),
    Column("device_name", String(200), nullable=False, server_default=text("''")),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    Column("token_hash", String(128), primary_key=True),
    Column("family_id", key(64), nullable=False, index=True),
    Column("parent_hash", String(128), index=True),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("child_used_at", Moment),
)

tickets = Table(
    "tickets",
    metadata,
    Column("ticket_hash", String(128), primary_key=True),
    Column("user_id", key(64), nullable=False, index=True),
    Column("session", key(64), nullable=False),
    Column("expires_at", Moment, nullable=False),
)

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("kid", String(128), primary_key=True),
    Column("algorithm", String(16), nullable=False),
    Column("private_pem", Text, nullable=False),
    Column("public_jwk", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("retired_at", Moment),
)

# A user that was erased is remembered for a while, by a hash only, so that a command that was
# under way, or a token that is not over yet, makes no row anew.
erased = Table(
    "erased",
    metadata,
    Column("user_hash", String(64), primary_key=True),
    Column("erased_at", Moment, nullable=False),
)

# The log ------------------------------------------------------------------------------------------

# `trimmed_seq`: events up to there are no longer kept. `head_job` numbers a user's jobs.
counters = Table(
    "counters",
    metadata,
    _user(),
    Column("head_seq", BigInteger, nullable=False),
    Column("trimmed_seq", BigInteger, nullable=False, server_default="0"),
    Column("head_job", BigInteger, nullable=False, server_default="0"),
    sqlite_with_rowid=False,
)

devices = Table(
    "devices",
    metadata,
    _user(),
    Column("device_id", key(64), primary_key=True),
    Column("last_cseq", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# `thing` is the ThingRow, as JSON, that a rejection names.
receipts = Table(
    "receipts",
    metadata,
    _user(),
    Column("id", key(64), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("cseq", BigInteger, nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("rev", BigInteger),
    Column("error", String(64)),
    Column("thing", Text),
    sqlite_with_rowid=False,
)

# `fields` is JSON. `at` keeps the user's offset, so it is text. `bank_hash` and `conversation_id`
# are taken out of the fields of what stands, to be looked for.
things = Table(
    "things",
    metadata,
    _user(),
    Column("entity", key(40), primary_key=True),
    Column("id", key(64), primary_key=True),
    Column("rev", BigInteger, nullable=False),
    Column("fields", Text, nullable=False),
    Column("deleted", Boolean, nullable=False),
    Column("day", String(10)),
    Column("at", String(40), nullable=False),
    Column("bank_hash", String(64)),
    Column("conversation_id", key(64)),
)
Index("ix_things_bank", things.c.user_id, things.c.bank_hash)
Index("ix_things_conversation", things.c.user_id, things.c.conversation_id, things.c.id)

# `frame` is the event's frame as JSON.
events = Table(
    "events",
    metadata,
    _user(),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("frame", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

# Something that was said was deleted, at `seq` the last time: what is logged up to there, and a job
# of it, still has the words.
talk_deleted = Table(
    "talk_deleted",
    metadata,
    _user(),
    Column("seq", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# Chats --------------------------------------------------------------------------------------------

# `chat` and `answer` are frames as JSON; a job is open until it has its answer.
jobs = Table(
    "jobs",
    metadata,
    _user(),
    Column("message_id", key(64), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("device_id", key(64), nullable=False),
    Column("chat", Text, nullable=False),
    Column("called_at", Moment, nullable=False),
    Column("attempt", Integer, nullable=False, server_default="0"),
    Column("leased_until", Moment),
    Column("finished_at", Moment),
    Column("answer", Text),
)
_OPEN = jobs.c.finished_at.is_(None)
Index(
    "ix_jobs_open",
    jobs.c.user_id,
    jobs.c.number,
    sqlite_where=_OPEN,
    postgresql_where=_OPEN,
)

job_steps = Table(
    "job_steps",
    metadata,
    _user(),
    Column("message_id", key(64), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("step", Text, nullable=False),
)

# What users say -----------------------------------------------------------------------------------

feedback = Table(
    "feedback",
    metadata,
    _user(),
    Column("id", key(64), primary_key=True),
    Column("given", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

error_reports = Table(
    "error_reports",
    metadata,
    _user(),
    Column("id", key(64), primary_key=True),
    Column("report", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
