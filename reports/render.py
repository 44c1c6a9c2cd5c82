"""Keep the way from a document to PDF bytes; know no release file, no database, no network."""

import subprocess
import sys
import tempfile
import unicodedata
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import fontpkg_fira_sans
from fontTools.ttLib import TTFont

from reports.compose import LEADERSHIP, compose
from reports.document import Report

HERE = Path(__file__).resolve().parent
PRESS = HERE / "press.py"
STYLESHEET = HERE / "styles" / "report.css"
FONTS = fontpkg_fira_sans.ROOT / "files"
BODY_FONT = FONTS / "FiraSans-Regular.ttf"
LONGEST_SECONDS = 180
UNKNOWN_LETTER = "▯"
# Controls and marks of format (Unicode categories), and what only changes the letter before it:
# the grapheme joiner, variation selectors.
UNSEEN = ("Cc", "Cf", "Cs")
JOINERS = frozenset("\u034f") | frozenset(map(chr, range(0xFE00, 0xFE10)))

# Only fonts that we bring: a page looks the same on every machine, and a letter that our font
# lacks is not fetched from wherever fontconfig would find one.
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{workplace}/cache</cachedir></fontconfig>
"""


class PrintingFailed(Exception):
    """The press complained or ended; `complaints` are its lines, and no PDF was made."""

    def __init__(self, complaints: tuple[str, ...]) -> None:
        self.complaints = complaints
        super().__init__("; ".join(complaints) or "the press ended without a word")


def render(document: Report, language: str, edition: str = LEADERSHIP) -> bytes:
    """Print an edition as one PDF (PDF/A-2a and PDF/UA-1), the same bytes every time.

    Raises
    ------
    PrintingFailed
        The page asked for a foreign file, a letter or style went wrong, or a limit was met.
    """
    return press(compose(document, language, edition))


def press(html: str, stylesheet: Path = STYLESHEET) -> bytes:
    """Print one page of HTML in a child process that holds no secret and reaches no network."""
    with tempfile.TemporaryDirectory(prefix="accord-press-") as workplace:
        command = [sys.executable, "-I", str(PRESS), str(stylesheet), str(FONTS)]
        try:
            done = subprocess.run(  # noqa: S603 - our own script, no shell, no foreign argument
                command,
                input=replace_unknown_letters(html, known_letters()).encode(),
                capture_output=True,
                env=furnish(workplace),
                cwd=workplace,
                timeout=LONGEST_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise PrintingFailed((f"no page after {LONGEST_SECONDS} seconds",)) from late
    complaints = tuple(done.stderr.decode(errors="replace").splitlines())
    if done.returncode != 0 or complaints:
        raise PrintingFailed(complaints or (f"the press ended with code {done.returncode}",))
    return done.stdout


def furnish(workplace: str) -> dict[str, str]:
    """Return the whole environment of the child: three settings, none of ours."""
    configuration = Path(workplace) / "fonts.conf"
    configuration.write_text(
        FONTCONFIG.format(fonts=escape(str(FONTS)), workplace=escape(workplace)), encoding="utf-8"
    )
    return {
        "FONTCONFIG_FILE": str(configuration),
        "SOURCE_DATE_EPOCH": "0",
        "TMPDIR": workplace,
    }


@cache
def known_letters() -> frozenset[str]:
    """Every letter that the report's font can draw."""
    with TTFont(BODY_FONT, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def replace_unknown_letters(html: str, known: frozenset[str]) -> str:
    """Put an open box where the font has no letter (an emoji in a comment): never a gap.

    What nobody sees is taken out: at the end of a line a soft hyphen would ask for U+2010, which
    the font lacks, and marks of direction could turn a line around.
    """
    letters = set(html) - {"\n"}
    boxes = dict.fromkeys(map(ord, letters - known), UNKNOWN_LETTER)
    unseen: dict[int, str | None] = {ord(letter): None for letter in letters if _is_unseen(letter)}
    return html.translate({**boxes, **unseen, ord("\t"): " "})


def _is_unseen(letter: str) -> bool:
    return letter in JOINERS or unicodedata.category(letter) in UNSEEN
