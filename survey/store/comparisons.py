"""Keep which earlier survey HR compares a survey with; never a release, never an answer."""

from sqlalchemy import Column, ForeignKey, String, Table, delete, insert, select

from survey.store.database import METADATA, Session

# A draft that is deleted takes its comparison along.
EARLIER_SURVEY = Table(
    "earlier_survey",
    METADATA,
    Column("campaign", String(16), ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True),
    Column("earlier", String(16), ForeignKey("campaign.id", ondelete="CASCADE"), nullable=False),
    sqlite_with_rowid=False,
)


async def save_earlier(session: Session, campaign: str, earlier: str) -> None:
    """Compare a survey with an earlier one, in place of any other."""
    await drop_earlier(session, campaign)
    await session.execute(insert(EARLIER_SURVEY).values(campaign=campaign, earlier=earlier))


async def drop_earlier(session: Session, campaign: str) -> None:
    """Compare a survey with none."""
    await session.execute(delete(EARLIER_SURVEY).where(EARLIER_SURVEY.c.campaign == campaign))


async def find_earlier(session: Session, campaign: str) -> str | None:
    """Find the survey that this one is compared with."""
    query = select(EARLIER_SURVEY.c.earlier).where(EARLIER_SURVEY.c.campaign == campaign)
    found: str | None = (await session.execute(query)).scalar_one_or_none()
    return found
