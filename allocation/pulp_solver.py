"""The programme in PuLP, solved by CBC: a proposal that integers then check."""

from collections.abc import Mapping

import pulp

from allocation.model import NotComputed
from allocation.programme import Chosen, Programme

INTEGER_TOLERANCE = 1e-6


def propose(
    programme: Programme,
    *,
    fixed: Mapping[int, bool] | None = None,
    other_than: Chosen | None = None,
) -> Chosen | None:
    """Return what CBC takes for the best choice; None if it says there is none.

    Args:
        programme: m projects.
        fixed: Projects that must be chosen, or must not be.
        other_than: A choice from which the answer must differ.

    Returns:
        A choice that keeps to every limit, checked in whole numbers.

    Raises:
        NotComputed: CBC ended without an answer, or with one that is wrong.
    """
    model = pulp.LpProblem("programme", pulp.LpMaximize)
    count = len(programme.values)
    chosen = [model.add_variable(f"x{i}", cat="Binary") for i in range(count)]
    model += pulp.lpDot(programme.values, chosen)
    for limit in programme.limits:
        terms = [chosen[index] * c for index, c in limit.coefficients.items()]
        model += pulp.lpSum(terms) <= limit.at_most
    for index, is_chosen in (fixed or {}).items():
        model += chosen[index] == int(is_chosen)
    if other_than is not None:
        model += pulp.lpSum(_differences(chosen, other_than)) >= 1
    # CBC comes with PuLP 3; it is called by its path, as PuLP 4 will want it.
    path = pulp.PULP_CBC_CMD.pulp_cbc_path
    solver = pulp.COIN_CMD(path=path, msg=False, threads=1, gapRel=0, gapAbs=0)
    status = model.solve(solver)
    if status == pulp.LpStatusInfeasible:
        return None
    if status != pulp.LpStatusOptimal or model.sol_status != pulp.LpSolutionOptimal:
        raise NotComputed(f"the solver ended with {pulp.LpStatus[status]}")
    return _read(programme, chosen)


def _differences(chosen: list[pulp.LpVariable], other: Chosen) -> list[pulp.LpVariable]:
    return [1 - x if index in other else x for index, x in enumerate(chosen)]


def _read(programme: Programme, variables: list[pulp.LpVariable]) -> Chosen:
    numbers = [variable.value() or 0.0 for variable in variables]
    if any(abs(number - round(number)) > INTEGER_TOLERANCE for number in numbers):
        raise NotComputed("the solver's answer is not a choice")
    answer = frozenset(index for index, number in enumerate(numbers) if round(number))
    if not programme.allows(answer):
        raise NotComputed("the solver's answer breaks a limit")
    return answer
