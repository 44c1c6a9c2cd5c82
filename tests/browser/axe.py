"""Let axe look at a page, by the rules of WCAG 2.2 AA."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def find_violations(page: Page, *more: str) -> list[str]:
    """Tell each rule that is broken by what is shown, and where first; `more` are further sets."""
    found = Axe().run(page, options={"runOnly": [*WCAG, *more]}).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]
