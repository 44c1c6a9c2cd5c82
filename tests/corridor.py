"""Keep builders of campaigns and scripted participants, who speak the real protocol."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from survey.ballots import credential
from survey.ballots.ballot import Ballot, BallotComment, blank_ballot, encode_ballot
from survey.ballots.keys import Keyring
from survey.ballots.manifest import Manifest, decode
from survey.ballots.sealing import seal
from survey.campaigns.draft import Draft, create_campaign
from survey.campaigns.letters import draw_sheet
from survey.campaigns.opening import open_campaign
from survey.campaigns.people import RosterRow, import_roster
from survey.casting import cast
from survey.catalogue.kit import Kit
from survey.catalogue.load import load_kit
from survey.issuing import issue
from survey.settings import REPOSITORY
from survey.store.campaigns import Campaign
from survey.store.database import Database
from survey.store.errands import Errand, take_errand
from survey.store.handover import GREEN, Checkup, Finding

KIT: Kit = load_kit(REPOSITORY / "questionnaires" / "marketing-sales")
MARKETING, SALES = KIT.departments
NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
SOUND = Checkup(findings=(Finding(code="keys_apart", state=GREEN),))
SCRIPT = "sha256-" + "A" * 43


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """An open campaign with one link's token for each invited person."""

    database: Database
    keys: Path
    keyring: Keyring
    campaign: str
    manifest: Manifest
    tokens: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What a participant's device keeps."""

    department: str
    secret: bytes
    prepared: bytes
    signature: bytes
    nullifier: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Blinding:
    """A blinded message, the secret behind it and what unblinds its signature."""

    secret: bytes
    prepared: bytes
    blinded: bytes
    inverse: int


def make_draft(
    *,
    organisation: str = "Ромашка",
    names: tuple[str, str] = ("Маркетинг", "Продажи"),
    languages: tuple[str, ...] = ("ru", "en"),
    opens: date = date(2026, 3, 10),
    closes: date = date(2026, 3, 24),
    time_zone: str = "Europe/Moscow",
    letter: str = "Коллеги, прошу вас ответить.",
    voting_part: bool = True,
) -> Draft:
    """A draft that opens on the day of NOW."""
    return Draft(
        organisation=organisation,
        title="Весна",
        names=names,
        languages=languages,
        opens=opens,
        closes=closes,
        time_zone=time_zone,
        letter=letter,
        signatory="Ирина Орлова",
        voting_part=voting_part,
    )


def make_rows(marketing: int = 6, sales: int = 6) -> list[RosterRow]:
    """A roster of this many people, by the names of their departments."""
    departments = ["Маркетинг"] * marketing + ["Продажи"] * sales
    return [
        RosterRow(
            line=line, name=f"Person {line}", email=f"p{line}@example.org", department=department
        )
        for line, department in enumerate(departments, start=1)
    ]


async def draft_study(database: Database, rows: Iterable[RosterRow]) -> Campaign:
    """Write a draft with this roster."""
    async with database.session() as session:
        campaign = await create_campaign(session, KIT, make_draft())
        await import_roster(session, campaign.id, list(rows))
    return campaign


async def open_study(database: Database, keys: Path, rows: Iterable[RosterRow]) -> Study:
    """Open a campaign with this roster and draw everybody's letter."""
    opened = await open_draft(database, keys, await draft_study(database, rows))
    return await join_study(database, keys, opened)


async def open_draft(
    database: Database,
    keys: Path,
    draft: Campaign,
    *,
    checkup: Checkup = SOUND,
    now: datetime = NOW,
    c: int | None = None,
) -> Campaign:
    """Open a campaign that is a draft."""
    return await open_campaign(
        database,
        Keyring(keys),
        campaign=draft.id,
        kit=KIT,
        script=SCRIPT,
        checkup=checkup,
        now=now,
        c=c,
    )


async def take_errands(database: Database, now: datetime) -> list[Errand]:
    """Take all work that is due."""
    taken = []
    async with database.session() as session:
        while errand := await take_errand(session, int(now.timestamp()), 10_000_000):
            taken.append(errand)
    return taken


