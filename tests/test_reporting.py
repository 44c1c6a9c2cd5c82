from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from reports.document import Report
from survey.cli.report import report_command
from survey.disclosure.encoding import encode_release, release_hash
from survey.disclosure.release import Release
from survey.errors import BadFile
from survey.planning.choices import Choices
from survey.planning.explain import explain
from survey.planning.recommend import recommend
from survey.planning.tell import Teller
from survey.reporting.document import build_document
from survey.reporting.printed import decode, load_release
from survey.reporting.report import add_reasons
from tests.reports.editions import make_edition
from tests.reports.pieces import kit


def desk(release: Release, language: str = "ru") -> Report:
    return build_document(release, "f" * 64, recommend(release, kit()), kit(), language)


def test_a_release_is_read_with_the_hash_that_the_report_prints(tmp_path: Path) -> None:
    content = encode_release(make_edition("named"))
    file = tmp_path / "release.json"
    file.write_bytes(content)

    printed = load_release(file)

    assert printed.release == make_edition("named")
    assert printed.hash == release_hash(content)


def test_a_missing_file_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(BadFile) as caught:
        load_release(tmp_path / "none.json")

    assert caught.value.code == "unreadable_release"
    assert str(tmp_path / "none.json") in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b'{"version": 1, "exact": 3.21}'])
def test_what_is_no_release_is_refused(content: bytes) -> None:
    with pytest.raises(BadFile) as caught:
        decode(content, "some.json")

    assert caught.value.code == "broken_release"
    assert caught.value.facts["file"] == "some.json"


def test_a_release_that_was_touched_is_refused() -> None:
    content = encode_release(make_edition("named"))

    with pytest.raises(BadFile, match="not canonical"):
        decode(content + b" ")


def test_every_value_of_the_document_is_copied_from_the_release() -> None:
    release = make_edition("named")
    told = desk(release)

    for cause, source in zip(told.causes, release.causes, strict=True):
        spans = source.severity.departments
        values = cause.severity.departments
        assert cause.code == source.code
        assert [(v.value, v.tail, v.low, v.high) for v in values] == [
            (s.value, s.tail, s.low, s.high) for s in spans
        ]
    assert [share.at_least for share in told.participation] == [16, 16]


def test_words_come_from_the_kit_in_the_language_asked_for() -> None:
    release = make_edition("named")
    first = release.causes[0].code

    assert desk(release, "ru").causes[0].title == kit().words["ru"][f"cause.{first}.title"]
    assert desk(release, "en").causes[0].title == kit().words["en"][f"cause.{first}.title"]


def test_a_department_has_the_name_that_its_company_gave_it() -> None:
    release = msgspec.structs.replace(
        make_edition("named"), department_names=("Бренд", "Прямые продажи")
    )

    told = desk(release)

    assert [department.name for department in told.departments] == ["Бренд", "Прямые продажи"]
    assert [share.name for share in told.participation] == ["Бренд", "Прямые продажи"]


def test_a_cause_names_the_measures_that_address_it_and_no_other() -> None:
    release = make_edition("named")
    plan = recommend(release, kit())

    told = build_document(release, "f" * 64, plan, kit(), "en")

    for cause in told.causes:
        expected = tuple(
            kit().words["en"][f"intervention.{each.intervention}.title"]
            for each in plan.recommendations
            if cause.code in each.causes
        )
        assert cause.measures == expected


def test_together_the_rosters_are_one_share_and_apart_they_are_two() -> None:
    (together,) = desk(make_edition("combined")).participation

    assert (together.name, together.roster, together.at_least) == ("", 15, 8)
    assert len(desk(make_edition("small")).participation) == 2


def test_where_nothing_is_released_no_number_of_answers_is_told() -> None:
    told = desk(make_edition("too_few"))

    assert [share.at_least for share in told.participation] == [None, None]
    assert (told.conflict, told.causes, told.statements) == (None, (), ())


def test_costs_are_told_in_the_two_highest_and_two_lowest_ranges_of_their_format() -> None:
    hours = next(cost for cost in desk(make_edition("named"), "en").costs if "hour" in cost.code)

    told = [kit().words["en"][f"format.hours.{code}"] for code in range(1, 6)]
    assert (hours.low_words, hours.high_words) == (tuple(told[:2]), tuple(told[3:]))


def test_items_stand_under_their_scale_with_a_band_a_unit() -> None:
    apart, together = desk(make_edition("named")), desk(make_edition("combined"))

    assert {len(item.often) for group in apart.statements for item in group.statements} == {2}
    assert {len(item.often) for group in together.statements for item in group.statements} == {1}
    assert apart.statements[0].title == kit().words["ru"]["cause.goals.title"]


def test_a_kit_whose_words_changed_after_the_survey_is_noticed() -> None:
    release = make_edition("named")

    assert not desk(release).reworded
    assert desk(msgspec.structs.replace(release, kit_hash="0" * 64)).reworded


def test_what_begins_within_a_week_stands_under_the_week_and_nothing_before_what_it_needs() -> None:
    starts = {card.code: card for card in kit().interventions}

    def begins(code: str) -> int:
        needs = [begins(other) for other in starts[code].prerequisites]
        return max([starts[code].start_days, *needs])

    cards = [
        card
        for name in ("named", "likely", "no_conflict")
        for card in desk(make_edition(name)).cards
    ]

    assert {card.when for card in cards} <= {"week", "30", "60", "90"}
    assert all((card.when == "week") is (begins(card.code) <= 7) for card in cards)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_command_prints_a_report_from_a_release_file(tmp_path: Path, language: str) -> None:
    file, out = tmp_path / "release.json", tmp_path / "report.pdf"
    file.write_bytes(encode_release(make_edition("too_few", language)))

    done = CliRunner().invoke(
        report_command, [str(file), "--lang", language, "--out", str(out)], catch_exceptions=False
    )

    assert done.exit_code == 0, done.output
    assert out.read_bytes().startswith(b"%PDF-1.7")


def test_the_command_says_what_is_wrong_with_a_file_and_writes_nothing(tmp_path: Path) -> None:
    file, out = tmp_path / "release.json", tmp_path / "report.pdf"
    file.write_bytes(b"{}")

    done = CliRunner().invoke(report_command, [str(file), "--lang", "en", "--out", str(out)])

    assert done.exit_code == 3
    assert "release.json" in done.output
    assert not out.exists()


def test_the_report_says_why_each_measure_is_in_and_the_next_ones_are_not() -> None:
    release = make_edition("named")
    plan, told = recommend(release, kit()), explain(release, kit())
    teller = Teller.of(release, kit(), "en")

    document = add_reasons(desk(release, "en"), plan, told, teller)

    by_code = {card.code: card for card in document.cards}
    for why in told.why:
        assert by_code[why.intervention].support == teller.support(why) != ()
    reasons = {runner.title: runner for runner in document.runners}
    disputed = reasons[teller.title("single_head")]
    assert disputed.position_for
    assert disputed.position_against
    assert len(document.runners) == 5
    assert document.firmness


def test_hr_s_owner_is_printed_in_place_of_the_source_s() -> None:
    release = make_edition("named")
    choices = Choices(pinned=("parity",), owners={"parity": ("hr_director",)})
    plan = recommend(release, kit(), choices)

    told = build_document(release, "f" * 64, plan, kit(), "en")

    card = next(card for card in told.cards if card.code == "parity")
    assert (card.owner, card.owners) == ("HR director.", ("hr_director",))
    assert "pinned" in card.reasons
