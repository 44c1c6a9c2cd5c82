"""Play HR, a guardian and a participant in their browsers, where a campaign has two locks."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from survey.ballots import base64url, manifest
from survey.cli.demo.office import Director, Unexpected
from survey.web.guardian import MOST_COSTLY
from tests.browser.axe import find_violations
from tests.town import make_roster

PHONE = {"width": 320, "height": 720}
PEOPLE = (8, 8)
NAME = "Ольга Ким"
ROLE = "председатель профкома"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """An office with HR signed in, a phone of the guardian's, and all that the phone sent."""

    director: Director
    hr: Page
    phone: Page
    home: Path
    address: str
    sent: list[str] = field(default_factory=list)

    def look(self, page: Page | None = None) -> None:
        """Let axe read the guardian's screen, or another; nothing may be wider than the phone."""
        page = page or self.phone
        assert find_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    def press(self, name: str) -> None:
        """Press a button of the guardian's screen."""
        self.phone.get_by_role("button", name=name, exact=True).click()

    def type_words(self, words: str) -> None:
        """Type into the one field for words that is shown."""
        self.phone.locator("[data-words]:visible").fill(words)


def appoint(scene: Scene) -> str:
    """Let HR name a guardian, try to open, and ask for the link; return the campaign's page."""
    scene.hr.set_viewport_size(PHONE)  # type: ignore[arg-type]  # a plain dict
    scene.hr.goto(f"{scene.address}/office/campaigns/new")
    expect(scene.hr.get_by_label("Имя хранителя")).to_be_hidden()
    scene.hr.get_by_label("Сервер и хранитель вместе").check()
    scene.hr.get_by_label("Имя хранителя").fill(NAME)
    scene.hr.get_by_label("Компания").fill("ООО «Пример»")
    scene.hr.get_by_label("Кто подписывает").fill("Мария Орлова, директор")
    scene.look(scene.hr)
    scene.hr.get_by_role("button", name="Сохранить").click()
    expect(scene.hr.get_by_text("Заполните это поле")).to_be_visible()
    scene.hr.get_by_label("Кто это").fill(ROLE)
    scene.hr.get_by_role("button", name="Сохранить").click()
    expect(scene.hr.get_by_text("Это черновик")).to_be_visible()
    page = urlsplit(scene.hr.url).path
    scene.director.upload(page, make_roster(PEOPLE))
    with pytest.raises(Unexpected, match="403"):
        scene.director.act(page, "open")
    scene.hr.goto(f"{scene.address}{page}")
    expect(scene.hr.get_by_text("Ключа ещё нет")).to_be_visible()
    scene.look(scene.hr)
    scene.hr.get_by_role("button", name="Показать ссылку для хранителя").click()
    link = scene.hr.locator("#link").inner_text()
    scene.look(scene.hr)
    scene.phone.goto(link)
    return page


def make_key(scene: Scene) -> str:
    """Go the guardian's way to a key; return the six words."""
    phone = scene.phone
    expect(phone.get_by_text(f"{NAME}, {ROLE}").locator("visible=true")).to_be_visible()
    expect(phone.get_by_text("Потеряете слова — ответы пропадут")).to_be_visible()
    scene.look()
    phone.get_by_label("Я понимаю").check()
    scene.press("Сделать ключ")
    expect(phone.locator("#six li")).to_have_count(6)
    scene.look()
    words = " ".join(phone.locator("#six li").all_inner_texts())
    assert re.fullmatch(r"[а-я]+( [а-я]+){5}", words)
    scene.press("Записано")
    scene.look()
    scene.type_words(" ".join(reversed(words.split())))
    scene.press("Проверить и запереть ключ")
    expect(phone.get_by_text("Слова не те")).to_be_visible()
    # By keyboard alone, and as a phone's keyboard would write it.
    scene.type_words(words.title().replace(" ", ", "))
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", name="Ключ готов")).to_be_visible()
    scene.look()
    with phone.expect_download() as coming:
        phone.get_by_role("link", name="Сохранить запертый ключ").click()
    (scene.home / "kept.json").write_bytes(Path(coming.value.path()).read_bytes())
    return words


def read_code(scene: Scene, page: str) -> str:
    """Read the survey's code on HR's page."""
    found = re.search(r"<code>([a-z2-7-]{24})</code>", scene.director.download(page).decode())
    assert found
    return found[1]


