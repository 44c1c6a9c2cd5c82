import io

import pytest
from pypdf import PdfReader

from reports.slips import Cover, Part, Slip, render_slips
from survey.jobs.codes import HERE, HOLDS, WAYS, WEAKER
from survey.wording import load_words

LINK = f"https://survey.company.example/s/abcdefghijklmnop#{'1' * 24}.marketing.{'B' * 43}"
LONG = "Государственное учреждение дополнительного профессионального образования «Северо-Запад»"
# 200 letters, as long a name as anybody can have; and one that is a single word of wide letters.
LONGEST = ("Константин-Александр Преображенский-Вознесенский " * 5)[:200].strip()
WIDE = "Щ" * 120


def make_part(language: str, organisation: str, guardian: str = "") -> Part:
    """A sheet's real words."""
    say = load_words(HERE / f"codes.{language}.toml")
    return Part(
        language=language,
        title=say["slip.title"].format(organisation=organisation),
        code=say["slip.code"],
        ways=tuple(say[key] for key in WAYS),
        facts=say["slip.facts"].format(minutes=13, day="24 сентября 2026 г."),
        weaker_title=say["weaker.title"],
        weaker=tuple(say[key] for key in WEAKER),
        holds_title=say["holds.title"],
        holds=tuple(
            say[key.format(locks="guarded" if guardian else "sealed")].format(
                name=guardian, role=guardian
            )
            for key in HOLDS
        ),
        terms_title=say["slip.terms_title"],
        terms=say["slip.terms"],
    )


@pytest.mark.parametrize(
    ("organisation", "guardian", "languages"),
    [
        ("Пример", "", ("ru", "en")),
        (LONG, "Анна Ли", ("en",)),
        (LONGEST, LONGEST, ("ru", "en")),
        (WIDE, WIDE, ("ru",)),
    ],
)
def test_every_sheet_is_one_page_that_lacks_no_word(
    organisation: str, guardian: str, languages: tuple[str, ...]
) -> None:
    cover = Cover(
        language="ru", title=organisation, counts="2", steps=("Раз",), kiosk="Адрес", link=LINK
    )
    slip = Slip(
        department=f"Отдел продаж, {organisation}",
        groups=("1234",) * 6,
        link=LINK,
        terms="abcd-efgh-ijkl-mnop-qrst",
        parts=tuple(make_part(language, organisation, guardian) for language in languages),
    )

    pages = PdfReader(io.BytesIO(render_slips(cover, [slip, slip]))).pages

    assert len(pages) == 3
    for page in pages[1:]:
        read = "".join(page.extract_text().split())
        for part in slip.parts:
            for said in (part.title, *part.ways, part.facts, *part.weaker, *part.holds, part.terms):
                assert "".join(said.split()) in read
        assert "1234" * 6 in read
        assert slip.terms in read
