import pytest

from survey.diagnosis.responses import Comment
from survey.disclosure.comments import release_comments
from survey.disclosure.lexicon import Lexicon
from survey.disclosure.names import know_people
from survey.disclosure.patterns import GAP
from tests.disclosure.builders import OPEN, make_comments, make_response

WORKS = OPEN[0]
NOBODY = know_people((), Lexicon())
ANNA = know_people(("Анна Петрова", "anna@romashka.ru"), Lexicon())


def test_seven_authors_are_too_few_and_nothing_else_is_said() -> None:
    told = release_comments(WORKS, make_comments("абвгдеж"), people=NOBODY, seed="m")

    assert not told.met
    assert told.texts == ()


def test_eight_authors_of_both_departments_are_enough() -> None:
    told = release_comments(WORKS, make_comments("абвгдежз"), people=NOBODY, seed="m")

    assert told.met
    assert sorted(told.texts) == sorted("абвгдежз")


@pytest.mark.parametrize("consent", ["paraphrase", "count", ""])
def test_only_those_who_allow_their_words_count(consent: str) -> None:
    people = [*make_comments("абвгдеж"), *make_comments("з", consent=consent)]

    assert not release_comments(WORKS, people, people=NOBODY, seed="m").met


@pytest.mark.parametrize("consent", ["paraphrase", "count", ""])
def test_only_words_that_their_authors_allow_are_shown(consent: str) -> None:
    people = [*make_comments("абвгдежз"), *make_comments("и", consent=consent)]

    assert "и" not in release_comments(WORKS, people, people=NOBODY, seed="m").texts


def test_one_author_of_eight_comments_is_one_author() -> None:
    many = tuple(Comment(question=WORKS, text=text, consent="verbatim") for text in "абвгдежз")

    told = release_comments(WORKS, [make_response(comments=many)], people=NOBODY, seed="m")

    assert not told.met


@pytest.mark.parametrize("nothing", [" \n ", "…!", "\u200d", "Анна Петрова", "@petrova_a, 12.03"])
def test_a_comment_of_which_nothing_is_left_makes_nobody_an_author(nothing: str) -> None:
    people = [*make_comments("абвгдеж"), *make_comments([nothing])]

    assert not release_comments(WORKS, people, people=ANNA, seed="m").met


def test_a_comment_of_which_only_marks_are_left_is_not_shown() -> None:
    people = make_comments([*"абвгдежз", "Анна Петрова: anna@romashka.ru", "Петровой 👍"])

    told = release_comments(WORKS, people, people=ANNA, seed="m")

    assert sorted(told.texts) == sorted([*"абвгдежз", f"{GAP} 👍"])


def test_a_comment_on_another_question_does_not_count() -> None:
    people = [*make_comments("абвгдеж"), *make_comments("з", question=OPEN[1])]

    assert not release_comments(WORKS, people, people=NOBODY, seed="m").met


def test_the_order_says_nothing_of_the_order_they_came_in() -> None:
    people = make_comments("абвгдежз")

    one = release_comments(WORKS, people, people=NOBODY, seed="m")
    other = release_comments(WORKS, people[::-1], people=NOBODY, seed="m")

    assert one == other


def test_every_question_has_an_order_of_its_own() -> None:
    one, other = (
        release_comments(
            question, make_comments("абвгдежзик", question), people=NOBODY, seed="m"
        ).texts
        for question in OPEN
    )

    assert one != other
    assert sorted(one) == sorted(other)