async def join_study(database: Database, keys: Path, campaign: Campaign) -> Study:
    """Draw a letter for everybody of an open campaign."""
    tokens: dict[str, list[str]] = {code: [] for code in KIT.departments}
    async with database.session() as session:
        for letter in await draw_sheet(session, campaign.id, everybody=True):
            assert letter.fragment is not None
            tokens[letter.department].append(letter.fragment.split(".")[0])
    assert campaign.manifest is not None
    return Study(
        database=database,
        keys=keys,
        keyring=Keyring(keys),
        campaign=campaign.id,
        manifest=decode(campaign.manifest),
        tokens={code: tuple(own) for code, own in tokens.items()},
    )


def blind_message(study: Study, department: str) -> Blinding:
    """Do what the page does before it asks for a signature."""
    secret = credential.new_secret()
    prepared = credential.prepare_for(secret)
    own = credential.blind(find_issue_key(study, department), prepared)
    return Blinding(secret=secret, prepared=prepared, blinded=own.blinded, inverse=own.inverse)


def find_issue_key(study: Study, department: str) -> str:
    """Modulus of a department's key in the manifest."""
    return next(each.issue_key for each in study.manifest.departments if each.code == department)


async def collect(study: Study, department: str, token: str, *, now: datetime = NOW) -> Credential:
    """Collect a credential with an invite token."""
    own = blind_message(study, department)
    return unblind(study, department, own, await ask(study, token, own, now=now))


async def ask(study: Study, token: str, own: Blinding, *, now: datetime = NOW) -> bytes:
    """Ask for a blind signature with an invite token."""
    return await issue(
        study.database,
        study.keyring,
        campaign=study.campaign,
        token=token,
        blinded=own.blinded,
        now=now,
    )


def unblind(study: Study, department: str, own: Blinding, blind_signature: bytes) -> Credential:
    """Turn a blind signature into a credential, verified as the page verifies it."""
    signature = credential.finalize(
        find_issue_key(study, department), own.prepared, blind_signature, own.inverse
    )
    return Credential(
        department=department,
        secret=own.secret,
        prepared=own.prepared,
        signature=signature,
        nullifier=credential.nullifier(study.campaign, department, own.prepared),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a scripted participant says; every rated item gets `rating` unless named."""

    rating: int = 3
    ratings: dict[str, int] = field(default_factory=dict)
    nominations: tuple[str, ...] = ("goals",)
    comment: str = ""
    withdrawn: bool = False


def make_ballot(answers: Answers, *, kit_hash: str = KIT.hash) -> Ballot:
    """Fill in the questionnaire."""
    if answers.withdrawn:
        return blank_ballot(kit_hash)
    comments = [BallotComment(question="open_works", text=answers.comment, consent="verbatim")]
    rated: dict[str, int] = dict.fromkeys(KIT.items, answers.rating)
    return Ballot(
        v=1,
        withdrawn=False,
        kit=kit_hash,
        answers={**rated, **answers.ratings},
        nominations=list(answers.nominations),
        votes=[],
        comments=comments if answers.comment else [],
    )


def seal_ballot(study: Study, own: Credential, ballot: Ballot) -> bytes:
    """Seal a ballot to the campaign."""
    terms = study.manifest
    return seal(terms.seal_key, own.nullifier, encode_ballot(ballot), terms.guardian_key)


async def cast_ballot(study: Study, own: Credential, sealed: bytes, *, now: datetime = NOW) -> None:
    """Cast a sealed ballot."""
    await cast(
        study.database,
        study.keyring,
        campaign=study.campaign,
        department=own.department,
        secret=own.secret,
        prepared=own.prepared,
        signature=own.signature,
        sealed=sealed,
        now=now,
    )


async def vote(
    study: Study, department: str, token: str, answers: Answers | None = None
) -> Credential:
    """Go a participant's whole way: collect, cast a blank, cast the answers."""
    own = await collect(study, department, token)
    await cast_ballot(study, own, seal_ballot(study, own, blank_ballot(KIT.hash)))
    await cast_ballot(study, own, seal_ballot(study, own, make_ballot(answers or Answers())))
    return own
