import io

import pytest
from pypdf import PdfReader

from reports.poster import Poster, Side, render_poster
from survey.jobs.poster import HERE
from survey.wording import load_words
from tests.reports.test_slips import LONG, LONGEST, WIDE

RIGHTS = "https://survey.company.example/s/abcdefghijklmnop/rights"


def make_side(language: str, name: str) -> Side:
    """The poster's real words, with departments and a guardian of that name."""
    say = load_words(HERE / f"words.{language}.toml")
    days = {"opens": "7 сентября 2026", "closes": "18 сентября 2026", "minutes": 13}
    facts = {"first": name, "second": name, "name": name, "role": name, **days}
    return Side(
        language=language,
        title=say["poster.title"].format(**facts),
        days=say["poster.days"].format(**facts),
        paragraphs=tuple(say[f"poster.{key}"].format(**facts) for key in ("asked", "guarded")),
        code_lead=say["poster.code"],
        rights_lead=say["poster.rights"],
    )


@pytest.mark.parametrize(
    ("name", "languages"),
    [("Анна Ли", ("ru",)), (LONGEST, ("ru", "en")), (WIDE, ("ru", "en"))],
)
def test_a_poster_is_one_page_that_lacks_no_word(name: str, languages: tuple[str, ...]) -> None:
    poster = Poster(
        organisation=name,
        sides=tuple(make_side(language, name) for language in languages),
        code="abcd-efgh-ijkl-mnop-qrst",
        rights=RIGHTS,
    )

    (page,) = PdfReader(io.BytesIO(render_poster(poster))).pages

    read = "".join(page.extract_text().split())
    for side in poster.sides:
        for said in side.lines:
            assert "".join(said.split()) in read
    assert RIGHTS in read
    assert poster.code in read


def test_a_short_poster_is_set_large() -> None:
    sizes = [
        Poster(organisation=name, sides=(make_side("ru", name),), code="", rights="").size
        for name in ("Анна Ли", LONG, LONGEST)
    ]

    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] >= 12.5
