"""Keep how the hypothesis of where to begin looks on a terminal; hold no sentence."""

from survey.clearing.tell import ToldStructure
from survey.cli.diagnose_numbers import GAP
from survey.cli.diagnose_speech import Speech


def lay_out_structure(structure: ToldStructure | None, speech: Speech) -> list[str]:
    """Return lines: where to begin, each link with its sources and what the answers add."""
    if structure is None:
        return []
    lines = ["", speech.tell("details.begin")]
    for start, later in structure.starts.items():
        told = ", ".join(speech.cause(code) for code in later)
        lines.append(
            GAP + speech.tell("details.begin_start", start=speech.cause(start), later=told)
        )
    for link in structure.links:
        said = speech.tell(
            "details.begin_link",
            cause=speech.cause(link.cause),
            effect=speech.cause(link.effect),
            sources=", ".join(link.sources) or speech.tell("details.begin_estimate"),
            data=speech.tell(f"details.begin_{link.data}"),
        )
        lines.append(f"{GAP}- {said}")
    return [*lines, GAP + speech.tell("details.begin_note")]
