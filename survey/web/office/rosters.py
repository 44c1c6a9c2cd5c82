"""Keep HR's pages of a draft's list of people: look at it, then save it; never after opening."""

import asyncio
import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Template

from survey.campaigns.people import RosterRow, find_row_problems, import_roster, load_rows
from survey.errors import BadInput, Refused
from survey.settings import Settings
from survey.store.campaigns import DRAFT, Campaign, Department, require_campaign, require_state
from survey.store.database import Database
from survey.web.office.audit import note
from survey.web.office.desk import PATH, Form, OfficeRequest, go_to, page
from survey.web.office.roster import COLUMNS, BadList, name_problems, read_list
from survey.web.office.signing import SignedIn
from survey.web.office.standing import Complaint, show_campaign

# People who are shown of each department; a list is looked through, not read.
SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A list as it is looked through: people and their number by department.

    on_paper: how many have no address.
    """

    campaign: Campaign
    people: Mapping[str, Sequence[RosterRow]]
    counts: Mapping[str, int]
    on_paper: int


class RosterDoor(Controller):
    """The list of people of a campaign that is not open yet."""

    path = f"{PATH}/campaigns/{{campaign:str}}/roster"

    @get("/")
    async def show(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
    ) -> Template | Redirect:
        """Show the list as it was saved."""
        async with database.reading() as session:
            found = await require_campaign(session, campaign)
            rows = await load_rows(session, campaign)
        if not rows:
            return go_to(f"/campaigns/{campaign}")
        return page(request, "roster", visitor, look=_look(found, rows), text="")

    @post("/")
    async def take(
        self,
        campaign: FromPath[str],
        request: OfficeRequest,
        form: NamedDependency[Form],
        visitor: NamedDependency[SignedIn],
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
    ) -> Template | Redirect:
        """Show a pasted or uploaded list; save it, all of it or nothing, when it was looked at."""
        pasted = form.texts.get("list", "")
        try:
            async with database.reading() as session:
                found = await require_campaign(session, campaign)
            # Twenty thousand rows take a second, which nobody else should wait for.
            data = form.files.get("file") or pasted.encode()
            names = [name for each in found.departments for name in _names(each)]
            rows = await asyncio.to_thread(read_list, data, names)
            async with database.session() as session:
                found = await require_state(session, campaign, DRAFT)
                if problems := find_row_problems(found, rows):
                    raise BadList(name_problems(rows, problems))
                if form.text("look"):
                    look = _look(found, rows)
                    return page(request, "roster", visitor, look=look, text=_write(rows))
                await import_roster(session, campaign, rows)
                await note(session, visitor.account, "roster_imported", campaign)
        except (BadInput, Refused) as wrong:
            complaint = Complaint(error=wrong, pasted=pasted)
            return await show_campaign(request, database, settings, campaign, complaint)
        return go_to(f"/campaigns/{campaign}#roster")


def _look(campaign: Campaign, rows: Sequence[RosterRow]) -> Look:
    by_code: dict[str, list[RosterRow]] = {each.code: [] for each in campaign.departments}
    codes = {_fold(name): each.code for each in campaign.departments for name in _names(each)}
    for row in sorted(rows, key=lambda row: row.name.casefold()):
        by_code[codes[_fold(row.department)]].append(row)
    return Look(
        campaign=campaign,
        people={code: team[:SHOWN] for code, team in by_code.items()},
        counts={code: len(team) for code, team in by_code.items()},
        on_paper=sum(not row.email for row in rows),
    )


def _names(department: Department) -> tuple[str, str]:
    return department.code, department.name


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def _write(rows: Sequence[RosterRow]) -> str:
    """Write a list so that it is read the same way again."""
    written = io.StringIO(newline="")
    table = csv.writer(written, delimiter="\t", lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows((row.name, row.email, row.department) for row in rows)
    return written.getvalue()
