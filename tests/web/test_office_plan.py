"""HR's page of a plan: seen with its reasons, changed, taken away; the release stays as it is."""

import csv
import io
from datetime import date

import pytest
from icalendar import Calendar
from sqlalchemy import text

from survey.disclosure.encoding import encode_release
from survey.planning.choices import Choices, encode_choices
from survey.planning.explain import explain
from survey.reporting.reasons import Reasons
from survey.store.plans import find_choices, save_choices
from survey.store.releases import add_release
from survey.web.office import choosing
from tests.conftest import OpenStudy
from tests.plans import KIT
from tests.reports.editions import make_edition
from tests.web.hr import Hr

pytestmark = pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)
RELEASE = make_edition("likely")
LIMITS = {"most": "5", "budget": "", "begins": "", "hours.ceo": "52"} | dict.fromkeys(
    ("hours.hr_director", "hours.head_first", "hours.head_second"), "104"
)


def title(code: str, language: str = "ru") -> str:
    """Name a measure as the page does."""
    return KIT.words[language][f"intervention.{code}.title"]


@pytest.fixture
async def plan(busy_hr: Hr, own_study: OpenStudy) -> str:
    """The page of the plan of a survey that is over."""
    async with busy_hr.database.session() as session:
        await add_release(session, own_study.campaign, 1, encode_release(RELEASE))
    return f"/campaigns/{own_study.campaign}/plan"


async def test_a_survey_that_is_not_over_has_no_plan(busy_hr: Hr, own_study: OpenStudy) -> None:
    page = f"/campaigns/{own_study.campaign}"

    for path in ("plan", "plan.csv", "plan.ics", "owners/ru"):
        assert (await busy_hr.read(f"{page}/{path}")).status_code == 404
    assert (await busy_hr.send(f"{page}/plan", LIMITS)).status_code == 404


async def test_the_page_says_why_each_measure_is_in_the_plan_or_not(busy_hr: Hr, plan: str) -> None:
    page = (await busy_hr.read(plan)).text

    told = explain(RELEASE, KIT)
    codes = [each.intervention for each in told.why]
    for code in (*codes, *(each.intervention for each in told.why_not)):
        assert title(code) in page
    await busy_hr.send("/language", {"language": "en"})
    english = (await busy_hr.read(plan)).text
    assert "Why not other measures" in english
    assert title("pulse", "en") in english


async def test_hr_changes_the_plan_and_takes_it_back_and_the_release_stays(
    busy_hr: Hr, plan: str
) -> None:
    before = await _read_release(busy_hr)
    changed = await busy_hr.send(
        plan,
        {
            **LIMITS,
            "keep.parity": "pin",
            "keep.heads_weekly": "drop",
            "owner.parity": "hr_director",
            "begins": "2026-05-04",
        },
    )

    assert changed.status_code == 303
    table = await _read_table(busy_hr, plan)
    assert title("parity") in {row[2] for row in table}
    assert title("heads_weekly") not in {row[2] for row in table}
    assert next(row[3] for row in table if row[2] == title("parity")) == "Директор по персоналу"
    calendar = Calendar.from_ical((await busy_hr.read(f"{plan}.ics")).content)
    days = [event.decoded("dtstart") for event in calendar.walk("VEVENT")]
    assert min(days) >= date(2026, 5, 4)
    printed = await busy_hr.read(plan.replace("/plan", "/owners/en"))
    assert printed.content.startswith(b"%PDF-")

    assert (await busy_hr.send(plan, {"reset": "yes"})).status_code == 303
    assert title("parity") not in {row[2] for row in await _read_table(busy_hr, plan)}
    assert await _read_release(busy_hr) == before
    assert await _read_actions(busy_hr) == ["plan_changed", "plan_reset"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"keep.heads_swap": "pin"}, "не подходит при таком накале конфликта"),
        ({"keep.leadership_decision": "pin"}, "решение о людях требует обоснованной темы"),
        ({"hours.hr_director": "3"}, "Не хватает времени: Директор по персоналу"),
        ({"hours.ceo": "много"}, "Число должно быть целым"),
        ({"hours.ceo": "²"}, "Число должно быть целым"),
        ({"keep.parity": "burn"}, "Что-то выбрано неверно"),
        ({"owner.parity": "janitor"}, "Что-то выбрано неверно"),
        ({"budget": "gold"}, "Что-то выбрано неверно"),
        ({"most": "9"}, "Мер слишком много"),
        ({"begins": "2026-02-30"}, "Это не дата"),
    ],
)
async def test_what_cannot_be_had_is_said_and_nothing_is_kept(
    busy_hr: Hr, plan: str, wrong: dict[str, str], sentence: str
) -> None:
    before = await _read_table(busy_hr, plan)

    reply = await busy_hr.send(plan, {**LIMITS, **wrong})

    assert reply.status_code == 400
    assert sentence in reply.text
    assert await _read_table(busy_hr, plan) == before
    assert await _read_actions(busy_hr) == []


