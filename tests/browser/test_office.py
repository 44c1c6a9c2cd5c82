"""HR in a real browser: a campaign from the sign-in to the reports, every page read by axe."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from survey.cli.demo.outbox import read_outbox
from survey.wording import LANGUAGES
from tests.browser.axe import find_violations
from tests.town import EMAIL, PASSWORD, answer_all, found_office, make_roster

pytestmark = pytest.mark.browser

WIDTHS = (360, 1280)
PEOPLE = (8, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office in a browser. `seen`: what axe or a ruler complained of, by page."""

    page: Page
    home: Path
    address: str
    totp_secret: str
    seen: dict[str, list[str]] = field(default_factory=dict)

    def look(self, name: str) -> None:
        """Let axe read the page at both widths; nothing may be wider than the screen."""
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            told = find_violations(self.page)
            if self.page.evaluate("document.documentElement.scrollWidth") > width:
                told.append("wider than the screen")
            self.seen[f"{name} {self.language} {width}"] = told

    def look_in_all_languages(self, name: str) -> None:
        """Read the page, change the language where it says so, and read it again."""
        for _ in LANGUAGES:
            self.look(name)
            self.page.locator("header [lang]").click()

    @property
    def language(self) -> str:
        """The language of the page."""
        return str(self.page.evaluate("document.documentElement.lang"))

    def sign_in(self, password: str) -> None:
        """Fill in the sign-in form."""
        self.page.get_by_label("Электронная почта").fill(EMAIL)
        self.page.get_by_label("Пароль").fill(password)
        self.page.get_by_label("Одноразовый код").fill(pyotp.TOTP(self.totp_secret).now())
        self.page.get_by_role("button", name="Войти").click()

    def press(self, name: str, *, understood: str | None = None) -> None:
        """Press a button, with its tick where it has one."""
        if understood:
            self.page.get_by_label(understood).check()
        self.page.get_by_role("button", name=name, exact=True).click()

    def download(self, name: str) -> bytes:
        """Click on a file and read it."""
        clickable = self.page.get_by_role("link", name=name)
        with self.page.expect_download() as coming:
            clickable.or_(self.page.get_by_role("button", name=name)).click()
        return Path(coming.value.path()).read_bytes()


