"""Keep the second revision: what doctor saw of an open campaign from day to day."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of daily looks."""
    op.create_table(
        "daily_checkup",
        sa.Column(
            "campaign",
            sa.String(16),
            sa.ForeignKey("campaign.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("latest", sa.Text, nullable=False),
        sa.Column("worst", sa.Text, nullable=False),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("daily_checkup")
