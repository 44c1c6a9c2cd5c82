"""Keep attack A33: what comments tell of their authors, by their order and by names in them."""

import asyncio

import msgspec
from scipy.stats import spearmanr

from survey.ballots.ballot import BallotComment
from survey.disclosure.release import Release
from tests.redteam.doors import Scene
from tests.redteam.stage import wait_until_gone
from tests.redteam.voters import Voter

# The roster's names as people would write them (nominative to prepositional), and an address.
MENTIONS = (
    "Иван Петров молчит", "без Ивана Петрова тихо", "пишу Ивану Петрову", "жду Ивана Петрова",
    "спорю с Иваном Петровым", "говорю об Иване Петрове", "Анна Соколова решает",
    "письма Анны Соколовой", "звоню Анне Соколовой", "прошу Анну Соколову",
    "работаю с Анной Соколовой", "думаю об Анне Соколовой", "пишите на petrov@corp.example",
    "мой телефон +7 912 345-67-89", "спросите @ivan_petrov", "Петрову и Соколовой всё равно",
)  # fmt: skip
# A plain word of each author's own, by which the order of texts is seen.
WORDS = (
    "совещания", "отчёты", "планы", "сроки", "бюджет", "звонки", "встречи", "задачи",
    "цены", "клиенты", "заявки", "презентации", "выставки", "скидки", "договоры", "поездки",
)  # fmt: skip
ROSTER = ("Иван Петров", "Анна Соколова")
_BETRAYING = ("петров", "соколов", "иван", "анн", "petrov", "@", "912", "345-67")
_CLOSING = "SELECT id FROM errand WHERE kind = 'closing' AND subject = '{}'"
# One in a million: with sixteen texts a correlation of nine tenths.
ALARM = 1e-6


def make_named_roster(people: tuple[int, int]) -> str:
    """Write a list of people in which the names stand that the comments mention."""
    lines = ["имя;почта;отдел"]
    for department, count, name in zip(("Маркетинг", "Продажи"), people, ROSTER, strict=True):
        lines += [
            f"{name if n == 0 else f'Сотрудник {department[0]}{n}'};"
            f"{'x' if department[0] == 'М' else 'y'}{n}@other.example;{department}"
            for n in range(count)
        ]
    return "\n".join(lines)


def let_talk(voters: tuple[Voter, ...]) -> tuple[Voter, ...]:
    """Let each voter mention a colleague in every answer to an open question."""
    for voter, mention, word in zip(voters, MENTIONS, WORDS, strict=True):
        voter.ballot = msgspec.structs.replace(
            voter.ballot,
            comments=[
                BallotComment(
                    question=comment.question,
                    text=f"Мешают {word}: {mention}.",
                    consent="verbatim",
                )
                for comment in voter.ballot.comments
            ],
        )
    return voters


async def a33_comments(scene: Scene) -> list[str]:
    """A33: names in every case, addresses, and the order of texts against that of casting."""
    page = f"/office/campaigns/{scene.talkers[0].own.campaign}"
    director = scene.town.director
    for voter in scene.talkers:
        if voter.credential is None:
            await voter.collect()
        await voter.cast()
    await asyncio.to_thread(director.act, page, "close")
    await asyncio.to_thread(director.wait_for, page, "purged")
    closing = _CLOSING.format(scene.talkers[0].own.campaign)
    # Files are rewritten after the last state: nobody may cast in the middle of it.
    await asyncio.to_thread(wait_until_gone, scene.archive, closing)
    release = await asyncio.to_thread(director.download, f"{page}/release.json")
    told = msgspec.json.decode(release, type=Release)
    texts = {each.question: each.texts for each in told.comments}
    said = " ".join(text for own in texts.values() for text in own).lower()
    found = [f"a comment says {part}" for part in _BETRAYING if part in said]
    if not all(len(own) == len(WORDS) for own in texts.values()):
        return [*found, f"only {[len(own) for own in texts.values()]} texts"]
    orders = {question: _order(own) for question, own in texts.items()}
    orders |= {"casting": list(range(len(WORDS)))}
    names = list(orders)
    return found + [
        f"{one} and {two} have one order"
        for place, one in enumerate(names)
        for two in names[place + 1 :]
        if spearmanr(orders[one], orders[two]).pvalue < ALARM
    ]


def _order(texts: tuple[str, ...]) -> list[int]:
    """Tell at which place each author's text stands."""
    return [next(place for place, text in enumerate(texts) if word in text) for word in WORDS]
