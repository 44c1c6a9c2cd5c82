"""Keep the door to the answering page and the manifest; know neither who knocks nor an answer."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from litestar import Controller, MediaType, Request, Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from survey.ballots.manifest import decode
from survey.catalogue.kit import Kit, Part
from survey.errors import NotFound, WrongState
from survey.store import campaigns as store
from survey.store.campaigns import Campaign
from survey.store.database import Database
from survey.web.wording import choose_language, say_day, speak

Kits = Mapping[str, Kit]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question as the page shows it. kind: rating, picks, comment; most: limit of picks."""

    id: str
    kind: str
    text: str
    options: tuple[tuple[str, str], ...] = ()
    most: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One part of the questionnaire with its questions."""

    code: str
    title: str
    lead: str
    optional: bool
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """Everything that the page says of a campaign, in one language."""

    campaign: str
    state: str
    kit_hash: str
    organisation: str
    first: str
    second: str
    rosters: tuple[int, int]
    letter: str
    signatory: str
    opens: str
    closes: str
    minutes: int
    k: int
    c: int
    guardian_name: str
    guardian_role: str
    other_language: str
    parts: tuple[Screen, ...]


class PageDoor(Controller):
    """The answering page of a campaign and the manifest that its script checks."""

    path = "/s/{campaign:str}"

    @get("/", name="answering_page")
    async def show(
        self,
        campaign: FromPath[str],
        request: Request[None, None, State],
        database: NamedDependency[Database],
        kits: NamedDependency[Kits],
        lang: FromQuery[str | None] = None,
    ) -> Template:
        """Show the whole questionnaire in one document."""
        return await _show(campaign, request, database, kits, lang, kiosk=False)

    @get("/kiosk", name="kiosk_page")
    async def show_kiosk(
        self,
        campaign: FromPath[str],
        request: Request[None, None, State],
        database: NamedDependency[Database],
        kits: NamedDependency[Kits],
        lang: FromQuery[str | None] = None,
    ) -> Template:
        """Show the same to a device that many people use: it asks for a code and keeps nothing."""
        return await _show(campaign, request, database, kits, lang, kiosk=True)

    @get("/manifest")
    async def manifest(
        self, campaign: FromPath[str], database: NamedDependency[Database]
    ) -> Response[bytes]:
        """Give the manifest's bytes as they were frozen."""
        async with database.reading() as session:
            found = await store.require_campaign(session, campaign)
        return Response(_require_manifest(found), media_type=MediaType.JSON)


async def _show(
    campaign: str,
    request: Request[None, None, State],
    database: Database,
    kits: Kits,
    lang: str | None,
    *,
    kiosk: bool,
) -> Template:
    async with database.reading() as session:
        found = await store.require_campaign(session, campaign)
    language = choose_language(lang, request.headers.get("accept-language"))
    survey = describe(found, kits, language, datetime.now(UTC))
    return Template(
        "answer.html",
        context={"survey": survey, "language": language, "say": speak(language), "kiosk": kiosk},
    )


def describe(campaign: Campaign, kits: Kits, language: str, now: datetime) -> Survey:
    """Put into one language what the page says of a campaign.

    Raises
    ------
    NotFound
        The campaign was never opened.
    WrongState
        The questionnaire is no more the one that was frozen.
    """
    manifest = decode(_require_manifest(campaign))
    kit = kits.get(manifest.kit)
    # Other words under the frozen hash would let the answers be read as answers to them.
    if kit is None or kit.hash != manifest.kit_hash:
        raise WrongState(kit=manifest.kit)
    first, second = manifest.departments
    return Survey(
        campaign=campaign.id,
        state=_tell_state(campaign, now),
        kit_hash=manifest.kit_hash,
        organisation=manifest.organisation,
        first=first.name,
        second=second.name,
        rosters=(first.roster, second.roster),
        letter=campaign.letter,
        signatory=campaign.signatory,
        opens=say_day(campaign.opens, language),
        closes=say_day(campaign.closes, language),
        minutes=math.ceil(kit.core_minutes),
        k=manifest.k,
        c=manifest.c,
        guardian_name=manifest.guardian_name,
        guardian_role=manifest.guardian_role,
        other_language="en" if language == "ru" else "ru",
        parts=tuple(
            _describe_part(part, kit, kit.words[language])
            for part in kit.parts
            if manifest.voting_part or not part.optional
        ),
    )


def _require_manifest(campaign: Campaign) -> bytes:
    if campaign.manifest is None:
        raise NotFound(what="campaign")
    return campaign.manifest


def _tell_state(campaign: Campaign, now: datetime) -> str:
    if campaign.accepts(now):
        return "open"
    if campaign.state in (store.ENDING, store.ENDED):
        return campaign.state
    return "early" if campaign.day_of(now) < campaign.opens else "closed"


def _describe_part(part: Part, kit: Kit, words: Mapping[str, str]) -> Screen:
    return Screen(
        code=part.code,
        title=words[f"part.{part.code}.title"],
        lead=words[f"part.{part.code}.lead"],
        optional=part.optional,
        questions=tuple(_describe_question(question, kit, words) for question in part.questions),
    )


def _describe_question(question: str, kit: Kit, words: Mapping[str, str]) -> Question:
    if question in kit.open_questions:
        return Question(id=question, kind="comment", text=words[f"question.{question}"])
    if question == "nominations":
        options = tuple((cause.code, words[f"cause.{cause.code}.pick"]) for cause in kit.causes)
        return Question(
            id=question,
            kind="picks",
            text=words["question.nominations"],
            options=options,
            most=kit.most_nominations,
        )
    if question == "votes":
        options = tuple((code, words[f"intervention.{code}.pick"]) for code in kit.votable)
        return Question(
            id=question,
            kind="picks",
            text=words["question.votes"],
            options=options,
            most=kit.most_votes,
        )
    form = kit.formats[kit.items[question].format]
    options = tuple(
        (str(code), words[f"format.{form.code}.{code}"]) for code in range(form.low, form.high + 1)
    )
    return Question(id=question, kind="rating", text=words[f"item.{question}"], options=options)
