"""Keep what HR decided about the plan of a wave, as one text; never a release, never an answer."""

from sqlalchemy import Column, Integer, String, Table, Text, delete, insert, select

from survey.store.database import METADATA, Session

PLAN_CHOICE = Table(
    "plan_choice",
    METADATA,
    Column("campaign", String(16), primary_key=True),
    Column("wave", Integer, primary_key=True),
    Column("choices", Text, nullable=False),
    sqlite_with_rowid=False,
)


async def save_choices(session: Session, campaign: str, wave: int, choices: str) -> None:
    """Write the choices of a wave in place of earlier ones."""
    await drop_choices(session, campaign, wave)
    await session.execute(insert(PLAN_CHOICE).values(campaign=campaign, wave=wave, choices=choices))


async def drop_choices(session: Session, campaign: str, wave: int) -> None:
    """Forget the choices of a wave: the plan is again the product's own."""
    await session.execute(
        delete(PLAN_CHOICE).where(PLAN_CHOICE.c.campaign == campaign, PLAN_CHOICE.c.wave == wave)
    )


async def find_choices(session: Session, campaign: str, wave: int) -> str | None:
    """Find the choices of a wave."""
    query = select(PLAN_CHOICE.c.choices).where(
        PLAN_CHOICE.c.campaign == campaign, PLAN_CHOICE.c.wave == wave
    )
    found: str | None = (await session.execute(query)).scalar_one_or_none()
    return found
