"""People without e-mail: sheets from the office, a code typed at a kiosk, answers in the box."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

from survey.ballots.ballot import decode_ballot
from survey.ballots.keys import Keyring
from survey.ballots.sealing import unseal
from survey.cli.demo.office import Director
from tests.browser.axe import find_violations
from tests.browser.desktop import sit_down
from tests.browser.phone import go_to_review, look_into_box
from tests.town import EMAIL, PASSWORD, Town, describe_campaign, found_office, make_roster

pytestmark = pytest.mark.browser

TABLET = {"width": 820, "height": 1180}
CODE = re.compile(r"\d{4}(?:\s+\d{4}){5}")
BEGIN = "Взять бюллетень и начать"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """An open campaign of sixteen people with e-mail and four without; `sheets` as printed."""

    town: Town
    page: Page
    kiosk: str
    sheets: tuple[str, ...]

    def open_codes(self) -> None:
        """Look at the page of people without e-mail."""
        self.page.goto(f"{self.town.server.address}{self.town.page}/codes")


def print_sheets(page: Page, button: str) -> tuple[str, ...]:
    """Download the sheets and read the text of each page."""
    with page.expect_download() as coming:
        page.get_by_role("button", name=button).click()
    pages = PdfReader(io.BytesIO(Path(coming.value.path()).read_bytes())).pages
    return tuple(" ".join(each.extract_text().split()) for each in pages)


@pytest.fixture(scope="module")
def desk(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """HR, who has stated the people without e-mail, opened and printed, in a browser."""
    home = tmp_path_factory.mktemp("paper")
    with (
        found_office(home) as (server, secret),
        httpx.Client(base_url=server.address, trust_env=False, timeout=60) as client,
    ):
        director = Director(client=client)
        director.sign_in(EMAIL, PASSWORD, secret)
        path = director.create(describe_campaign())
        director.upload(path, make_roster((8, 8)))
        context = sit_down(chromium, client)
        town = Town(
            home=home, server=server, director=director, totp_secret=secret, page=path, links=()
        )
        page = context.new_page()
        codes = f"{server.address}{path}/codes"
        page.goto(codes)
        page.get_by_label("Маркетинг: людей без почты").fill("2")
        page.get_by_label("Продажи: людей без почты").fill("2")
        page.get_by_role("button", name="Сохранить числа").click()
        expect(page.get_by_text("Маркетинг: 10 · Продажи: 10")).to_be_visible()
        director.act(path, "open")
        page.goto(codes)
        kiosk = page.locator("code").inner_text()
        sheets = print_sheets(page, "Скачать листы")
        yield Desk(town=town, page=page, kiosk=kiosk, sheets=sheets)
        context.close()


@pytest.fixture
def tablet(chromium: Browser) -> Iterator[BrowserContext]:
    """A device that many people use."""
    context = chromium.new_context(viewport=TABLET, locale="ru-RU")  # type: ignore[arg-type]  # a plain dict
    yield context
    context.close()


def find_remains(page: Page) -> object:
    """Read everything that a page can leave on a device."""
    return page.evaluate(
        """async () => ({
          stored: {...localStorage, ...sessionStorage}, cookie: document.cookie,
          databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
          fields: [...document.querySelectorAll("textarea, #code")].map(e => e.value).join(""),
          ticked: document.querySelectorAll("[data-kind=rating] :checked").length,
        })"""
    )


NOTHING = {"stored": {}, "cookie": "", "databases": 0, "caches": 0, "fields": "", "ticked": 0}


def enter(page: Page, code: str) -> None:
    """Type a code and begin."""
    page.get_by_label("Ваш код с листа").press_sequentially(code)
    page.get_by_role("button", name=BEGIN).click()


def look(page: Page, name: str, screens: bool = False) -> list[str]:
    """Let axe read a page in both languages, at the smallest and at a usual width."""
    faults = []
    for language in ("ru", "en"):
        address, _, fragment = page.url.partition("#")
        page.goto("about:blank")
        page.goto(f"{address.split('?')[0]}?lang={language}#{fragment}")
        shown = page.locator("[data-screen]").evaluate_all("all => all.map(e => e.dataset.screen)")
        if screens:
            expect(page.locator("#fingerprint")).to_contain_text("-")
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            for screen in shown if screens else [""]:
                if screen:
                    page.evaluate(
                        "name => { document.querySelectorAll('[data-screen]')"
                        ".forEach(e => e.hidden = e.dataset.screen != name);"
                        "document.querySelector('#idle').hidden = false }",
                        screen,
                    )
                faults += [
                    f"{name} {language} {width} {screen}: {each}" for each in find_violations(page)
                ]
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    faults.append(f"{name} {language} {width} {screen} scrolls sideways")
    return faults


def test_from_the_printed_sheet_to_the_box_and_nothing_stays_on_the_kiosk(
    desk: Desk, tablet: BrowserContext
) -> None:
    town, kiosk = desk.town, desk.kiosk
    cover, *sheets = desk.sheets
    assert "Маркетинг: 2 · Продажи: 2" in cover
    assert CODE.search(cover) is None
    assert len(sheets) == 4
    for sheet in sheets:
        assert "Сотрудник" not in sheet
        for said in ("слабее личного письма", "вместо вас", "уже не изменить", "наблюдать"):
            assert said in sheet
        for said in ("weaker than a letter", "in your place", "cannot be changed", "watched"):
            assert said in sheet
        assert "no single questionnaire is left." in sheet
    codes = [CODE.findall(sheet) for sheet in sheets]
    assert {len(found) for found in codes} == {1}
    first, second, *_ = (found[0] for found in codes)

    # One of marketing types a code at the tablet, first a wrong one.
    page = tablet.new_page()
    page.goto(kiosk)
    expect(page.get_by_label("Ваш код с листа")).to_be_visible()
    wrong = first[:-1] + str((int(first[-1]) + 1) % 10)
    enter(page, wrong)
    expect(page.get_by_text("В коде ошибка или не хватает цифр")).to_be_visible()
    page.get_by_label("Ваш код с листа").fill("")
    before = look_into_box(town)
    enter(page, first.replace(" ", ""))
    expect(page.get_by_text("Часть 1 из 7")).to_be_visible()
    assert find_remains(page) == NOTHING
    page.locator("[data-kind=rating]").first.locator("input").nth(4).check()
    go_to_review(page)
    expect(page.get_by_text("Изменить их будет нельзя")).to_be_visible()
    page.get_by_role("button", name="Отправить ответы").click()

    # The answers are in the box, and the next one finds nothing of them.
    expect(page.get_by_role("heading", name="Спасибо, ответы в урне")).to_be_visible()
    assert find_remains(page) == NOTHING
    ((nullifier, sealed),) = set(look_into_box(town).items()) - set(before.items())
    key = Keyring(town.home / "keys").load_seal_key(town.campaign)
    assert set(decode_ballot(unseal(key, nullifier, sealed)).answers.values()) == {5}
    page.get_by_role("button", name="Закончить").click()
    expect(page.get_by_label("Ваш код с листа")).to_have_value("")
    for step in (page.go_back, page.go_back, page.reload, page.go_forward):
        step()
        expect(page.get_by_label("Ваш код с листа")).to_be_visible()
        assert find_remains(page) == NOTHING
    assert tablet.cookies() == []

    # A code works once, and on one's own phone, too, where answers can still be changed.
    enter(page, first)
    expect(page.get_by_text("Этот код уже использован")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0
    terms = kiosk.split("#..")[1]
    phone = tablet.browser.new_page(viewport={"width": 360, "height": 740}, locale="ru-RU")  # type: ignore[union-attr]  # launched by us
    phone.goto(f"{kiosk.split('/kiosk')[0]}#{second.replace(' ', '')}.marketing.{terms}")
    phone.get_by_role("button", name=BEGIN).click()
    expect(phone.get_by_text("Часть 1 из 7")).to_be_visible()
    assert phone.evaluate("localStorage.length") == 1
    phone.close()

    # Terms that are not those the device was set up for.
    page.goto("about:blank")
    page.goto(kiosk[:-4] + "AAAA")
    expect(page.get_by_text("для которых готовили это устройство")).to_be_visible()


def test_whoever_walks_away_from_a_kiosk_leaves_nothing(desk: Desk, tablet: BrowserContext) -> None:
    desk.open_codes()
    desk.page.get_by_label("Продажи: заменить").fill("1")
    (code,) = CODE.findall(print_sheets(desk.page, "Скачать замену")[1])
    page = tablet.new_page()
    page.clock.install()
    page.goto(desk.kiosk)
    enter(page, code)
    expect(page.get_by_text("Часть 1 из 7")).to_be_visible()
    page.locator("[data-kind=rating]").first.locator("input").nth(4).check()

    page.clock.fast_forward("04:05")
    expect(page.get_by_text("Вы ещё здесь?")).to_be_visible()
    page.get_by_role("button", name="Я здесь").click()
    page.clock.fast_forward("00:02")
    expect(page.get_by_text("Вы ещё здесь?")).to_be_hidden()
    assert page.locator("[data-kind=rating] :checked").count() == 1
    page.clock.fast_forward("05:05")

    expect(page.get_by_label("Ваш код с листа")).to_be_visible()
    assert find_remains(page) == NOTHING
    page.go_back()
    expect(page.get_by_label("Ваш код с листа")).to_be_visible()
    assert page.locator("[data-screen^=part-]:not([hidden])").count() == 0


def test_nobody_is_kept_from_the_pages_of_paper_and_kiosk(
    desk: Desk, tablet: BrowserContext
) -> None:
    desk.open_codes()
    page = tablet.new_page()
    page.goto(desk.kiosk)

    faults = look(page, "kiosk", screens=True) + look(desk.page, "codes")

    assert faults == []
