"""The tour of the house: one answer from the letter to the PDF, room by room.

Read this first. Every step is one door or one desk; what is handed on is all that the next room
may know. The people's side is walked above the wall, the ballots' side below it, and only the
closing job carries values across. The same walk goes through Chromium in tests/browser.
"""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from pypdf import PdfReader

from survey.ballots import credential, manifest, sealing
from survey.ballots.ballot import blank_ballot, decode_ballot, encode_ballot
from survey.ballots.keys import Keyring
from survey.campaigns.draft import Draft, create_campaign
from survey.campaigns.letters import draw_sheet
from survey.campaigns.opening import open_campaign
from survey.campaigns.people import RosterRow, import_roster
from survey.casting import cast
from survey.catalogue.load import load_kit
from survey.cli.demo.employees import PLANTED, Voice, fill_ballot
from survey.disclosure.encoding import decode_release
from survey.doctor.examine import examine
from survey.errors import CredentialRefused, NotFound, WrongState
from survey.issuing import issue
from survey.jobs.closing import ClosingRoom
from survey.planning.recommend import recommend
from survey.reporting.printed import decode
from survey.reporting.report import render_report
from survey.settings import load_settings
from survey.store.campaigns import PURGED, require_campaign
from survey.store.database import Database
from survey.store.releases import find_release

TODAY = datetime.now(UTC)
QUIET = Voice(comments=())


async def test_one_answer_from_the_letter_to_the_pdf(database: Database, tmp_path: Path) -> None:
    # ── the ground floor: settings, a kit, a database, and keys that lie apart from it ──────────
    settings = load_settings({"ACCORD_HOME": str(tmp_path), "ACCORD_DATABASE": database.url})
    kit = load_kit(settings.questionnaires / "marketing-sales")
    keyring = Keyring(settings.keys)

    # ── HR's desk: a campaign of two departments and the list of their people ────────────────────
    draft = Draft(
        organisation="ООО «Пример»",
        title="Осень",
        names=("Маркетинг", "Продажи"),
        languages=kit.languages,
        opens=TODAY.date(),
        closes=TODAY.date() + timedelta(days=7),
        time_zone="UTC",
        letter="Коллеги, ответьте, пожалуйста, честно.",
        signatory="Мария Орлова, генеральный директор",
    )
    people = [
        RosterRow(line=n + 2, name=f"Сотрудник {n}", email="", department=name)
        for n, name in enumerate(["Маркетинг"] * 16 + ["Продажи"] * 16)
    ]
    async with database.session() as session:
        campaign = (await create_campaign(session, kit, draft)).id
        await import_roster(session, campaign, people)

    # ── opening: doctor looks first; then keys are made and the terms are frozen ──────────────────
    checkup = await examine(settings, database)
    assert not checkup.red
    opened = await open_campaign(
        database,
        keyring,
        campaign=campaign,
        kit=kit,
        script="sha256-" + "A" * 43,
        checkup=checkup,
        now=TODAY,
    )
    assert opened.manifest is not None
    terms = manifest.decode(opened.manifest)
    assert (terms.c, terms.k) == (2, 7)

    # ── a letter is drawn: its token exists on paper only, the database keeps a hash ──────────────
    async with database.session() as session:
        letters = await draw_sheet(session, campaign)
    assert len(letters) == len(people)

    rng = np.random.default_rng(7)
    for letter in letters:
        assert letter.fragment is not None
        token, department, promised = letter.fragment.split(".")

        # ── on the voter's device: are these the terms of my letter? ──────────────────────────────
        assert manifest.manifest_hash(opened.manifest) == promised
        issue_key = next(d.issue_key for d in terms.departments if d.code == department)

        # ── door one, web/issue: it knows who knocks, and signs what it cannot read ───────────────
        # What is signed is the hash of a secret, which pays for ballots and is stored nowhere else.
        secret = credential.new_secret()
        prepared = credential.prepare_for(secret)
        blinding = credential.blind(issue_key, prepared)
        signed = await issue(
            database,
            keyring,
            campaign=campaign,
            token=token,
            blinded=blinding.blinded,
            now=TODAY,
        )

        # ══ the wall: from here nobody knows whose ballot this is ═════════════════════════════════
        signature = credential.finalize(issue_key, prepared, signed, blinding.inverse)
        nullifier = credential.nullifier(campaign, department, prepared)
        # ── door two, web/cast: a paid and sealed ballot falls into the box. The first is blank, at
        # once, so that nobody sees who took one and did not fill it in; the answers replace it ────
        ballot = fill_ballot(kit, voice=QUIET, rng=rng)
        for each in (blank_ballot(kit.hash), ballot):
            sealed = sealing.seal(terms.seal_key, nullifier, encode_ballot(each))
            await cast(
                database,
                keyring,
                campaign=campaign,
                department=department,
                secret=secret,
                prepared=prepared,
                signature=signature,
                sealed=sealed,
                now=TODAY,
            )

    # A credential of one department opens nothing in the other; only the seal key opens a ballot.
    other = next(d.code for d in terms.departments if d.code != department)
    with pytest.raises(CredentialRefused):
        await cast(
            database,
            keyring,
            campaign=campaign,
            department=other,
            secret=secret,
            prepared=prepared,
            signature=signature,
            sealed=sealed,
            now=TODAY,
        )
    unsealed = sealing.unseal(keyring.load_seal_key(campaign), nullifier, sealed)
    assert decode_ballot(unsealed) == ballot

    # ── the closing job: stop, count in memory, diagnose, pass the gate, release, destroy ─────────
    room = ClosingRoom(database=database, keyring=keyring, kits={kit.code: kit}, settings=settings)
    await room.close_campaign(campaign, TODAY)

    async with database.reading() as session:
        assert (await require_campaign(session, campaign)).state == PURGED
        stored = await find_release(session, campaign, 1)
    assert stored is not None
    assert stored.intact
    with pytest.raises(NotFound):
        keyring.load_seal_key(campaign)
    with pytest.raises(WrongState):
        await cast(
            database,
            keyring,
            campaign=campaign,
            department=department,
            secret=secret,
            prepared=prepared,
            signature=signature,
            sealed=sealed,
            now=TODAY,
        )

    # ── the release is all that will ever be known: an order with grades, bands, rounded scores ──
    release = decode_release(stored.bytes)
    assert release.layout == "departments"
    assert set(PLANTED) & {cause.code for cause in release.causes[:3]}

    # ── planning and printing need nothing but the release and the kit ────────────────────────────
    plan = recommend(release, kit)
    assert plan.recommendations
    pdf = render_report(decode(stored.bytes), kit, "ru")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "ООО «Пример»" in text.replace("\xa0", " ")
    assert stored.sha256[:16] in text.replace("\n", "")
