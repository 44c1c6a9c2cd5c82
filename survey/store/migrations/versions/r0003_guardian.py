"""Keep the third revision: the guardian of a campaign, and the hashes of the guardian's links."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables, without a serial number and without a time."""
    op.create_table(
        "guardian",
        sa.Column("campaign", sa.String(16), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("email", sa.Text),
        sa.Column("public_key", sa.Text),
        sa.Column("wrapped", sa.LargeBinary),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "guardian_token",
        sa.Column("hash", sa.LargeBinary, primary_key=True),
        sa.Column("campaign", sa.String(16), nullable=False),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "postgresql":
        # The planner's samples outlive the rows: nothing of a purged guardian shall stay in them.
        for table in ("guardian", "guardian_token"):
            for column in sa.inspect(op.get_bind()).get_columns(table):
                op.execute(f'ALTER TABLE {table} ALTER COLUMN "{column["name"]}" SET STATISTICS 0')


def downgrade() -> None:
    """Drop both."""
    op.drop_table("guardian_token")
    op.drop_table("guardian")
