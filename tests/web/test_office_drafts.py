from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from survey.store.campaigns import load_campaigns
from tests.town import describe_campaign
from tests.web.hr import Hr, load_campaign, write_draft

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_sqlite = pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)


async def test_a_new_office_says_how_to_begin(hr: Hr) -> None:
    await hr.sign_in()

    assert "Опросов пока нет" in (await hr.read("/campaigns")).text


@sqlite_only
async def test_the_form_comes_filled_in_as_most_would(hr: Hr) -> None:
    await hr.sign_in()

    page = (await hr.read("/campaigns/new")).text

    today = datetime.now(UTC).year
    assert 'value="Маркетинг"' in page
    assert f'type="date" value="{today}' in page
    assert "Виноватых мы не ищем" in page


async def test_what_hr_writes_is_what_is_kept(hr: Hr) -> None:
    await write_draft(hr, letter="Коллеги!\r\n\r\nОтветьте, пожалуйста.\r\n", optional="")

    campaign = await load_campaign(hr)

    assert campaign.letter == "Коллеги!\n\nОтветьте, пожалуйста."
    assert [department.name for department in campaign.departments] == ["Маркетинг", "Продажи"]
    assert not campaign.voting_part


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", " ", "Заполните это поле"),
        ("organisation", "x" * 121, "Слишком длинно"),
        ("organisation", "ООО\r\nBcc: all@example.org", "знаки, которых не видно"),
        ("signatory", "Анна\0", "знаки, которых не видно"),
        ("letter", "Коллеги\0", "знаки, которых не видно"),
        ("letter", "x" * 6001, "Слишком длинно"),
        ("second", " маркетинг ", "должны различаться"),
        ("kit", "none", "Такой анкеты нет"),
        ("opens", "31.12.2026", "Это не дата"),
        ("closes", "", "Это не дата"),
        ("closes", "2020-01-01", "раньше первого"),
        ("closes", "9999-12-31", "не больше трёх месяцев"),
        ("time_zone", "../../etc/passwd", "Такого часового пояса нет"),
        ("time_zone", "Mars/Base", "Такого часового пояса нет"),
    ],
)
@sqlite_only
async def test_a_wrong_field_is_marked_and_the_rest_stays(
    hr: Hr, field: str, value: str, sentence: str
) -> None:
    await hr.sign_in()

    reply = await hr.send("/campaigns/new", {**describe_campaign(), field: value})

    assert reply.status_code == 400
    assert sentence in reply.text
    assert reply.text.count('class="field wrong"') == 1
    assert f'id="{field}-why"' in reply.text
    assert field == "second" or 'value="Продажи"' in reply.text


@sqlite_only
async def test_all_that_is_wrong_is_said_at_once(hr: Hr) -> None:
    await hr.sign_in()

    reply = await hr.send("/campaigns/new", {"opens": "soon", "time_zone": "UTC"})

    assert reply.text.count('class="field wrong"') == 8
    async with hr.database.reading() as session:
        assert await load_campaigns(session) == ()


@sqlite_only
async def test_what_hr_typed_is_shown_as_text(hr: Hr) -> None:
    page = await write_draft(hr, title='"><script>alert(1)</script>', first="<i>A</i>")

    for path in ("/campaigns", page, f"{page}/edit"):
        shown = (await hr.read(path)).text
        assert "<script" not in shown
        assert "<i>A" not in shown


@sqlite_only
async def test_a_draft_can_be_changed_and_deleted(hr: Hr) -> None:
    page = await write_draft(hr, (1, 1))

    changed = await hr.send(f"{page}/edit", {**describe_campaign(), "title": "Иначе"})
    assert (changed.status_code, (await load_campaign(hr)).title) == (303, "Иначе")
    kept = await hr.send(f"{page}/discard")
    gone = await hr.send(f"{page}/discard", {"understood": "yes"})

    assert kept.status_code == 400
    assert gone.headers["location"] == "/office/campaigns"
    async with hr.database.reading() as session:
        assert await load_campaigns(session) == ()
        assert (await session.execute(text("SELECT count(*) FROM invitee"))).scalar_one() == 0
