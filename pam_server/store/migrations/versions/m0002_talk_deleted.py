"""Where something that was said was deleted, so that the log forgets it, too."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table, with what was deleted before it was there."""
    key = sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")
    op.create_table(
        "talk_deleted",
        sa.Column("user_id", key, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_talk_deleted")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO talk_deleted (user_id, seq)"
        " SELECT user_id, head_seq FROM counters WHERE EXISTS (SELECT 1 FROM things"
        " WHERE things.user_id = counters.user_id AND deleted"
        " AND entity IN ('turn', 'conversation'))"
    )
