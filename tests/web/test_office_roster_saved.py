"""HR saves a list of people: shown first, whole or not at all, and nothing typed is lost."""

import html
import re

import pytest
from sqlalchemy import text

from survey.campaigns.people import RosterRow
from survey.web.office.roster import LARGEST_LIST
from tests.web.hr import Hr, write_draft

HEAD = "name,email,department\n"
ANNA = RosterRow(line=2, name="Анна Ли", email="anna@example.org", department="Продажи")
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


GOOD = "имя;почта;отдел\nАнна;anna@example.org;Маркетинг\nОлег;;Продажи\n"


async def _names(hr: Hr) -> set[str]:
    async with hr.database.reading() as session:
        return {row[0] for row in await session.execute(text("SELECT name FROM invitee"))}


async def test_a_good_list_is_saved_pasted_or_uploaded(hr: Hr) -> None:
    page = await write_draft(hr)

    pasted = await hr.send(f"{page}/roster", {"list": GOOD})
    assert (pasted.status_code, await _names(hr)) == (303, {"Анна", "Олег"})
    listed = GOOD.replace("Анна", "Инна").encode("cp1251")
    uploaded = await hr.send(f"{page}/roster", {"list": "x"}, files={"file": ("a.csv", listed)})

    assert (uploaded.status_code, await _names(hr)) == (303, {"Инна", "Олег"})
    assert "Маркетинг: 1 · Продажи: 1" in (await hr.read(page)).text


@sqlite_only
async def test_one_wrong_row_and_nothing_is_saved_and_the_text_stays(hr: Hr) -> None:
    page = await write_draft(hr)
    await hr.send(f"{page}/roster", {"list": GOOD})
    wrong = GOOD.replace("Анна", "Инна") + "\n<script>x</script>;нет;<b>Закупки</b>\n"

    reply = await hr.send(f"{page}/roster", {"list": wrong})

    assert reply.status_code == 400
    assert await _names(hr) == {"Анна", "Олег"}
    assert "Список не сохранён" in reply.text
    assert "Строка 5: адрес почты написан с ошибкой: <q>нет</q>" in reply.text
    assert "<q>&lt;b&gt;Закупки&lt;/b&gt;</q>" in reply.text
    assert "&lt;script&gt;x&lt;/script&gt;;нет;" in reply.text
    assert "<script>" not in reply.text
    assert "<b>Закупки" not in reply.text


@sqlite_only
async def test_somebody_twice_is_told_with_both_lines(hr: Hr) -> None:
    page = await write_draft(hr)

    reply = await hr.send(f"{page}/roster", {"list": f"{GOOD}Анна Я;ANNA@example.org;Продажи"})

    assert "Строка 2: этот адрес стоит в списке не один раз: <q>anna@example.org</q>" in reply.text
    assert "Строка 4: этот адрес стоит в списке не один раз: <q>ANNA@example.org</q>" in reply.text


@sqlite_only
async def test_of_very_many_problems_the_first_twenty_are_told(hr: Hr) -> None:
    page = await write_draft(hr)

    reply = await hr.send(f"{page}/roster", {"list": HEAD + "A,,нет\n" * 62})

    assert reply.text.count("<li>Строка") == 20
    assert "И ещё 42 строки." in reply.text


@sqlite_only
async def test_five_megabytes_are_read_and_a_little_more_is_told(hr: Hr) -> None:
    page = await write_draft(hr)
    rows = (HEAD + "A,,Продажи\n").encode()
    large = {"file": ("a.csv", rows + b"\n" * (LARGEST_LIST - len(rows)))}
    larger = {"file": ("a.csv", rows + b"\n" * (LARGEST_LIST - len(rows) + 1))}

    assert (await hr.send(f"{page}/roster", files=large)).status_code == 303
    reply = await hr.send(f"{page}/roster", files=larger)

    assert (reply.status_code, "файл больше 5 МБ" in reply.text) == (400, True)


@sqlite_only
async def test_a_list_is_shown_before_it_is_saved_and_then_saved_as_it_was_shown(hr: Hr) -> None:
    page = await write_draft(hr)
    listed = 'Продажи;"Анна ""Ли""";anna@example.org\nМаркетинг;Борис <b>;\n'

    shown = await hr.send(f"{page}/roster", {"list": listed, "look": "yes"})
    before = (await hr.read(f"{page}/roster")).status_code
    text = html.unescape(re.findall(r"<textarea[^>]*>(.*?)</textarea>", shown.text, re.S)[0])
    reply = await hr.send(f"{page}/roster", {"list": text})

    assert (shown.status_code, before, reply.status_code) == (200, 303, 303)
    saved = (await hr.read(f"{page}/roster")).text
    for seen in (shown.text, saved):
        assert "<li>Анна &#34;Ли&#34;<span>anna@example.org</span></li>" in seen
        assert "<li>Борис &lt;b&gt;<span>без почты" in seen
        assert "<h2>Маркетинг: 1</h2>" in seen


@sqlite_only
async def test_a_list_of_an_open_survey_is_not_shown(hr: Hr) -> None:
    page = await write_draft(hr, (9, 9))
    await hr.send(f"{page}/open", {"understood": "yes"})

    assert (await hr.read(f"{page}/roster")).headers["location"] == f"/office{page}"
