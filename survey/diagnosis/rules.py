"""Keep every cut-off of the diagnosis with its source; know no answer.

"Simulation" is our own study of synthetic campaigns with known causes; its figures are in
docs/decisions/0006-root-cause-score.md and 0015-sparse-root-cause.md. These numbers are frozen:
they are not tuned on the answers of a company.
"""

CONFLICT = "conflict_"
"""Outcomes of this name make up the conflict index together."""

LEAST_ITEMS = 2
"""A scale that keeps fewer of its items in the data is not computed."""

PROBLEM, GOOD = 3.0, 2.0
"""On a scale from never to always: more often than sometimes is a problem, rarely is good.

Simulation: eight other severity curves were within .03 of top-1, except the one without an
anchor below the problem, which was clearly worse.
"""

QUIET = 2.75
"""Below this a cause is at present no problem."""

SURE, LEANING = 0.90, 0.80
"""Chances that open the severity gate, and that make the weight on a side or a link likely."""

NAMING = 0.05
"""Chance of naming any false cause, over all causes together."""

AGAINST = -0.5
"""Below this standardised link of its own a cause is not named, however many picked it.

Simulation: it costs .006 of the causes established at n = 30 and takes some false names where
the wording of a cause tempts people to pick it.
"""

LIKELY_TOP3, LIKELY_TOP3_NAMED = 0.80, 0.90
"""Chance of the first three ranks that makes a cause likely, without and with nominations.

Simulation: with nominations .80 calls something likely in 14 % of worlds without any cause at
n = 15, .90 in 5 %.
"""

CLEAR_Q, CLEAR_GAP = 0.10, 0.50
"""A gap between departments is clear at this false discovery rate and from this size on."""

LEAST_FOR_LINKS = 8
"""Answers per department below which nothing is said about links, ranks and priority."""

LEAST_FOR_DEPARTMENT = 5
"""Answers below which nothing is said about a department alone."""

LEAST_FOR_LEVEL = 3
"""Answers per department below which a cause gets no level: the gate's smallest department."""

LEAST_FOR_ALPHA = 10
"""Complete answers below which alpha says nothing."""

LEAST_NOMINATORS = 5
"""Per department; with fewer the shares are noise."""

SMALL, HIGHEST_TOP1_SMALL = 10, 0.70
"""Below SMALL answers per department chances of the first rank are too sure without nominations;
with them .90 was said and .89 to .94 true (simulation)."""

LEAST_RESPONSE, WIDEST_BOUNDS = 0.50, 1.6
"""Below or above these nothing is called supported: the silent could turn it round."""

LEAST_ALPHA = 0.60
"""A scale whose alpha is below this even at its upper end does not hang together."""

MOST_IMPUTED = 0.10
"""Above this share of filled gaps a cause loses one level."""

NO_CONFLICT = 2.5
"""An index whose upper end lies below this leaves no conflict to explain."""

DRAWS = 4_000
PERMUTATIONS = 4_999
PERMUTATIONS_LARGE, LARGE = 1_999, 1_000
"""Above LARGE respondents fewer permutations settle a p value of .025 just as well."""
