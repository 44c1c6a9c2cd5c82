import asyncio
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from survey.disclosure.encoding import encode_release
from survey.store.database import open_database
from survey.store.plans import save_choices
from survey.store.releases import add_release
from survey.wording import LANGUAGES
from tests.cli.accord import accord
from tests.conftest import OpenStudy
from tests.reports.editions import make_edition


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release as it lies on disk."""
    file = tmp_path_factory.mktemp("release") / "release.json"
    file.write_bytes(encode_release(make_edition("named")))
    return file


def _read(file: Path) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(file.read_bytes())).pages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_release_file_becomes_a_report(tmp_path: Path, release: Path, language: str) -> None:
    out = tmp_path / "report.pdf"

    done = accord(tmp_path, "report", str(release), "--lang", language, "--out", str(out))

    assert (done.exit_code, done.stderr) == (0, "")
    assert str(out) in done.stdout
    assert ("Метод" if language == "ru" else "Method") in _read(out)


@pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)
def test_a_campaign_that_is_over_becomes_a_report(tmp_path: Path, own_study: OpenStudy) -> None:
    asyncio.run(_store(own_study))
    out = tmp_path / "report.pdf"

    done = accord(
        tmp_path,
        "report",
        own_study.campaign,
        "--out",
        str(out),
        ACCORD_DATABASE=own_study.database,
    )

    assert done.exit_code == 0
    assert out.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)
def test_a_campaign_that_is_open_has_no_report(tmp_path: Path, own_study: OpenStudy) -> None:
    out = tmp_path / "report.pdf"

    done = accord(
        tmp_path,
        "report",
        own_study.campaign,
        "--out",
        str(out),
        ACCORD_DATABASE=own_study.database,
    )

    assert (done.exit_code, done.stdout) == (3, "")
    assert "ещё нет результатов: сначала закройте его" in done.stderr
    assert not out.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Это не выпуск Accord"),
        (b"\xff\xfe\0", "Это не выпуск Accord"),
        (b"{}", "Это не выпуск Accord"),
        (b"[" * 100_000, "Это не выпуск Accord"),
        (None, "Файл выпуска не читается"),
    ],
)
def test_what_is_no_release_is_said_in_one_line(
    tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    file = tmp_path / "release.json"
    if content is not None:
        file.write_bytes(content)

    done = accord(tmp_path, "report", str(file), "--out", str(tmp_path / "x.pdf"))

    assert done.exit_code == 3
    assert done.stderr.startswith(sentence)
    assert done.stderr.count("\n") == 1


def test_a_changed_release_is_noticed_where_it_no_longer_fits(
    tmp_path: Path, release: Path
) -> None:
    file = tmp_path / "release.json"
    file.write_bytes(release.read_bytes().replace(b'"marketing-sales"', b'"no-such-kit"'))

    done = accord(tmp_path, "report", str(file), "--out", str(tmp_path / "x.pdf"))

    assert done.exit_code == 3
    assert "Анкеты «no-such-kit», по которой получен этот выпуск, здесь нет" in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (b'"version":1,', b'"version":2,', "Another version of Accord made this release (form 2"),
        (b'"goals"', b'"goalz"', "has no words for a part of this release"),
        (b'"kit":"', b'"kit":"../', "The questionnaire “../marketing-sales” of this release"),
    ],
)
def test_a_release_of_another_version_is_said_to_be_one(
    tmp_path: Path, release: Path, old: bytes, new: bytes, sentence: str
) -> None:
    file = tmp_path / "release.json"
    file.write_bytes(release.read_bytes().replace(old, new))

    done = accord(tmp_path, "report", str(file), "--lang", "en", "--out", str(tmp_path / "x.pdf"))

    assert (done.exit_code, done.stdout) == (3, "")
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


def test_nothing_but_a_report_is_written_over(tmp_path: Path, release: Path) -> None:
    file = tmp_path / "release.json"
    file.write_bytes(release.read_bytes())

    done = accord(tmp_path, "report", str(file), "--out", str(file))

    assert done.exit_code == 3
    assert "поверх него ничего не записано" in done.stderr
    assert file.read_bytes() == release.read_bytes()


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "Error: Invalid value"), ("ru", "Ошибка: Значение")]
)
def test_a_wrong_call_is_told_in_the_language_that_it_asks_for(
    tmp_path: Path, release: Path, language: str, sentence: str
) -> None:
    words = ("--lang", language, "--edition", "poster", "--out", str(tmp_path / "x.pdf"))

    done = accord(tmp_path, "report", str(release), *words, LANG="de_DE.UTF-8")

    assert done.exit_code == 2
    assert sentence in done.stderr


@pytest.mark.parametrize("own_study", ["sqlite"], indirect=True)
def test_choices_of_the_office_that_no_longer_fit_are_named(
    tmp_path: Path, own_study: OpenStudy
) -> None:
    asyncio.run(_store(own_study, '{"most":4,"pinned":["gone"]}'))
    words = ("report", own_study.campaign, "--lang", "en", "--out", str(tmp_path / "x.pdf"))

    done = accord(tmp_path, *words, ACCORD_DATABASE=own_study.database)

    assert done.exit_code == 3
    assert "no longer fit: pin.gone. Open the plan" in done.stderr


@pytest.mark.parametrize("where", ["missing/report.pdf", "/proc/report.pdf"])
def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, release: Path, where: str) -> None:
    done = accord(tmp_path, "report", str(release), "--out", str(tmp_path / where))

    assert done.exit_code == 3
    assert "Файл не записывается" in done.stderr


def test_an_installation_without_a_database_has_no_campaigns(tmp_path: Path) -> None:
    done = accord(tmp_path, "report", "abcdefghijklmnop", "--out", str(tmp_path / "x.pdf"))

    assert done.exit_code == 3
    assert "Выполните accord init" in done.stderr


def test_without_a_place_to_write_to_the_call_is_wrong(tmp_path: Path, release: Path) -> None:
    assert accord(tmp_path, "report", str(release)).exit_code == 2


async def _store(study: OpenStudy, choices: str = "") -> None:
    database = open_database(study.database)
    async with database.session() as session:
        await add_release(session, study.campaign, 1, encode_release(make_edition("named")))
        if choices:
            await save_choices(session, study.campaign, 1, choices)
    await database.close()
