"""What printed files promise: PDF/UA-1 and PDF/A-2a, fonts inside, sound bytes.

The judge is an independent validator; it must see faults that are planted, or it judges nothing.
"""

import io
import shutil
import subprocess
from pathlib import Path

import page
import pydyf
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from reports.press import end_streams
from reports.render import press
from tests.reports.test_render import printed

PROFILES = ("ua1", "2a")


def judge(pdf: bytes) -> list[str]:
    """Name what the validator finds against either standard."""
    reports = [page.validate_pdf_bytes(pdf, profile=profile) for profile in PROFILES]
    return [failure.rule_id for report in reports for failure in report.failures]


def run(program: str, package: str, *arguments: str) -> str:
    """Run a program of the system; where it is missing, say which package brings it."""
    found = shutil.which(program)
    assert found, f"{program} is missing; Debian: apt-get install {package}"
    done = subprocess.run([found, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def spoil(pdf: bytes, *names: str) -> bytes:
    """Take entries out of the catalogue."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    for name in names:
        del writer.root_object[NameObject(name)]
    told = io.BytesIO()
    writer.write(told)
    return told.getvalue()


def without_alternatives(pdf: bytes) -> bytes:
    """Take the alternative text from every figure."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    for number in range(1, len(writer._objects) + 1):
        found = writer.get_object(number)
        if isinstance(found, DictionaryObject) and found.get("/S") == "/Figure":
            found.pop(NameObject("/Alt"), None)
    told = io.BytesIO()
    writer.write(told)
    return told.getvalue()


def test_the_report_meets_both_standards() -> None:
    assert judge(printed("named", "ru")) == []


@pytest.mark.parametrize(
    ("missing", "rule"),
    [
        (("/Lang",), "LANG"),
        (("/StructTreeRoot", "/MarkInfo"), "TAG"),
        (("/Metadata",), "METADATA"),
        (("/ViewerPreferences",), "VIEWER"),
    ],
)
def test_what_is_taken_from_a_file_is_missed(missing: tuple[str, ...], rule: str) -> None:
    found = judge(spoil(printed("too_few", "ru"), *missing))

    assert any(rule in each for each in found), found


def test_a_figure_without_words_is_missed() -> None:
    assert any("FIGURE" in rule for rule in judge(without_alternatives(printed("named", "ru"))))


def test_a_file_that_is_only_written_anew_has_no_other_fault() -> None:
    # The control of the controls: the tool that spoils adds no fault of these kinds by itself.
    found = judge(spoil(printed("too_few", "ru")))

    assert not [rule for rule in found if any(k in rule for k in ("LANG", "TAG", "FIGURE"))]


def test_a_page_without_a_title_is_not_accessible() -> None:
    bare = '<html lang="en"><head><link rel="stylesheet" href="accord:/report.css"></head>'

    assert judge(press(bare + "<body><p>x</p></body></html>"))


def test_fonts_are_inside_and_the_bytes_are_sound(tmp_path: Path) -> None:
    file = tmp_path / "report.pdf"
    file.write_bytes(printed("named", "ru"))

    fonts = run("pdffonts", "poppler-utils", str(file)).splitlines()[2:]
    assert fonts
    # name type encoding emb sub uni: embedded, a subset, with a way back to letters.
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts)
    assert "No syntax or stream encoding errors" in run("qpdf", "qpdf", "--check", str(file))
    assert PdfReader(file).is_encrypted is False


def test_a_stream_that_ends_like_a_line_keeps_its_length() -> None:
    file = pydyf.PDF()
    for content in (b"a\r", b"a\n", b"a"):
        file.add_object(pydyf.Stream([content]))

    end_streams(None, file)

    written = [each.data.rpartition(b"stream\n")[2] for each in file.objects[-3:]]
    assert written == [b"a\r\r\nendstream", b"a\n\nendstream", b"a\nendstream"]


def test_a_stream_that_appears_while_a_file_is_written_is_ended_too() -> None:
    # Found by the judge in one of twenty prints: the stream of objects ended with such a byte.
    file = pydyf.PDF()
    end_streams(None, file)

    file.add_object(pydyf.Stream([b"a\r"]))

    assert file.objects[-1].data.endswith(b"a\r\r\nendstream")
