"""Keep how the details of a told diagnosis look on a terminal; know no file, hold no sentence."""

from collections.abc import Mapping, Sequence

from survey.clearing.tell import (
    ToldCause,
    ToldDetails,
    ToldDiagnosis,
    ToldEstimate,
    ToldObstacle,
    ToldPicture,
)
from survey.cli.diagnose_numbers import GAP, Numbers, align
from survey.cli.diagnose_speech import Speech
from survey.cli.diagnose_structure import lay_out_structure
from survey.outlook.power import find_chance, load_power

FIRST = 3
LINK, CALM = "link_not_shown", "not_severe"
UNHELPED = (CALM, LINK, "answers_do_not_vary")


def lay_out_details(told: ToldDiagnosis, speech: Speech) -> list[str]:
    """Return lines: a table of scales, carelessness, the mirror, what explains, what would help."""
    details = told.details
    if details is None:
        return []
    return [
        "",
        *_lay_out_scales(told, details, speech),
        *_lay_out_suspicion(details, speech),
        *_lay_out_mirror(details, speech),
        *_lay_out_explained(details, speech),
        *lay_out_structure(details.structure, speech),
        *_lay_out_obstacles(told, details, speech),
    ]


def _lay_out_scales(told: ToldDiagnosis, details: ToldDetails, speech: Speech) -> list[str]:
    pictures = {picture.code: picture for picture in details.scales if picture.kind == "cause"}
    columns = ["cause", "alpha", "omega"]
    head = [speech.tell("details." + column) for column in columns]
    head += [speech.tell("details.agreement", department=name) for name in told.n]
    head += [speech.tell("details." + column) for column in ("difference", "delta", "bounds")]
    rows = [_row(cause, pictures[cause.code], speech) for cause in told.causes]
    first, second = told.n
    notes = speech.tell("details.scales_note", first=first, second=second)
    return [speech.tell("details.scales"), *align([tuple(head), *rows]), notes]


def _row(cause: ToldCause, picture: ToldPicture, speech: Speech) -> tuple[str, ...]:
    numbers, hanging, gap = speech.numbers, picture.hanging, picture.difference
    alpha = numbers.interval(hanging.alpha, hanging.low, hanging.high) if hanging else None
    agreement = [
        numbers.unknown
        if one is None
        else speech.tell("details.divided")
        if one.divided
        else numbers.plain(one.lindell, "0.00")
        for one in picture.agreement.values()
    ]
    return (
        speech.cause(cause.code),
        alpha or numbers.unknown,
        numbers.plain(hanging.omega if hanging else None, "0.00"),
        *agreement,
        numbers.interval(gap.estimate, gap.low, gap.high) if gap else numbers.unknown,
        numbers.plain(gap.delta if gap else None, "0.00"),
        _bounds(cause.severity, numbers),
    )


def _bounds(severity: ToldEstimate, numbers: Numbers) -> str:
    if severity.bound_low is None or severity.bound_high is None:
        return numbers.unknown
    return f"{numbers.plain(severity.bound_low, '0.0')}–{numbers.plain(severity.bound_high, '0.0')}"


def _lay_out_suspicion(details: ToldDetails, speech: Speech) -> list[str]:
    seen = details.suspicion
    lines = [
        "",
        speech.tell(
            "details.careless",
            flagged=sum(seen.flagged.values()),
            lines=seen.lines,
            contradictory=seen.contradictory,
            unrelated=seen.unrelated,
            duplicates=seen.duplicates,
        ),
    ]
    if any(seen.flagged.values()):
        kept = seen.without_flagged
        same = kept == seen.first_three
        key = "unordered" if kept is None else "order_holds" if same else "order_moves"
        told = ", ".join(speech.cause(code) for code in kept or ())
        lines.append(speech.tell("details." + key, causes=told))
    return lines


def _lay_out_mirror(details: ToldDetails, speech: Speech) -> list[str]:
    if not details.seen:
        return []
    lines = ["", speech.tell("details.mirror")]
    for topic in details.seen:
        title = speech.kit[f"mirror.{topic.code}.title"]
        kinds = "; ".join(
            f"{name} — {speech.tell('details.' + kind) if kind else speech.numbers.unknown}"
            for name, kind in topic.understanding.items()
        )
        blame = f" {speech.tell('details.blame')}" if topic.blame else ""
        lines.append(f"{GAP}{title}: {kinds}.{blame}")
    return lines


def _lay_out_explained(details: ToldDetails, speech: Speech) -> list[str]:
    found = details.explained
    if found is None or found.adjusted is None:
        return []
    best = sorted(found.parts, key=lambda part: -part.lmg)[:FIRST]
    parts = ", ".join(
        f"{speech.cause(part.code)} {speech.numbers.chance(part.lmg)}" for part in best
    )
    share = speech.numbers.chance(found.adjusted)
    return ["", speech.tell("details.explained", share=share, parts=parts)]


def _lay_out_obstacles(told: ToldDiagnosis, details: ToldDetails, speech: Speech) -> list[str]:
    whole = [one for one in details.obstacles if one.code is None]
    # What is no problem needs no more answers; of the rest the first few of the order are told.
    loose = {picture.code for picture in details.scales if _is_loose(picture)}
    within = [
        one
        for one in details.obstacles
        # Where the items do not go together no answers help: that is said among the reasons.
        if one.code and one.obstacle != CALM and one.code not in loose
    ]
    chosen = whole + within[:FIRST]
    if not chosen:
        return []
    return [
        "",
        speech.tell("details.change"),
        *(f"{GAP}- {_obstacle(one, speech)}" for one in chosen),
        *_lay_out_chances(told, [one.obstacle for one in chosen], speech),
    ]


def _is_loose(picture: ToldPicture) -> bool:
    return picture.hanging is not None and picture.hanging.verdict == "loose"


def _lay_out_chances(told: ToldDiagnosis, obstacles: Sequence[str], speech: Speech) -> list[str]:
    """Say how often so many answers, and twice as many, show a link at all."""
    n, power = min(told.n.values()), load_power()
    now, twice = find_chance(n, power), find_chance(2 * n, power)
    if LINK not in obstacles or now is None or twice is None or twice.n <= now.n:
        return []
    chance = speech.tell(
        "details.chances",
        n=now.n,
        chance=speech.numbers.chance(now.supported),
        twice=twice.n,
        more=speech.numbers.chance(twice.supported),
    )
    return [f"{GAP}- {chance}"]


def _obstacle(one: ToldObstacle, speech: Speech) -> str:
    reason = speech.tell("details." + one.obstacle)
    subject = "" if one.code is None else f"{speech.cause(one.code)}: "
    if one.more is None:
        # That even all answers would not do is a finding only where answers are what is missing.
        never = "" if one.obstacle in UNHELPED else speech.tell("details.never")
        return f"{subject}{reason}{never}."
    return f"{subject}{reason}{speech.tell('details.more', more=_answers(one.more))}."


def _answers(more: Mapping[str, int]) -> str:
    asked: Sequence[str] = [f"{name} +{n}" for name, n in more.items() if n]
    return ", ".join(asked)
