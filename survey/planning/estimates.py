"""Keep every figure that a plan is weighed with; know no card, no release and no person.

Grounds: docs/decisions/0004-intervention-estimates.md and 0017-recommender.md. All are judgement,
none is measured; what a page prints of them is marked as our estimate.
"""

EVIDENCE = {"meta": 1.0, "replicated": 0.7, "single": 0.5, "expert": 0.35, "disputed": 0.2}
PRIMARY_EFFECT, SECONDARY_EFFECT = 1.0, 0.4
# The first third of a cause's cover counts in full, the next half, the last a quarter.
COVER_SLOPES = (1.0, 0.5, 0.25)
# What nobody asked for counts a tenth less, what is dear and late a fiftieth less.
VOTE_WEIGHT = 0.1
EASE_WEIGHT = 0.02
# A plan this close to the best is as good.
NEAR_TIE = 0.98

# A cause below `widespread` is no target: nothing says that it weighs on both sides.
GRADES = {"supported": 1.0, "likely": 0.8, "widespread": 0.4}
# Near the middles between the marks of the words (disclosure.policy.CHANCES), and the marks.
TOP3 = {"very_likely": 0.95, "likely": 0.8, "possible": 0.45, "unlikely": 0.1}
TOP3_RANGES = {
    "very_likely": (0.9, 1.0),
    "likely": (0.7, 0.9),
    "possible": (0.2, 0.7),
    "unlikely": (0.0, 0.2),
}
# Mean conflict (1-5): below 2.5 there is none to diagnose; 3.5 is as far above the middle.
MEDIUM_FROM, HIGH_FROM = 2.5, 3.5

COSTS = ("free", "low", "medium", "high")
COST_POINTS = {"free": 0, "low": 1, "medium": 3, "high": 9}
# What a budget allows in all: nothing; two small outlays; a line and two outlays; any.
BUDGETS = {"free": 0, "low": 2, "medium": 5, "": None}

ROLES = ("ceo", "hr_director", "head_first", "head_second")
ROLES_OF = {**{role: (role,) for role in ROLES}, "both_heads": ("head_first", "head_second")}
# Hours that somebody can spare in 90 days: half a day a week of the first person, one of others.
CAPACITY = {"ceo": 52, "hr_director": 104, "head_first": 104, "head_second": 104}
# The hours of a card are a middle; what they turn out to be lies somewhere between.
HOURS_LOW, HOURS_HIGH = 0.7, 1.5

PLAN_DAYS = 90
QUICK_DAYS = 7
MOMENTS = ((1, "tomorrow"), (30, "30"), (60, "60"))
LAST_MOMENT = "90"
USUAL_MOST, GREATEST_MOST = 5, 8
# What a plan is worth more if it serves: a side outweighs any cover, a free first step within a
# week a twentieth of it. Worth, not a condition, so that more means never make a plan worse.
FLOORS = {"first": 1.0, "second": 1.0, "quick": 0.05}

# A portfolio counts as the answer when half of the weights choose it; a measure belongs to the
# core when four fifths do.
SAMPLES = 100
SETTLED, CORE = 0.5, 0.8