async def test_choices_that_no_longer_fit_are_named_and_given_up_one_by_one(
    busy_hr: Hr, own_study: OpenStudy, plan: str
) -> None:
    kept = '{"most":4,"pinned":["a_card_that_went","heads_swap"],"dropped":["pulse"]}'
    await _keep(busy_hr, own_study, kept)

    page = await busy_hr.read(plan)
    files = [
        await busy_hr.read(f"{plan.removesuffix('/plan')}/{file}")
        for file in ("plan.csv", "plan.ics", "owners/en", "report/ru", "editions/slides/en")
    ]

    assert [file.status_code for file in files] == [409] * 5
    for reply in (page, *files):
        assert reply.text.count('class="quiet" name="forget"') == 2
        assert "a_card_that_went" in reply.text
        assert "Такой меры в этой анкете больше нет." in reply.text
        assert "не подходит при таком накале конфликта" in reply.text
    # What fits still counts.
    assert (
        title("pulse") not in page.text.partition('<ol class="measures">')[2].partition("</ol>")[0]
    )
    for key in ("pin.a_card_that_went", "pin.heads_swap"):
        assert (await busy_hr.send(plan, {"forget": key})).status_code == 303
    assert (await busy_hr.read(f"{plan}.csv")).status_code == 200
    async with busy_hr.database.reading() as session:
        choices = await find_choices(session, own_study.campaign, 1)
    assert choices == encode_choices(Choices(most=4, dropped=("pulse",)))


async def test_hr_sees_each_change_and_takes_one_back(
    busy_hr: Hr, own_study: OpenStudy, plan: str
) -> None:
    await busy_hr.send(plan, {**LIMITS, "most": "4", "keep.parity": "pin", "begins": "2026-05-04"})

    page = (await busy_hr.read(plan)).text
    taken = await busy_hr.send(plan, {"forget": "pin.parity"})

    for told in (f"Оставить в плане: {title('parity')}", "Мер в плане: 4", "4 мая 2026"):
        assert told in page.partition('id="made"')[2].partition("</section>")[0]
    assert taken.status_code == 303
    async with busy_hr.database.reading() as session:
        choices = await find_choices(session, own_study.campaign, 1)
    assert choices == encode_choices(Choices(most=4, begins="2026-05-04"))


async def test_choices_that_cannot_be_read_are_said_and_can_be_reset(
    busy_hr: Hr, own_study: OpenStudy, plan: str
) -> None:
    await _keep(busy_hr, own_study, '{"colour":"red"}')

    for path, status in ((plan, 200), (f"{plan}.csv", 409)):
        reply = await busy_hr.read(path)
        assert reply.status_code == status
        assert "не может их прочесть" in reply.text
    assert (await busy_hr.send(plan, {"reset": "yes"})).status_code == 303
    assert (await busy_hr.read(f"{plan}.csv")).status_code == 200


async def test_reasons_that_take_long_are_not_waited_for(
    busy_hr: Hr, plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "_PATIENCE", 0.0)
    monkeypatch.setattr(choosing, "REASONS", Reasons())

    page = (await busy_hr.read(plan)).text

    assert "ещё считается" in page
    # Every measure is there to be chosen, whether its reason is there or not.
    assert page.count('name="keep.') == len(KIT.interventions)


async def _keep(hr: Hr, study: OpenStudy, choices: str) -> None:
    async with hr.database.session() as session:
        await save_choices(session, study.campaign, 1, choices)


async def _read_table(hr: Hr, plan: str) -> list[list[str]]:
    told = (await hr.read(f"{plan}.csv")).content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(told), delimiter=";"))


async def _read_release(hr: Hr) -> list[object]:
    async with hr.database.reading() as session:
        return list((await session.execute(text("SELECT * FROM release"))).all())


async def _read_actions(hr: Hr) -> list[str]:
    async with hr.database.reading() as session:
        query = "SELECT action FROM audit_event WHERE action LIKE 'plan_%' ORDER BY number"
        return [row[0] for row in await session.execute(text(query))]
