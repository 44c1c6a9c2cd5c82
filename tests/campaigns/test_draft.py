from datetime import date

import pytest

from survey.campaigns.draft import create_campaign, discard_campaign, edit_campaign, find_problems
from survey.errors import BadInput
from survey.store.campaigns import find_campaign
from survey.store.database import Database
from survey.store.roster import load_roster
from tests.corridor import (
    KIT,
    draft_study,
    make_draft,
    make_rows,
)


async def test_a_draft_is_read_back_as_it_was_written(database: Database) -> None:
    async with database.session() as session:
        made = await create_campaign(session, KIT, make_draft())

    async with database.reading() as session:
        assert await find_campaign(session, made.id) == made
    assert [each.name for each in made.departments] == ["Маркетинг", "Продажи"]
    assert made.state == "draft"


async def test_a_draft_can_be_edited_and_discarded_with_its_people(database: Database) -> None:
    made = await draft_study(database, make_rows())

    async with database.session() as session:
        await edit_campaign(session, made.id, KIT, make_draft(names=("М", "П")))
    async with database.session() as session:
        edited = await find_campaign(session, made.id)
        await discard_campaign(session, made.id)

    assert edited is not None
    assert [each.name for each in edited.departments] == ["М", "П"]
    async with database.reading() as session:
        assert await find_campaign(session, made.id) is None
        assert await load_roster(session, made.id) == ()


@pytest.mark.parametrize(
    ("draft", "problem"),
    [
        (make_draft(organisation=" "), ("organisation", "empty")),
        (make_draft(organisation="x" * 121), ("organisation", "too_long")),
        (make_draft(names=("Отдел", "отдел ")), ("second", "same_name")),
        (make_draft(languages=()), ("languages", "unknown_language")),
        (make_draft(languages=("fr",)), ("languages", "unknown_language")),
        (make_draft(closes=date(2026, 3, 9)), ("closes", "before_opening")),
        (make_draft(closes=date(2027, 3, 9)), ("closes", "too_late")),
        (make_draft(time_zone="Europe/Nowhere"), ("time_zone", "unknown_time_zone")),
        (make_draft(time_zone="../../etc/passwd"), ("time_zone", "unknown_time_zone")),
        (make_draft(letter="x" * 6001), ("letter", "too_long")),
    ],
)
def test_what_is_wrong_with_a_draft_is_named(draft: object, problem: tuple[str, str]) -> None:
    assert isinstance(draft, type(make_draft()))
    assert find_problems(KIT, draft) == (problem,)


async def test_a_draft_with_a_problem_is_not_written(database: Database) -> None:
    with pytest.raises(BadInput, match="draft_problems"):
        async with database.session() as session:
            await create_campaign(session, KIT, make_draft(organisation=""))
