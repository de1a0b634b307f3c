"""Which plans that stood exactly equal could have gone first."""

from exports.result import ContestResult, CountStep, ProjectLine


def rivals(result: ContestResult, step: CountStep) -> list[str]:
    """Return the plans over which the order decided in a step; not what didn't fit."""
    return [
        id_ for id_ in step.tied_with if not is_idle(result, step, result.project(id_))
    ]


def is_idle(result: ContestResult, step: CountStep, line: ProjectLine) -> bool:
    """Say whether a plan did not fit in this step, so that it could not go first."""
    chosen = result.project(step.project)
    # Where nothing is skipped, a plan that went first and did not fit ended the count.
    stops = step.phase == "phragmen" or not result.options.get("skip", True)
    is_skipped = step.phase == "completion" or not stops
    return is_skipped and line.cost > step.left_after + chosen.cost
