from pathlib import Path

import msgspec
import pytest

from survey.outlook.foresee import Outlook
from survey.web.office.prospects import list_prospects
from tests.cli.accord import accord
from tests.web.hr import Hr, write_draft


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ({"a": 4, "b": 20}, ["nothing", "combined", "combined"]),
        ({"a": 9, "b": 9}, ["combined", "departments", "ranks"]),
        ({"a": 20, "b": 18}, ["capped", "ranks", "ranks"]),
        ({"a": 0, "b": 18}, []),
    ],
)
def test_half_three_quarters_and_all_are_foretold(people: dict[str, int], shown: list[str]) -> None:
    prospects = list_prospects(people)

    assert [prospect.shown for prospect in prospects] == shown
    assert all((one.chance is None) == (one.shown != "ranks") for one in prospects)
    assert all((one.first is None) == (one.shown not in ("ranks", "capped")) for one in prospects)
    if prospects:
        assert prospects[-1].answers == tuple(people.values())


async def test_hr_reads_before_the_opening_what_the_list_can_establish(hr: Hr) -> None:
    page = await write_draft(hr, (9, 10))

    told = (await hr.read(page)).text

    assert "<b>Ответит половина</b> (5 + 5): только общие итоги двух отделов." in told
    assert "<b>Ответят все</b> (9 + 10): итоги каждого отдела и порядок причин." in told


def test_the_office_and_the_command_foretell_the_same_figures(tmp_path: Path) -> None:
    for sizes in ((14, 18), (9, 10), (23, 61)):
        usual = list_prospects(dict(zip("ab", sizes, strict=True)))[1]

        told = accord(tmp_path, "plan", "--roster", f"{sizes[0]},{sizes[1]}", "--json")

        assert msgspec.json.decode(told.stdout, type=Outlook) == usual.outlook
