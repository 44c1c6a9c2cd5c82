import io
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader

from reports import render
from reports.press import refuse_to_leave
from reports.render import (
    UNKNOWN_LETTER,
    PrintingFailed,
    known_letters,
    press,
    replace_unknown_letters,
)

PAGE = (
    '<html lang="en"><head><title>t</title>'
    '<link rel="stylesheet" href="accord:/report.css"></head><body><p>{body}</p></body></html>'
)


@pytest.mark.parametrize(
    "body",
    [
        '<img alt="x" src="file:///etc/passwd">',
        '<img alt="x" src="http://127.0.0.1:9/x.png">',
        '<p style="background: url(file:///etc/hostname)">x</p>',
        '<link rel="stylesheet" href="file:///etc/passwd">',
        '<object data="data:text/plain,x"></object>',
    ],
)
def test_nothing_but_our_own_files_is_fetched(body: str) -> None:
    with pytest.raises(PrintingFailed, match="refused to fetch"):
        press(PAGE.format(body=body))


def test_a_linked_attachment_is_refused_too() -> None:
    page = PAGE.replace("</head>", '<link rel="attachment" href="file:///etc/passwd"></head>')

    with pytest.raises(PrintingFailed, match="refused to fetch file:///etc/passwd"):
        press(page.format(body="x"))


def test_a_warning_of_the_printer_fails_the_build() -> None:
    with pytest.raises(PrintingFailed, match="unknown property"):
        press(PAGE.format(body='<b style="colr: red">x</b>'))


def test_a_picture_without_alternative_text_fails_the_build() -> None:
    with pytest.raises(PrintingFailed):
        press(PAGE.format(body='<img src="accord:/report.css">'))


def test_a_press_that_ends_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")

    with pytest.raises(PrintingFailed, match="ended with code 1"):
        press(PAGE.format(body="x"))


def test_a_press_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(render, "LONGEST_SECONDS", 0.01)

    with pytest.raises(PrintingFailed, match=r"no page after 0\.01 seconds"):
        press(PAGE.format(body="x"))


def test_the_child_inherits_nothing_of_our_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spy = tmp_path / "python"
    spy.write_text("#!/bin/sh\n/usr/bin/env >&2\nexit 1\n")
    spy.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(spy))
    monkeypatch.setenv("ACCORD_SMTP_PASSWORD", "secret")

    with pytest.raises(PrintingFailed) as caught:
        press(PAGE.format(body="x"))

    names = {line.partition("=")[0] for line in caught.value.complaints}
    ours, of_the_shell = {"FONTCONFIG_FILE", "SOURCE_DATE_EPOCH", "TMPDIR"}, {"PWD", "SHLVL", "_"}
    assert ours <= names <= ours | of_the_shell


def test_a_letter_that_the_font_lacks_becomes_a_box() -> None:
    told = replace_unknown_letters("да \N{SLIGHTLY SMILING FACE}\n", known_letters())

    assert told == f"да {UNKNOWN_LETTER}\n"


def test_what_nobody_sees_never_stops_the_printing() -> None:
    # Word writes soft hyphens; broken at one, a line would need a hyphen that the font lacks.
    unseen = "\u00ad\u200b\u200d\u2060\ufeff\u202e\u034f\ufe0f\x07"
    name = "".join(f"{letter}{unseen}" for letter in "Северныйветер" * 12)

    pdf = press(PAGE.format(body=f"<p>{name}\tи\u00adдети</p>"))

    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "".join(text.split()).startswith("Северныйветер" * 12 + "идети")


@pytest.mark.parametrize("event", ["socket.connect", "socket.getaddrinfo", "subprocess.Popen"])
def test_the_child_refuses_to_connect_or_to_start_a_process(event: str) -> None:
    with pytest.raises(PermissionError, match=event):
        refuse_to_leave(event, ())

    refuse_to_leave("open", ("our own file",))