def look_at_terms(scene: Scene, words: str, *, code: str) -> None:
    """Read the terms, once with a key that is not the guardian's; try the words."""
    phone = scene.phone

    def forge(route: Route) -> None:
        terms = manifest.decode(route.fetch().body())
        other = base64url.encode(b"\xff" * 384)
        route.fulfill(
            body=json.dumps({**json.loads(manifest.encode(terms)), "guardian_key": other})
        )

    phone.route("**/manifest", forge)
    phone.reload()
    expect(phone.get_by_text("Второй замок в условиях не ваш").first).to_be_visible()
    expect(phone.get_by_role("button", name="Проверить слова")).to_be_disabled()
    phone.unroute("**/manifest")
    phone.reload()
    shown = phone.locator("[data-screen=open]")
    expect(shown.locator("[data-fact=code]")).to_have_text(code)
    expect(shown.locator("[data-fact=rosters]")).to_have_text("Маркетинг: 8, Продажи: 8")
    expect(shown.locator("[data-fact=key]")).to_contain_text("ваш:")
    phone.locator("[data-screen=open] summary").click()
    phone.locator("#file-open").set_input_files(scene.home / "kept.json")
    expect(shown.get_by_text("Взята ваша копия")).to_be_visible()
    scene.look()
    scene.type_words("абзац " * 6)
    scene.press("Проверить слова")
    expect(shown.get_by_text("Эти слова не подходят")).to_be_visible()
    scene.type_words(words)
    scene.press("Проверить слова")
    expect(shown.get_by_text("Слова верны, и ключ ваш")).to_be_visible()


def take_ballot(scene: Scene, link: str) -> None:
    """Let a participant read who the guardian is, and cast a blank under two locks."""
    page = scene.hr.context.new_page()
    page.goto(link)
    expect(
        page.get_by_text(f"Второй открывает только хранитель, это {NAME} ({ROLE})")
    ).to_be_visible()
    page.get_by_text("От чего мы защитить не можем").click()
    expect(
        page.get_by_text("без хранителя не откроют ничего, ни до закрытия, ни после")
    ).to_be_visible()
    expect(page.get_by_text(f"Спросите хранителя лично ({NAME})")).to_be_visible()
    page.get_by_role("button", name="Взять бюллетень и начать").click()
    expect(page.get_by_text("Часть 1 из")).to_be_visible()
    page.close()


def crowd_the_door(scene: Scene) -> None:
    """Let somebody who has the link, and not the key, use up whatever can be used up."""
    home, token = scene.phone.url.split("?")[0].split("#")
    with httpx.Client(base_url=home, trust_env=False, timeout=60) as client:
        told = [client.post("/wraps", json={"token": token}).json() for _ in range(MOST_COSTLY + 1)]
        bad = {"token": token, "lock": told[0]["lock"], "shares": "AAAA"}
        codes = {client.post("/shares", json=bad).status_code for _ in range(MOST_COSTLY + 1)}
    assert codes == {400}
    assert all(each == told[0] for each in told)
    assert len(told[0]["wraps"]) == sum(PEOPLE) + 1


def open_lock(scene: Scene, words: str) -> None:
    """Take part in the close, first with wrong words."""
    phone = scene.phone
    phone.reload()
    expect(phone.get_by_role("heading", name="Опрос закрыт, ваша очередь")).to_be_visible()
    expect(phone.get_by_text("раньше последнего дня")).to_be_visible()
    scene.look()
    scene.type_words("абзац " * 6)
    scene.press("Открыть и посчитать")
    expect(phone.get_by_text("Эти слова не подходят").locator("visible=true")).to_be_visible()
    # As if this browser had opened another box of this survey before.
    phone.evaluate("localStorage['accord-guardian-' + document.body.dataset.campaign] = 'other'")
    scene.type_words(words)
    scene.press("Открыть и посчитать")
    expect(phone.get_by_text("бюллетени были другие")).to_be_visible()
    assert not [each for each in scene.sent if "/shares" in each]
    scene.look()
    scene.press("Открыть и посчитать")
    expect(phone.get_by_role("heading", name="Готово")).to_be_visible(timeout=180_000)
    scene.look()
