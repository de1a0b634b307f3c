"""The same programme in HiGHS: a second opinion on the best value."""

import highspy
import numpy as np

from allocation.model import NotComputed
from allocation.programme import Programme

SETTINGS: dict[str, bool | int | float] = {
    "output_flag": False,
    "threads": 1,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 0.0,
    "time_limit": 60.0,  # seconds; then there is no answer
}


def best_value(programme: Programme) -> int:
    """Return the value that HiGHS takes for the best, recomputed exactly.

    Raises:
        NotComputed: HiGHS ended without an answer, or with one that is wrong.
    """
    highs = highspy.Highs()  # type: ignore[no-untyped-call]  # it ships no types
    for name, value in SETTINGS.items():
        highs.setOptionValue(name, value)
    count = len(programme.values)
    highs.addVars(count, np.zeros(count), np.ones(count))
    for index, value in enumerate(programme.values):
        highs.changeColCost(index, float(value))
        highs.changeColIntegrality(index, highspy.HighsVarType.kInteger)
    for limit in programme.limits:
        indices = np.array(list(limit.coefficients), np.int32)
        numbers = np.array(list(limit.coefficients.values()), np.float64)
        highs.addRow(-highspy.kHighsInf, limit.at_most, indices.size, indices, numbers)
    highs.changeObjectiveSense(highspy.ObjSense.kMaximize)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise NotComputed("the second solver found no optimum")
    numbers = np.rint(highs.getSolution().col_value)
    chosen = frozenset(int(index) for index in np.flatnonzero(numbers))
    if not programme.allows(chosen):
        raise NotComputed("the second solver's answer breaks a limit")
    return programme.value(chosen)
