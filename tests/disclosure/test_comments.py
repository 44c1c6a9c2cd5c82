import pytest

from survey.diagnosis.responses import Comment
from survey.disclosure.comments import release_comments
from survey.disclosure.scrub import GAP, scrub
from tests.disclosure.builders import OPEN, make_comments, make_response

WORKS = OPEN[0]


def test_seven_authors_are_too_few_and_nothing_else_is_said() -> None:
    told = release_comments(WORKS, make_comments("абвгдеж"), to_scrub=(), seed="m")

    assert not told.met
    assert told.texts == ()


def test_eight_authors_of_both_departments_are_enough() -> None:
    told = release_comments(WORKS, make_comments("абвгдежз"), to_scrub=(), seed="m")

    assert told.met
    assert sorted(told.texts) == sorted("абвгдежз")


@pytest.mark.parametrize("consent", ["paraphrase", "count", ""])
def test_only_those_who_allow_their_words_count_and_are_shown(consent: str) -> None:
    people = [*make_comments("абвгдеж"), *make_comments("з", consent=consent)]

    assert not release_comments(WORKS, people, to_scrub=(), seed="m").met


def test_one_author_of_eight_comments_is_one_author() -> None:
    many = tuple(Comment(question=WORKS, text=text, consent="verbatim") for text in "абвгдежз")

    told = release_comments(WORKS, [make_response(comments=many)], to_scrub=(), seed="m")

    assert not told.met


def test_an_empty_comment_makes_nobody_an_author() -> None:
    people = [*make_comments("абвгдеж"), *make_comments([" \n "])]

    assert not release_comments(WORKS, people, to_scrub=(), seed="m").met


def test_a_comment_on_another_question_does_not_count() -> None:
    people = [*make_comments("абвгдеж"), *make_comments("з", question=OPEN[1])]

    assert not release_comments(WORKS, people, to_scrub=(), seed="m").met


def test_the_order_says_nothing_of_the_order_they_came_in() -> None:
    people = make_comments("абвгдежз")

    one = release_comments(WORKS, people, to_scrub=(), seed="m")
    other = release_comments(WORKS, people[::-1], to_scrub=(), seed="m")

    assert one == other


def test_every_question_has_an_order_of_its_own() -> None:
    one, other = (
        release_comments(
            question, make_comments("абвгдежзик", question), to_scrub=(), seed="m"
        ).texts
        for question in OPEN
    )

    assert one != other
    assert sorted(one) == sorted(other)


@pytest.mark.parametrize(
    "text",
    [
        "пишите на a.petrova@romashka.ru",
        "есть в t.me/petrova_a и https://vk.com/id12",
        "мой ник @petrova_a",
        "звоните +7 (916) 123-45-67",
        "звоните 8 916 1234567",
        "тел. 123-45-67",
        "табельный 00123456",
    ],
)
def test_addresses_numbers_and_handles_are_taken_out(text: str) -> None:
    left = scrub(text, ())

    assert GAP in left
    assert "petrova" not in left
    assert not any(letter.isdigit() for letter in left)


@pytest.mark.parametrize("text", ["в 2025 году было 1500 лидов", "план 10 000 000 руб."])
def test_years_and_sums_stay(text: str) -> None:
    assert scrub(text, ()) == text


@pytest.mark.parametrize(
    "form",
    ["Анна Петрова", "Анны Петровой", "Анне Петровой", "Анну Петрову", "анной петровой"],
)
def test_a_name_is_taken_out_in_all_cases(form: str) -> None:
    assert (
        scrub(f"Всё решает {form}, и точка", ("Петрова Анна",))
        == f"Всё решает {GAP} {GAP}, и точка"
    )


@pytest.mark.parametrize(
    "name, form",
    [
        ("Павел Кузнецов", "Павла"),
        ("Пётр Кузнецов", "Петру"),
        ("Петр Кузнецов", "Пётр"),
        ("Игорь Кузнецов", "Игорем"),
        ("Мария Кузнецова", "Марии"),
        ("Лев Достоевский", "Достоевскому"),
        ("Лев Достоевский", "Льва"),
        ("Ольга Петрова-Водкина", "Петровой-Водкиной"),
        ("John Smith", "smith"),
        ("John Smith", "Smiths"),
    ],
)
def test_difficult_names_are_taken_out(name: str, form: str) -> None:
    left = scrub(f"это {form} сказал", (name,))

    assert form.split("-")[0] not in left
    assert left.startswith("это ")
    assert left.endswith(" сказал")


def test_the_account_of_an_address_is_taken_out() -> None:
    assert scrub("спросите ipetrov", ("ipetrov@romashka.ru",)) == f"спросите {GAP}"


@pytest.mark.parametrize("text", ["маркетинг верно верит в план", "market leader", "лидов мало"])
def test_other_words_stay(text: str) -> None:
    assert scrub(text, ("Вера Маркова", "Mark Leadbeater")) == text
