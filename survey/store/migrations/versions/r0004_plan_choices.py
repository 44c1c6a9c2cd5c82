"""Keep the fourth revision: what HR decided about the plan of a wave."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "plan_choice",
        sa.Column("campaign", sa.String(16), primary_key=True),
        sa.Column("wave", sa.Integer, primary_key=True),
        sa.Column("choices", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("plan_choice")
