from pathlib import Path

import pytest

from survey.cli.demo.command import MARK, _make_room
from survey.cli.wording import load_words
from tests.cli.accord import accord


def test_an_earlier_demonstration_is_kept_whole_and_said_to_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home, words = tmp_path / "demo-home", load_words("ru")
    for place, text in ((home, "second"), (tmp_path / "demo-home-1", "first")):
        place.mkdir()
        (place / MARK).touch()
        (place / "report.pdf").write_text(text)

    _make_room(home, words)

    kept = tmp_path / "demo-home-2"
    assert str(kept) in capsys.readouterr().out
    assert [(tmp_path / f"demo-home-{n}" / "report.pdf").read_text() for n in (1, 2)] == [
        "first",
        "second",
    ]
    assert [file.name for file in home.iterdir()] == [MARK]


def test_what_is_no_demonstration_stays_and_a_code_needs_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "demo-home").mkdir()
    (tmp_path / "demo-home" / "mine.txt").touch()

    started = accord(tmp_path, "demo", "--lang", "ru")
    asked = accord(tmp_path, "demo", "--code", "--lang", "ru")

    assert started.exit_code == 1
    assert "здесь лежит не демонстрация" in started.stderr
    assert [file.name for file in (tmp_path / "demo-home").iterdir()] == ["mine.txt"]
    assert "Сначала: make demo" in asked.stderr
