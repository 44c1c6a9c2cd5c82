"""Keep a plan together with its days and its words: what pages and exports are made from."""

from dataclasses import dataclass

from survey.catalogue.kit import Kit
from survey.disclosure.release import Release
from survey.planning.choices import Choices
from survey.planning.plan import Plan
from survey.planning.recommend import USUAL, recommend
from survey.planning.schedule import Schedule, make_schedule
from survey.planning.tell import Teller


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan with its days and words. key: what tells it from other plans, in identifiers.

    released: the day of the release (YYYY-MM-DD), so that the same plan gives the same bytes.
    """

    plan: Plan
    schedule: Schedule
    choices: Choices
    teller: Teller
    kit: Kit
    language: str
    organisation: str
    departments: tuple[str, str]
    key: str
    released: str


def prepare(release: Release, kit: Kit, language: str, choices: Choices = USUAL) -> Planned:
    """Plan from a release and put the plan on days, in a language.

    Raises
    ------
    BadInput
        As `recommend` does.
    """
    plan = recommend(release, kit, choices)
    first, second = release.department_names
    return Planned(
        plan=plan,
        schedule=make_schedule(release, kit, plan, choices),
        choices=choices,
        teller=Teller.of(release, kit, language),
        kit=kit,
        language=language,
        organisation=release.organisation,
        departments=(first, second),
        key=f"{release.campaign}-{release.wave}",
        released=release.closed,
    )
