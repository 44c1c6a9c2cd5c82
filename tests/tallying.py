"""Builders of what follows the opening: all vote, casts stop, the tally counts; and who looks."""

from sqlalchemy import text

from survey.disclosure.encoding import decode_release
from survey.disclosure.release import Release
from survey.jobs.closing import ClosingRoom
from survey.settings import Settings, load_settings
from survey.store.campaigns import require_campaign
from survey.store.handover import ClosingFacts
from survey.store.releases import StoredRelease
from survey.tally import close, stop
from tests.corridor import KIT, MARKETING, NOW, SALES, SOUND, Answers, Credential, Study, vote

ALL_COLLECTED = ClosingFacts(collected={MARKETING: 6, SALES: 6}, names=("Иван Петров",))


async def vote_all(
    study: Study, *, marketing: int = 6, sales: int = 6, comment: str = ""
) -> list[Credential]:
    """Let these many vote, with answers that differ."""
    voters = [(MARKETING, token) for token in study.tokens[MARKETING][:marketing]]
    voters += [(SALES, token) for token in study.tokens[SALES][:sales]]
    return [
        await vote(study, department, token, Answers(rating=1 + number % 5, comment=comment))
        for number, (department, token) in enumerate(voters)
    ]


async def stop_casts(study: Study) -> None:
    """Stop the campaign: nothing is cast from here on."""
    await stop(study.database, campaign=study.campaign, checkup=SOUND, now=NOW)


async def count(study: Study, facts: ClosingFacts = ALL_COLLECTED) -> StoredRelease:
    """Let the tally count a campaign that was stopped."""
    return await close(study.database, study.keyring, KIT, campaign=study.campaign, facts=facts)


async def stop_and_count(study: Study, facts: ClosingFacts = ALL_COLLECTED) -> Release:
    """Stop and count, and read the release."""
    await stop_casts(study)
    return decode_release((await count(study, facts)).bytes)


def settle(study: Study) -> Settings:
    """Tell the settings of the installation that the campaign's keys lie in."""
    home = str(study.keys.parent)
    return load_settings({"ACCORD_HOME": home, "ACCORD_DATABASE": study.database.url})


def make_room(study: Study, settings: Settings | None = None) -> ClosingRoom:
    """Make the room that closes a campaign, whole."""
    return ClosingRoom(
        database=study.database,
        keyring=study.keyring,
        kits={KIT.code: KIT},
        settings=settings or settle(study),
    )


async def find_state(study: Study) -> str:
    """Tell where the campaign stands."""
    async with study.database.reading() as session:
        return (await require_campaign(session, study.campaign)).state


async def count_rows(study: Study, table: str) -> int:
    """Count what lies in a table."""
    async with study.database.reading() as session:
        counted: int = (await session.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one()
    return counted


async def execute(study: Study, *statements: str, **values: object) -> None:
    """Write to the database as somebody who has a way round the house."""
    async with study.database.session() as session:
        for statement in statements:
            await session.execute(text(statement), values)


def literal(study: Study, value: bytes) -> str:
    """Write bytes as the database's own literal."""
    if study.database.dialect == "sqlite":
        return f"x'{value.hex()}'"
    return f"'\\x{value.hex()}'"
