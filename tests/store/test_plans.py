from survey.store.database import Database
from survey.store.plans import drop_choices, find_choices, save_choices

CAMPAIGN = "aaaaaaaaaaaaaaaa"


async def test_the_last_choices_of_a_wave_count_and_can_be_forgotten(database: Database) -> None:
    async with database.session() as session:
        await save_choices(session, CAMPAIGN, 1, '{"most":3}')
        await save_choices(session, CAMPAIGN, 1, '{"most":4}')
        await save_choices(session, CAMPAIGN, 2, '{"most":9}')
        assert await find_choices(session, CAMPAIGN, 1) == '{"most":4}'

        await drop_choices(session, CAMPAIGN, 1)

        assert await find_choices(session, CAMPAIGN, 1) is None
        assert await find_choices(session, CAMPAIGN, 2) == '{"most":9}'
