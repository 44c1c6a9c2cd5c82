"""Keep what a release says of its campaign beside the answers: facts of the manifest; no answer."""

from dataclasses import dataclass

from survey.catalogue.kit import Kit


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The facts of a campaign that the gate needs, all frozen at its opening or seen by doctor.

    departments (codes), names and rosters stand in the manifest's order: the first is "first" in
    every contrast. manifest: its hash, which also seeds the order of comments. opened, closed: days
    (ISO). optional_asked: whether the kit's optional parts were asked. to_scrub: names and
    addresses of people that comments must not show. checkups: (moment, code, state).
    versions: (library or part, version) pairs.
    """

    campaign: str
    wave: int
    organisation: str
    kit: Kit
    manifest: str
    opened: str
    closed: str
    departments: tuple[str, str]
    names: tuple[str, str]
    rosters: tuple[int, int]
    optional_asked: bool = True
    to_scrub: tuple[str, ...] = ()
    checkups: tuple[tuple[str, str, str], ...] = ()
    versions: tuple[tuple[str, str], ...] = ()

    @property
    def asked(self) -> frozenset[str]:
        """Ids of the items and questions that participants saw."""
        return frozenset(
            question
            for part in self.kit.parts
            if self.optional_asked or not part.optional
            for question in part.questions
        )
