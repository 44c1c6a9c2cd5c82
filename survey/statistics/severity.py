"""Keep how two department means make one severity, both departments weighing the same."""

from dataclasses import dataclass
from math import sqrt

from scipy.special import stdtr, stdtrit

from survey.errors import NotEstimable
from survey.statistics.population import DepartmentMean


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """A mean with its standard error, t interval and worst-case bounds."""

    mean: float
    standard_error: float
    df: int
    low: float
    high: float
    bound_low: float
    bound_high: float


def combine(
    first: DepartmentMean,
    second: DepartmentMean,
    *,
    low: float = 1.0,
    high: float = 5.0,
    confidence: float = 0.95,
) -> Severity:
    """Average two departments half and half, whatever their sizes.

    The side with fewer people gives the degrees of freedom, which errs on the wide side.
    """
    mean = (first.mean + second.mean) / 2.0
    error = 0.5 * sqrt(first.standard_error**2 + second.standard_error**2)
    df = min(first.n, second.n) - 1
    reach = float(stdtrit(df, 0.5 + confidence / 2.0)) * error
    return Severity(
        mean=mean,
        standard_error=error,
        df=df,
        low=max(low, mean - reach),
        high=min(high, mean + reach),
        bound_low=(first.bound_low + second.bound_low) / 2.0,
        bound_high=(first.bound_high + second.bound_high) / 2.0,
    )


def chance_above(mean: float, standard_error: float, df: int, cut: float) -> float:
    """Give the posterior chance that the true mean lies above a cut (flat prior, t).

    Without any spread the mean is taken at its word; at the cut itself it is not above.
    """
    if df < 1 or standard_error < 0:
        raise NotEstimable("no_spread_known", df=df, standard_error=standard_error)
    if standard_error == 0:
        return float(mean > cut)
    return float(stdtr(df, (mean - cut) / standard_error))
