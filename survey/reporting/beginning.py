"""Keep how a release and the links of a kit become where to begin; never know an answer.

A function of released levels and of the kit alone: it adds nothing to what is released.
"""

from reports import beginning as page
from survey.catalogue.beginning import find_beginning
from survey.catalogue.kit import Kit
from survey.disclosure.release import Release

# The same as in `diagnosis.structure`, which no report may see; a test holds them together.
FOUND = ("supported", "likely")


def build_beginning(release: Release, kit: Kit, language: str) -> page.Beginning | None:
    """Say where to begin among supported and likely causes; None where the kit has no link."""
    words = kit.words[language]
    found = [cause.code for cause in release.causes if cause.level in FOUND]
    beginning = find_beginning(kit.upstream, found)
    if beginning is None:
        return None
    estimated = [link.estimated for link in beginning.links]
    kind = "estimated" if all(estimated) else "mixed" if any(estimated) else "sourced"
    cited = {source for link in beginning.links for source in link.sources}
    return page.Beginning(
        starts=tuple(
            page.Start(
                title=words[f"cause.{start}.title"],
                later=tuple(words[f"cause.{cause}.title"] for cause in later),
            )
            for start, later in beginning.starts.items()
        ),
        kind=kind,
        sources=tuple(words[f"source.{source}"] for source in kit.sources if source in cited),
    )