@pytest.fixture
def office(chromium: Browser, tmp_path: Path) -> Iterator[Office]:
    """A fresh installation, and a browser that reads Russian; its errors fail the test."""
    context = chromium.new_context(locale="ru-RU", accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(30_000)
    errors: list[str] = []
    page.on("console", lambda told: errors.append(told.text) if told.type == "error" else None)
    with found_office(tmp_path) as (server, secret):
        page.goto(f"{server.address}/office")
        yield Office(page=page, home=tmp_path, address=server.address, totp_secret=secret)
        context.close()
    # A refused form is an error to the console, and meant here.
    assert [told for told in errors if "status of 4" not in told] == []


def test_hr_goes_the_whole_way(office: Office) -> None:
    page = office.page
    office.look_in_all_languages("sign-in")
    office.sign_in("wrong")
    expect(page.get_by_role("alert")).to_contain_text("не подошли")
    office.look("sign-in refused")
    office.sign_in(PASSWORD)
    expect(page.get_by_text("Опросов пока нет")).to_be_visible()
    office.look_in_all_languages("no campaigns")

    describe(office)
    fill_roster(office)
    open_it(office)
    follow(office)
    close_it(office)

    assert {name: told for name, told in office.seen.items() if told} == {}
    assert len(office.seen) >= 40


def describe(office: Office) -> None:
    """Fill in the form of a campaign, first leaving out what must be there."""
    page = office.page
    page.get_by_role("link", name="Новый опрос").click()
    office.look_in_all_languages("new campaign")
    page.locator("form[method=post]").last.evaluate("form => form.noValidate = true")
    office.press("Сохранить")
    expect(page.get_by_role("alert")).to_contain_text("Проверьте отмеченные поля")
    expect(page.get_by_label("Компания")).to_have_attribute("aria-invalid", "true")
    office.look("new campaign refused")

    page.get_by_label("Компания").fill("ООО «Пример»")
    page.get_by_label("Кто подписывает").fill("Мария Орлова, директор")
    office.press("Сохранить")
    expect(page.get_by_text("Это черновик")).to_be_visible()
    office.look_in_all_languages("draft")


def fill_roster(office: Office) -> None:
    """Give a list with mistakes, which stays in the form, then upload a good one."""
    page = office.page
    page.get_by_label("Или вставьте таблицу").fill(f"{make_roster(PEOPLE)}\nАнна;нет;Закупки")
    office.press("Проверить список")
    expect(page.get_by_role("alert")).to_contain_text("Строка 18: адрес почты написан с ошибкой")
    expect(page.get_by_label("Или вставьте таблицу")).to_have_value(re.compile("Анна;нет;Закупки"))
    office.look("list refused")

    upload = page.get_by_label("Файл CSV")
    upload.set_input_files(
        {"name": "список.csv", "mimeType": "text/csv", "buffer": make_roster(PEOPLE).encode()}
    )
    office.press("Проверить список")
    expect(page.get_by_role("heading", name="Маркетинг: 8")).to_be_visible()
    office.look("list to be checked")
    office.press("Сохранить список")
    expect(page.get_by_text("Маркетинг: 8 · Продажи: 8")).to_be_visible()
    office.look_in_all_languages("draft with people")


def open_it(office: Office) -> None:
    """Open, first without the tick."""
    page = office.page
    office.press("Открыть опрос")
    expect(page.get_by_role("alert")).to_contain_text("Поставьте галочку")
    office.press("Открыть опрос", understood="Понимаю")
    expect(page.get_by_text("Первое число появится завтра")).to_be_visible()
    office.look_in_all_languages("open")


def follow(office: Office) -> None:
    """Look in while people answer, remind, print letters, look at a page that is not there."""
    page, people = office.page, sum(PEOPLE)
    expect(page.get_by_text("письма никому не отправлены")).to_be_visible()
    here = page.url
    sheet = office.download("Скачать письма")
    assert sheet.startswith(b"%PDF-")
    answer_all(office.address, tuple(read_outbox(office.home / "outbox", people)))
    page.goto(f"{office.address}/office/campaigns")
    office.look_in_all_languages("campaigns")
    page.goto(f"{office.address}/office/campaigns/none")
    office.look("not found")
    page.goto(here)
    office.press("Напомнить тем, кто не взял бюллетень")
    expect(page.get_by_role("status")).to_contain_text("Повторить можно завтра")
    expect(page.get_by_role("button", name="Напомнить")).to_have_count(0)


def change_the_plan(office: Office) -> None:
    """See the plan, keep a measure in it by hand, go back."""
    page = office.page
    page.get_by_role("link", name="План: посмотреть").click()
    office.look_in_all_languages("plan")
    page.get_by_role("textbox", name="Первый день плана").fill("2026-12-07")
    office.press("Пересчитать план")
    expect(page.get_by_role("textbox", name="Первый день плана")).to_have_value("2026-12-07")
    assert office.download("Календарь").startswith(b"BEGIN:VCALENDAR")
    page.locator("h1 a").click()


def close_it(office: Office) -> None:
    """Close, wait for the count, take the reports and the release, leave."""
    page = office.page
    office.press("Закрыть и подсчитать", understood="Закрыть сейчас")
    expect(page).to_have_url(re.compile("/office/campaigns/"))
    finished = page.get_by_text("Ключи, бюллетени и список людей уничтожены.")
    for _ in range(120):
        if finished.is_visible():
            break
        page.wait_for_timeout(250)
        page.reload()
    expect(finished).to_be_visible()
    office.look_in_all_languages("results")
    change_the_plan(office)

    for name in ("Отчёт на русском", "Отчёт на английском"):
        assert office.download(name).startswith(b"%PDF-")
    assert office.download("в машинном виде").startswith(b"{")
    office.press("Выйти")
    expect(page.get_by_role("heading", name="Вход для HR")).to_be_visible()
    page.go_back()
    # The page is not kept: going back asks the server, which knows nobody any more.
    expect(page.get_by_role("heading", name="Вход для HR")).to_be_visible()
