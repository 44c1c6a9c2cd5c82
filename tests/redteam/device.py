"""Keep attack A37: what a real browser leaves on the disk of whoever answered."""

import asyncio
import os
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.conftest import QUIET, find_chromium
from tests.privacy.people import COMMENT
from tests.privacy.search import search
from tests.redteam.doors import Scene

WRITTEN = f"{COMMENT} думает о своём и пишет об этом подробно"
TIMEOUT_MILLISECONDS = 30_000


async def a37_device(scene: Scene) -> list[str]:
    """A37: answer in Chromium, close it, and search its profile for what was written."""
    return await asyncio.to_thread(_answer_and_search, scene.fresh[3].person.link)


def _answer_and_search(link: str) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="accord-profile-") as folder:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch_persistent_context(
                folder, executable_path=find_chromium(os.environ), args=list(QUIET), locale="ru-RU"
            )
            page = browser.new_page()
            page.set_default_timeout(TIMEOUT_MILLISECONDS)
            found = _answer(page, link)
            browser.close()
        files = {
            str(path.relative_to(folder)): path.read_bytes()
            for path in Path(folder).rglob("*")
            if path.is_file()
        }
    # The credential must be there until it is forgotten: it shows that the profile was written.
    if not any(b"prepared" in content for content in files.values()):
        return [*found, "nothing was written: the search saw no profile"]
    return found + search("", files, {"what was written": WRITTEN, "a word of it": COMMENT})


def _answer(page: Page, link: str) -> list[str]:
    page.goto(link)
    page.get_by_role("button", name="Взять бюллетень и начать").click()
    review = page.get_by_role("heading", name="Проверьте перед отправкой")
    while not review.is_visible():
        shown = page.locator("[data-screen]:not([hidden])")
        if shown.locator("[data-kind=rating]").count():
            shown.locator("[data-kind=rating] input").nth(1).check()
        for field in shown.locator("textarea").all():
            field.fill(WRITTEN)
        shown.locator("[data-do=next]").click()
    page.get_by_role("button", name="Отправить ответы").click()
    expect(page.get_by_role("heading", name="Спасибо, ответы в урне")).to_be_visible()
    page.reload()
    page.go_back()
    body = page.content()
    return ["the page still holds what was written"] if COMMENT in body else []
