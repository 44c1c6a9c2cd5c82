"""Keep the scripted participants of the product: collect and cast as the page does, apart."""

from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import numpy as np
from numpy.random import Generator

from survey.ballots import base64url, credential, manifest
from survey.ballots.ballot import Ballot, BallotComment, encode_ballot
from survey.ballots.sealing import seal
from survey.catalogue.kit import Kit
from survey.cli.demo import voter
from survey.cli.demo.employees import Voice, fill_ballot
from survey.cli.demo.outbox import find_link
from survey.cli.demo.voter import read_link
from tests.privacy.people import Person


@dataclass(slots=True, kw_only=True)
class Voter:
    """A person with the ballot that was written for them; the credential comes when collected."""

    person: Person
    email: str
    ballot: Ballot
    server: str
    credential: voter.Credential | None = field(default=None, repr=False)

    async def collect(self) -> None:
        """Open the page, compare the manifest, collect a credential as the page does."""
        link = read_link(self.person.link)
        async with self.person.connect(self.server) as client:
            (await client.get(f"/s/{link.campaign}?lang=ru")).raise_for_status()
            self.credential = await voter.collect(client, link)

    async def cast(self) -> None:
        """Seal the ballot and cast it."""
        async with self.person.connect(self.server) as client:
            await voter.cast(client, self.own, self.ballot)

    def sealed(self) -> dict[str, str]:
        """Write the body of a cast."""
        sealed = seal(self.own.seal_key, self.nullifier, encode_ballot(self.ballot))
        return {
            "department": self.own.department,
            "secret": base64url.encode(self.own.secret),
            "message": base64url.encode(self.own.prepared),
            "signature": base64url.encode(self.own.signature),
            "sealed": base64url.encode(sealed),
        }

    @property
    def own(self) -> voter.Credential:
        """The credential that was collected."""
        if self.credential is None:
            raise LookupError(self.email)
        return self.credential

    @property
    def nullifier(self) -> bytes:
        """Under what name the ballot lies in the box."""
        own = self.own
        return credential.nullifier(own.campaign, own.department, own.prepared)

    def path(self, door: str) -> str:
        """Return the path of a door of this person's campaign."""
        return f"/s/{read_link(self.person.link).campaign}/{door}"


def find_issue_key(terms: manifest.Manifest, department: str) -> str:
    """Find a department's key in the manifest."""
    return next(each.issue_key for each in terms.departments if each.code == department)


def read_letters(outbox: Path) -> dict[str, tuple[str, float, bytes]]:
    """Read who got which link when: what the mail server's log and the list of people give."""
    found = {}
    for file in outbox.glob("*.eml"):
        letter = file.read_bytes()
        address = message_from_bytes(letter, policy=default)["To"].addresses[0].addr_spec
        found[address] = (find_link(letter), file.stat().st_mtime, letter)
    return found


def write_ballot(kit: Kit, comment: str, rng: Generator) -> Ballot:
    """Answer as an invented employee; comments may only be counted: no release quotes them."""
    usual = fill_ballot(kit, voice=Voice(comments=()), rng=rng)
    comments = [
        BallotComment(question=question, text=comment, consent="count")
        for question in kit.open_questions
    ]
    return Ballot(
        v=1,
        withdrawn=False,
        kit=kit.hash,
        answers=usual.answers,
        nominations=usual.nominations,
        votes=usual.votes,
        comments=comments,
    )


def view_answers(ballot: Ballot) -> dict[str, int]:
    """Tell what a person thinks of each item: agree (1), neither (0), disagree (-1)."""
    return {
        item: int(np.sign(code - 3)) if isinstance(code, int) else 0
        for item, code in ballot.answers.items()
    }


def invite_voters(
    outbox: Path, server: str, kit: Kit, rng: Generator
) -> tuple[tuple[Voter, ...], dict[str, float]]:
    """Give every letter to somebody, by lot; return the voters and the times of delivery."""
    letters = read_letters(outbox)
    addresses = sorted(letters)
    voters = []
    for number, place in enumerate(rng.permutation(len(addresses)), start=1):
        person = Person(number=number, link=letters[addresses[place]][0])
        ballot = write_ballot(kit, person.comment, rng)
        voters.append(Voter(person=person, email=addresses[place], ballot=ballot, server=server))
    return tuple(voters), {address: letter[1] for address, letter in letters.items()}
