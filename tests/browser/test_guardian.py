"""A guardian in a real browser: six words, the terms, the close; and HR who waits for it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from survey.ballots import base64url, manifest
from survey.cli.demo.office import Director, Unexpected
from survey.cli.demo.outbox import read_outbox
from survey.web.guardian import MOST_COSTLY
from tests.town import (
    EMAIL,
    PASSWORD,
    answer_all,
    found_office,
    make_roster,
)

pytestmark = pytest.mark.browser

PHONE = {"width": 320, "height": 720}
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PEOPLE = (8, 8)
NAME, ROLE = "Ольга Ким", "председатель профкома"


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
        found = Axe().run(page, options=WCAG).response["violations"]
        assert [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    def press(self, name: str) -> None:
        """Press a button of the guardian's screen."""
        self.phone.get_by_role("button", name=name, exact=True).click()

    def type_words(self, words: str) -> None:
        """Type into the one field for words that is shown."""
        self.phone.locator("[data-words]:visible").fill(words)


@pytest.fixture
def scene(chromium: Browser, tmp_path: Path) -> Iterator[Scene]:
    """A fresh installation; an error of the guardian's script fails the test."""
    with (
        found_office(tmp_path) as (server, secret),
        httpx.Client(base_url=server.address, trust_env=False, timeout=60) as client,
    ):
        director = Director(client=client)
        director.sign_in(EMAIL, PASSWORD, secret)
        desktop = _sit_down(chromium, client)
        pocket = chromium.new_context(viewport=PHONE, locale="ru-RU")  # type: ignore[arg-type]  # a plain dict
        made = Scene(
            director=director,
            hr=desktop.new_page(),
            phone=pocket.new_page(),
            home=tmp_path,
            address=server.address,
        )
        errors: list[str] = []
        made.phone.set_default_timeout(60_000)
        made.phone.on("pageerror", lambda error: errors.append(str(error)))
        made.phone.on("request", lambda request: made.sent.append(_tell(request)))
        yield made
        assert pocket.cookies() == []
        pocket.close()
        desktop.close()
    assert errors == []


def _sit_down(chromium: Browser, client: httpx.Client) -> BrowserContext:
    desktop = chromium.new_context(locale="ru-RU")
    desktop.add_cookies(
        [
            {"name": each.name, "value": each.value or "", "url": f"{client.base_url}/office"}
            for each in client.cookies.jar
        ]
    )
    return desktop


def _tell(request: Request) -> str:
    return f"{request.url} {request.headers} {request.post_data or ''}"


def test_nothing_opens_before_the_guardian_types_six_words(scene: Scene) -> None:
    page = appoint(scene)
    words = make_key(scene)
    scene.director.act(page, "open")
    links = tuple(sorted(read_outbox(scene.home / "outbox", sum(PEOPLE))))
    look_at_terms(scene, words, code=read_code(scene, page))
    take_ballot(scene, links[0])
    answer_all(scene.address, links[1:])

    scene.director.act(page, "close")
    scene.director.wait_for(page, "stopped")
    scene.hr.goto(f"{scene.address}{page}")
    expect(scene.hr.get_by_text("Опрос ждёт хранителя")).to_be_visible()
    scene.look(scene.hr)
    crowd_the_door(scene)
    open_lock(scene, words)

    scene.director.wait_for(page, "purged")
    released = scene.director.download(f"{page}/release.json")
    expect(scene.phone.locator("#release")).to_have_text(sha256(released).hexdigest())
    assert json.loads(released)["layout"] == "departments"
    # Whoever comes back later, with or without the link, is told the same.
    scene.phone.reload()
    expect(scene.phone.locator("#release")).to_have_text(sha256(released).hexdigest())
    told = "\n".join(scene.sent)
    # What was unwrapped travels in one envelope: nothing to read for whoever logs bodies.
    (shares,) = [each for each in scene.sent if "/shares" in each]
    given = json.loads(shares[shares.rindex('{"token"') :])
    assert {name: len(value) for name, value in given.items()} == {
        "token": 27,
        "lock": 87,
        "shares": len(base64url.encode(bytes(65 + 12 + 65 * (sum(PEOPLE) + 1) + 16))),
    }
    assert scene.phone.evaluate("Object.keys(localStorage).length") == 1
    assert [word for word in words.split() if re.search(rf"\b{word}\b", told)] == []
    # The token goes in bodies only: no address, no Referer.
    assert scene.phone.url.split("#")[1] not in re.sub(r'"token":"[^"]*"', "", told)


def test_where_the_words_are_lost_hr_ends_the_survey_and_everybody_reads_so(scene: Scene) -> None:
    page = appoint(scene)
    make_key(scene)
    scene.director.act(page, "open")
    links = read_outbox(scene.home / "outbox", sum(PEOPLE))
    scene.hr.goto(f"{scene.address}{page}")
    scene.hr.get_by_text("Закончить опрос без результатов").click()
    scene.look(scene.hr)
    for tick in ("ответы пропадут непрочитанными", "результатов у этого опроса не будет"):
        scene.hr.get_by_label(tick).check()
    button = scene.hr.get_by_role("button", name="Закончить без результатов")
    button.click()
    expect(scene.hr.get_by_text("название опроса не совпало")).to_be_visible()
    scene.hr.get_by_label("ответы пропадут непрочитанными").check()
    scene.hr.get_by_label("результатов у этого опроса не будет").check()
    title = scene.hr.get_by_label("Для подтверждения впишите")
    title.fill(re.sub(r"^.*?: ", "", scene.hr.locator("label[for=abandon-title]").inner_text()))
    title.press("Enter")

    scene.director.wait_for(page, "ended")

    scene.hr.reload()
    expect(scene.hr.get_by_text("Ответов никто не прочёл")).to_be_visible()
    scene.look(scene.hr)
    scene.phone.reload()
    ended = scene.phone.get_by_role("heading", name="Опрос закончен без результатов")
    expect(ended).to_be_visible()
    scene.look()
    scene.phone.goto(links[0])
    expect(ended).to_be_visible()
    expect(scene.phone.get_by_text("Ответы уничтожены, их никто не прочёл")).to_be_visible()
    scene.look()


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
