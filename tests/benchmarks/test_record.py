"""The recorded benchmark goes on where it stopped, and its page says what the record holds."""

from pathlib import Path

import pytest

from tests.benchmarks import record
from tests.benchmarks.cells import Cell, list_cells, run_world
from tests.benchmarks.page import BEGIN, END, write_page
from tests.benchmarks.record import sum_up

CELL = Cell(family="std", design="published", n=(8, 8), rivals=True)


def test_a_world_is_marked_with_and_without_nominations_beside_all_rivals() -> None:
    marked = run_world((CELL, 3))

    assert marked == run_world((CELL, 3))
    assert marked.plain is not None
    assert {"mean", "Pearson r", "LMG", "nominations only", "ridge (GCV)"} < set(marked.hits)
    assert sum(marked.rules["first three by mean"]) == 3


def test_departments_of_a_cell_may_differ_in_size() -> None:
    assert run_world((Cell(family="std", design="kit", n=(8, 12), plain=False), 0)).plain is None


def test_no_two_cells_share_a_name() -> None:
    names = [cell.name for cell in list_cells()]

    assert len(set(names)) == len(names)


def test_the_page_keeps_its_words_and_shows_the_record(tmp_path: Path) -> None:
    page = tmp_path / "diagnosis.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")

    write_page(tmp_path, {CELL.name: sum_up(CELL, [run_world((CELL, 3))])})

    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert "| std, published | 8 | 1 |" in text
    assert "<svg" in (tmp_path / "diagnosis-top1.svg").read_text(encoding="utf-8")


def test_what_is_recorded_is_not_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "diagnosis.json"
    (tmp_path / "diagnosis.md").write_text(f"{BEGIN}{END}", encoding="utf-8")
    name = "calm kit 75 causes"
    file.write_text(f'{{"{name}": {{"worlds": 7, "with": null}}}}', encoding="utf-8")
    command = ["record", "--worlds", "7", "--processes", "1", "--cells", name]
    monkeypatch.setattr("sys.argv", [*command, "--file", str(file)])

    record.main()

    assert record.read(file)[name] == {"worlds": 7, "with": None}
