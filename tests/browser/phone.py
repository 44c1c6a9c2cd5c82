"""Answer the questionnaire in a browser, and look at what of it lies in the box."""

import sqlite3

from playwright.sync_api import Page, expect

from survey.ballots.sealing import SEALED_LENGTH
from tests.town import Town


def begin(page: Page, link: str) -> None:
    """Open a letter's link and take the ballot."""
    page.goto(link)
    page.get_by_role("button", name="Взять бюллетень и начать").click()
    expect(page.get_by_text("Часть 1 из 7")).to_be_visible()


def answer_part(page: Page, *, choice: int = 3) -> None:
    """Answer everything on the part that is shown."""
    for question in page.locator("[data-screen]:not([hidden]) [data-q]").all():
        kind = question.get_attribute("data-kind")
        if kind == "rating":
            question.locator("input").nth(choice).check()
        elif kind == "picks":
            for place in range(3):
                question.locator("input").nth(place).check()
        else:
            question.locator("textarea").fill('Мешает "общий план" \\ и <b>спешка</b> 🙂')


def go_to_review(page: Page) -> None:
    """Press on until the review."""
    while not page.get_by_role("heading", name="Проверьте перед отправкой").is_visible():
        page.locator("[data-screen]:not([hidden]) [data-do=next]").click()


def look_into_box(town: Town) -> dict[bytes, bytes]:
    """Read the sealed ballots by their nullifiers."""
    box = sqlite3.connect(f"file:{town.home / 'data' / 'accord.db'}?mode=ro", uri=True)
    with box:
        found = dict(box.execute("SELECT nullifier, sealed FROM ballot").fetchall())
    box.close()
    return found


def find_change(before: dict[bytes, bytes], after: dict[bytes, bytes]) -> bytes:
    """Return the one nullifier whose ballot is new or another, of the length of all ballots."""
    (changed,) = (name for name, sealed in after.items() if before.get(name) != sealed)
    assert len(after[changed]) == SEALED_LENGTH
    return changed
