"""Keep the first revision: the ground floor's tables, written out so that they never change."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; those of people and ballots are WITHOUT ROWID on SQLite."""
    _make_campaigns()
    _make_roster()
    _make_box()
    _make_office()
    if op.get_bind().dialect.name == "postgresql":
        _forbid_samples()


def downgrade() -> None:
    """Drop every table."""
    for table in (
        "audit_event",
        "office_session",
        "account",
        "errand",
        "release",
        "ballot",
        "token_hash",
        "invitation",
        "invitee",
        "department",
        "campaign",
    ):
        op.drop_table(table)


def _make_campaigns() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("organisation", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kit", sa.Text, nullable=False),
        sa.Column("languages", sa.Text, nullable=False),
        sa.Column("opens", sa.String(10), nullable=False),
        sa.Column("closes", sa.String(10), nullable=False),
        sa.Column("time_zone", sa.Text, nullable=False),
        sa.Column("letter", sa.Text, nullable=False),
        sa.Column("signatory", sa.Text, nullable=False),
        sa.Column("voting_part", sa.Boolean, nullable=False),
        sa.Column("wave", sa.Integer, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("kit_hash", sa.String(64)),
        sa.Column("c", sa.Integer),
        sa.Column("manifest", sa.LargeBinary),
        sa.Column("stopped", sa.String(10)),
        sa.Column("checkups", sa.Text, nullable=False),
        sa.Column("participation_day", sa.String(10)),
        sa.Column("participation", sa.Integer),
    )
    op.create_table(
        "department",
        sa.Column(
            "campaign",
            sa.String(16),
            sa.ForeignKey("campaign.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("code", sa.String(40), primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
    )
    op.create_table(
        "release",
        sa.Column("campaign", sa.String(16), primary_key=True),
        sa.Column("wave", sa.Integer, primary_key=True),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
    )


def _make_roster() -> None:
    op.create_table(
        "invitee",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("campaign", sa.String(16), nullable=False, index=True),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text),
        sa.Column("invitation", sa.String(16), nullable=False, unique=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("campaign", sa.String(16), nullable=False, index=True),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("collected", sa.Boolean, nullable=False),
        sa.Column("blinded", sa.LargeBinary),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "token_hash",
        sa.Column("hash", sa.LargeBinary, primary_key=True),
        sa.Column("invitation", sa.String(16), nullable=False, index=True),
        sqlite_with_rowid=False,
    )


def _make_box() -> None:
    op.create_table(
        "ballot",
        sa.Column("nullifier", sa.LargeBinary, primary_key=True),
        sa.Column("campaign", sa.String(16), nullable=False, index=True),
        sa.Column("department", sa.String(40), nullable=False),
        sa.Column("prepared", sa.LargeBinary, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )


def _forbid_samples() -> None:
    # PostgreSQL samples every column for its planner, and the samples of a table outlive its rows:
    # names and nullifiers would stay in pg_statistic after the close.
    for table in ("invitee", "invitation", "token_hash", "ballot"):
        for column in sa.inspect(op.get_bind()).get_columns(table):
            op.execute(f'ALTER TABLE {table} ALTER COLUMN "{column["name"]}" SET STATISTICS 0')


def _make_office() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("email", sa.Text, nullable=False, unique=True),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("totp_secret", sa.Text, nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("last_totp_step", sa.Integer, nullable=False),
    )
    op.create_table(
        "office_session",
        sa.Column("hash", sa.LargeBinary, primary_key=True),
        sa.Column(
            "account",
            sa.String(16),
            sa.ForeignKey("account.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("expires", sa.Integer, nullable=False),
    )
    op.create_table(
        "audit_event",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("moment", sa.String(25), nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("campaign", sa.String(16)),
    )
    op.create_table(
        "errand",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("campaign", sa.String(16), nullable=False, index=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("not_before", sa.Integer, nullable=False, index=True),
        sqlite_with_rowid=False,
    )
