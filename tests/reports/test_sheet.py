import io
import subprocess
from pathlib import Path

import pytest
import segno
from PIL import Image
from pypdf import PdfReader

from reports.sheet import STYLESHEET, Page, Part, render_sheet

BASE = "https://survey.company.example/s/abcdefghijklmnop"
LETTER = "Коллеги!\n\nОтветьте, пожалуйста, честно.\n\nАнна Соколова, директор"
# 61 letters.
LONG_NAME = "Константин-Александр Преображенский-Вознесенский Аристархович"
DPI = 200


def make_page(name: str = "Анна Ли", greeting: str = LETTER, number: int = 1) -> Page:
    """A letter in both languages."""
    return Page(
        name=name,
        greeting=greeting,
        parts=(
            Part(
                language="ru",
                subject="ООО «Пример»: опрос",
                link_lead="Ваша ссылка.",
                body="Нужно 12 минут.\n\nКод:\naaaa-bbbb",
            ),
            Part(
                language="en",
                subject="Example: a survey",
                link_lead="Your link.",
                body="It takes 12 minutes.",
            ),
        ),
        link=f"{BASE}#{'A' * 25}{number:02}.marketing.{'B' * 43}",
    )


def read_pages(pdf: bytes) -> list[str]:
    """Read the text of every page, as if no line were broken."""
    pages = PdfReader(io.BytesIO(pdf)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def look(pdf: bytes, folder: Path) -> Image.Image:
    """Draw the first page."""
    (folder / "sheet.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-png", "-r", str(DPI), "-f", "1", "-l", "1", "sheet.pdf", "page"]
    subprocess.run(command, cwd=folder, check=True)
    (drawn,) = folder.glob("page*.png")
    with Image.open(drawn) as image:
        return image.convert("L")


def read_squares(image: Image.Image, count: int) -> tuple[tuple[int, ...], ...]:
    """Read a QR code of so many squares a side; only it is drawn in pure black."""
    box = image.point(lambda shade: 255 if shade < 8 else 0).getbbox()
    assert box is not None
    left, top, right, bottom = box
    assert abs((right - left) - (bottom - top)) <= 2
    side = (right - left) / count
    return tuple(
        tuple(
            int(_shade(image, left + (column + 0.5) * side, top + (row + 0.5) * side) < 128)
            for column in range(count)
        )
        for row in range(count)
    )


def _shade(image: Image.Image, across: float, down: float) -> float:
    shade = image.getpixel((int(across), int(down)))
    assert isinstance(shade, int | float)
    return shade


def test_each_person_has_a_page_with_their_name_and_link_once() -> None:
    names = ["Анна Ли", LONG_NAME, "Øystein Łukasz"]
    printed = [make_page(name, number=number) for number, name in enumerate(names)]

    pages = read_pages(render_sheet(printed))

    assert len(pages) == 3
    for page, told in zip(printed, pages, strict=True):
        assert told.count(page.name) == 1
        assert told.replace(" ", "").count(page.link) == 1
        assert sum(page.name in other for other in pages) == 1


def test_a_page_holds_the_letter_and_every_language() -> None:
    (told,) = read_pages(render_sheet([make_page()]))

    for text in ("Ответьте, пожалуйста, честно.", "Анна Соколова, директор", "aaaa-bbbb"):
        assert text in told
    assert told.index("Нужно 12 минут.") < told.index("It takes 12 minutes.")


def test_the_square_is_the_link(tmp_path: Path) -> None:
    page = make_page()
    expected = tuple(tuple(row) for row in segno.make(page.link, micro=False, error="m").matrix)

    image = look(render_sheet([page]), tmp_path)

    assert read_squares(image, len(expected)) == expected


def test_the_square_is_large_and_has_its_quiet_margin(tmp_path: Path) -> None:
    image = look(render_sheet([make_page(greeting="x " * 700)]), tmp_path)

    box = image.point(lambda shade: 255 if shade < 8 else 0).getbbox()
    assert box is not None
    left, top, right, bottom = box
    # ISO/IEC 18004: four squares of margin; a phone reads squares from 0.4 mm on.
    squares = len(segno.make(make_page().link, micro=False, error="m").matrix)
    side = (right - left) / squares
    assert side / DPI * 25.4 >= 0.4
    margin = int(4 * side) - 1
    around = image.crop((left - margin, top - margin, right + margin, bottom + margin))
    inked = around.point(lambda shade: 255 if shade < 200 else 0).getbbox()
    assert inked == (margin, margin, margin + right - left, margin + bottom - top)


@pytest.mark.parametrize(("letters", "most"), [(0, 1), (1000, 1), (3000, 2), (6000, 4)])
def test_a_long_letter_flows_and_the_square_is_never_parted(letters: int, most: int) -> None:
    greeting = ("Мы все делаем одно дело, но теряем время.\n\n" * 200)[:letters]

    pages = read_pages(render_sheet([make_page(greeting=greeting.strip())]))

    assert len(pages) <= most
    (with_link,) = (told for told in pages if "#" in told)
    assert "Ваша ссылка." in with_link
    assert "".join(with_link.split()).count(make_page().link) == 1
    # On a second sheet the name says whose it is.
    assert all(told.count("Анна Ли") == 1 for told in pages)


def test_what_people_are_called_is_printed_as_text() -> None:
    hostile = '<script src="http://evil.example/x.js"></script><img src="file:///etc/passwd">'

    (told,) = read_pages(render_sheet([make_page(hostile, greeting="<b>x</b>")]))

    assert "<script src=" in told
    assert "<b>x</b>" in told


def test_a_hundred_letters_need_no_minutes() -> None:
    # Measured: with a flex box a page takes 0.75 s, without 0.09 s.
    assert "flex" not in STYLESHEET.read_text().partition("*/")[2]
