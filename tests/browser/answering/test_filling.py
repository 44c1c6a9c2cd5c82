"""The questionnaire in a real browser: answered whole, at phone width and by the keyboard alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from survey.ballots.ballot import blank_ballot, decode_ballot
from survey.ballots.keys import Keyring
from survey.ballots.sealing import unseal
from tests.browser.phone import answer_part, begin, find_change, go_to_review, look_into_box
from tests.town import Town, load_real_kit

pytestmark = pytest.mark.browser


def test_the_whole_questionnaire_is_answered_on_a_phone_in_russian(
    town: Town, letters: Iterator[str], page: Page
) -> None:
    before = look_into_box(town)
    begin(page, next(letters))
    taken = look_into_box(town)
    own = find_change(before, taken)
    while not page.get_by_role("heading", name="Проверьте перед отправкой").is_visible():
        answer_part(page)
        page.locator("[data-screen]:not([hidden]) [data-do=next]").click()
    assert page.locator("#missing").is_hidden()

    page.get_by_role("button", name="Отправить ответы").click()

    expect(page.get_by_role("heading", name="Спасибо, ответы в урне")).to_be_visible()
    sent = look_into_box(town)
    assert len(taken) == len(before) + 1
    assert len(sent) == len(taken)
    assert find_change(taken, sent) == own


def test_whoever_has_taken_a_ballot_has_a_blank_one_in_the_box_from_the_start(
    town: Town, letters: Iterator[str], page: Page
) -> None:
    before = look_into_box(town)
    begin(page, next(letters))

    after = look_into_box(town)
    own = find_change(before, after)
    key = Keyring(town.home / "keys").load_seal_key(town.campaign)
    opened = decode_ballot(unseal(key, own, after[own]))
    assert opened == blank_ballot(load_real_kit().hash)


def test_a_question_that_was_skipped_is_told_once_and_may_stay_so(
    letters: Iterator[str], page: Page
) -> None:
    begin(page, next(letters))

    go_to_review(page)

    told = page.locator("#missing").inner_text()
    expected = len(load_real_kit().items) + 2 + 3
    assert str(expected) in told
    expect(page.get_by_role("button", name="Отправить ответы")).to_be_enabled()


def test_switching_the_language_keeps_answers_order_and_place(
    letters: Iterator[str], page: Page
) -> None:
    begin(page, next(letters))
    answer_part(page, choice=1)
    checked = page.locator("input:checked").evaluate_all("all => all.map(e => e.name + e.value)")

    page.get_by_role("link", name="Read this page in English").click()

    expect(page.get_by_text("Part 1 of 7")).to_be_visible()
    kept = page.locator("input:checked").evaluate_all("all => all.map(e => e.name + e.value)")
    assert kept == checked
    assert page.evaluate("document.documentElement.lang") == "en"


def test_the_keyboard_alone_is_enough_at_320_pixels(
    chromium: Browser, letters: Iterator[str]
) -> None:
    phone = chromium.new_context(viewport={"width": 320, "height": 640}, locale="ru-RU")
    page = phone.new_page()
    page.goto(next(letters))
    expect(page.get_by_role("button", name="Взять бюллетень и начать")).to_be_visible()

    def press_until(condition: str, key: str = "Tab") -> None:
        for _ in range(400):
            if page.evaluate(condition):
                return
            page.keyboard.press(key)
        pytest.fail(f"never reached: {condition}")

    press_until("document.activeElement.dataset.do == 'start'")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Часть 1 из 7")).to_be_visible()
    press_until("document.activeElement.type == 'radio'")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.checked")
    while not page.get_by_role("heading", name="Проверьте перед отправкой").is_visible():
        press_until("document.activeElement.dataset.do == 'next'")
        page.keyboard.press("Enter")
    press_until("document.activeElement.dataset.do == 'send'")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Спасибо, ответы в урне")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    phone.close()
