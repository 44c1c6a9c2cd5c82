from pathlib import Path

import pytest

from survey.outlook.power import Cell, Power, find_chance, load_power
from tests.benchmarks.power import SIZES, Figures, Recorded, take, write


def power(*rates: tuple[int, float, float]) -> Power:
    cells = tuple(
        Cell(n=n, nominations=True, worlds=200, first=first, supported=some, false_naming=0.02)
        for n, first, some in rates
    )
    return Power(design="kit", family="std", seed=1, cells=cells)


MEASURED = power((8, 0.7, 0.1), (32, 0.9, 0.5))


def test_measured_sizes_have_their_rates_and_sizes_between_lie_between() -> None:
    between = find_chance(16, MEASURED)

    # 16 lies halfway between 8 and 32 in logarithms.
    assert between is not None
    assert (between.first, between.supported) == pytest.approx((0.8, 0.3))
    at = find_chance(8, MEASURED)
    assert at is not None
    assert at.first == pytest.approx(0.7)


def test_beyond_the_measured_nothing_more_is_promised() -> None:
    beyond = find_chance(500, MEASURED)

    assert beyond is not None
    assert (beyond.n, beyond.first, beyond.supported) == (32, 0.9, 0.5)
    assert find_chance(7, MEASURED) is None


def test_rates_that_fall_by_chance_are_told_at_the_lower() -> None:
    found = find_chance(30, power((8, 0.7, 0.1), (30, 0.95, 0.5), (60, 0.94, 0.6)))

    assert found is not None
    assert found.first == pytest.approx(0.94)


def test_the_recorded_rates_can_be_read_and_cover_usual_sizes() -> None:
    recorded = load_power()

    assert {8, 15, 30, 60} <= {cell.n for cell in recorded.cells}
    assert all(0.0 <= cell.supported <= cell.first <= 1.0 for cell in recorded.cells)


def test_what_the_benchmark_writes_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "power.toml"

    file.write_text(write(list(MEASURED.cells), seed=1), encoding="utf-8")

    assert load_power(file) == MEASURED


def test_rates_are_taken_from_the_recorded_benchmark() -> None:
    def cell(top1: float, some: float, wrong: float, worlds: int) -> Recorded:
        figures = Figures(top1=top1, any_supported=some, any_wrong=wrong)
        return Recorded(seed=7, worlds=worlds, with_=figures)

    record = {f"std kit {n} causes": cell(0.8, 0.3, 0.01, 1000) for n in SIZES}
    record |= {f"std kit {n} null": cell(0.0, 0.04, 0.02, 900) for n in SIZES}

    cells, seed = take(record)

    assert seed == 7
    assert [(one.n, one.worlds) for one in cells] == [(n, 900) for n in SIZES]
    assert (cells[0].first, cells[0].supported, cells[0].false_naming) == (0.8, 0.3, 0.02)
