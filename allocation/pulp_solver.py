"""What PuLP and CBC propose; whole numbers and fractions then check it."""

from collections.abc import Mapping, Sequence

import pulp

from allocation.model import BallotGroup, NotComputed
from allocation.programme import Chosen, Programme

INTEGER_TOLERANCE = 1e-6
# CBC is stopped then. That gives no answer rather than an unproved one.
MOST_SECONDS = 60


class SolverFailed(NotComputed):
    """CBC ended without an answer, or with one that is wrong."""


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
        SolverFailed: CBC ended without an answer, or with one that is wrong.
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
    status = _solved(model, gapRel=0, gapAbs=0)
    if status == pulp.LpStatusInfeasible:
        return None
    if status != pulp.LpStatusOptimal or model.sol_status != pulp.LpSolutionOptimal:
        raise SolverFailed(f"the solver ended with {pulp.LpStatus[status]}")
    return _read(programme, chosen)


def propose_payments(
    ballots: Sequence[BallotGroup],
    costs: Mapping[str, int],
    *,
    funded: Sequence[str],
    others: Sequence[str],
) -> dict[tuple[int, str], float] | None:
    """Return stable payments with the least endowment, in floats.

    Args:
        ballots: Groups of equal ballots.
        costs: Project id -> cost.
        funded: The projects that are paid for.
        others: Those whose supporters must not be able to pay.

    Returns:
        (group, project) -> what one ballot pays; None if CBC finds none.

    Raises:
        SolverFailed: CBC broke down.
    """
    model = pulp.LpProblem("payments", pulp.LpMinimize)
    endowment = model.add_variable("e", lowBound=0)
    model += endowment
    paid: dict[tuple[int, str], pulp.LpVariable] = {}
    given = []  # what a ballot of each group would give up for another project
    for index, group in enumerate(ballots):
        given.append(model.add_variable(f"m{index}", lowBound=0))
        mine = [id_ for id_ in funded if id_ in group.weights]
        for place, id_ in enumerate(mine):
            paid[index, id_] = model.add_variable(f"x{index}_{place}", lowBound=0)
            model += given[index] >= paid[index, id_]
        left = endowment - pulp.lpSum(paid[index, id_] for id_ in mine)
        model += left >= 0
        model += given[index] >= left
    for id_ in funded:
        parts = [x * ballots[i].count for (i, of), x in paid.items() if of == id_]
        model += pulp.lpSum(parts) == costs[id_]
    for id_ in others:
        most = zip(given, ballots, strict=True)
        parts = [give * g.count for give, g in most if id_ in g.weights]
        model += pulp.lpSum(parts) <= costs[id_]
    if _solved(model) != pulp.LpStatusOptimal:
        return None
    return {key: max(variable.value() or 0.0, 0.0) for key, variable in paid.items()}


def _solved(model: pulp.LpProblem, **options: float) -> int:
    """Let CBC solve a model and return its status."""
    # CBC comes with PuLP 3; it is called by its path, as PuLP 4 will want it.
    cbc = pulp.COIN_CMD(
        path=pulp.PULP_CBC_CMD.pulp_cbc_path,
        msg=False,
        threads=1,
        timeLimit=MOST_SECONDS,
        **options,
    )
    try:
        status: int = model.solve(cbc)
    except pulp.PulpSolverError as error:
        raise SolverFailed("the solver broke down") from error
    return status


def _differences(chosen: list[pulp.LpVariable], other: Chosen) -> list[pulp.LpVariable]:
    return [1 - x if index in other else x for index, x in enumerate(chosen)]


def _read(programme: Programme, variables: list[pulp.LpVariable]) -> Chosen:
    numbers = [variable.value() or 0.0 for variable in variables]
    if any(abs(number - round(number)) > INTEGER_TOLERANCE for number in numbers):
        raise SolverFailed("the solver's answer is not a choice")
    answer = frozenset(index for index, number in enumerate(numbers) if round(number))
    if not programme.allows(answer):
        raise SolverFailed("the solver's answer breaks a limit")
    return answer
