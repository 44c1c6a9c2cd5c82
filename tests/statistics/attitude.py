"""Keep R's data set attitude: 30 departments x 7 ratings.

Chatterjee, S. & Price, B. (1977). Regression Analysis by Example. Figures, not a dependency: a
package of data sets would bring pandas along for one table.
"""

from pathlib import Path

import numpy as np

from survey.statistics.arrays import Floats

FILE = Path(__file__).with_name("attitude.csv")


def attitude() -> Floats:
    """Return (30, 7): rating, complaints, privileges, learning, raises, critical, advance."""
    return np.loadtxt(FILE, delimiter=",", skiprows=1, dtype=np.float64)
