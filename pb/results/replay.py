"""A count once more, one step at a time, from the stored result."""

from dataclasses import dataclass
from fractions import Fraction

from exports.result import CountStep
from pb.results.story import Case
from pb.results.studied import Studied
from pb.results.study import CONTENDERS
from pb.results.words import Teller


@dataclass(frozen=True, slots=True)
class Runner:
    """A plan that could be chosen in a step, with the support that counted then."""

    name: str
    support: Fraction
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Replay:
    """One step of a count."""

    teller: Teller
    step: CountStep
    of: int
    runners: list[Runner]  # the chosen one first; empty where a rule has none
    left_before: int

    @property
    def most(self) -> Fraction:
        """Return the scale of the bars."""
        return max((runner.support for runner in self.runners), default=Fraction())

    @property
    def may_leave_out(self) -> bool:
        """Say whether there may have been more plans than are kept of a step."""
        waiting = len(self.teller.result.projects) - self.step.number + 1
        return CONTENDERS < len(self.runners) < waiting

    @property
    def cost(self) -> int:
        """Return what the chosen plan costs, in cents."""
        return self.teller.result.project(self.step.project).cost


def replay(case: Case, number: int) -> Replay | None:
    """Return step `number` of the contest of `case`, from 1; None: there is none.

    Args:
        case: Any plan of the contest.
        number: Of the step.
    """
    steps = case.result.steps
    if not 1 <= number <= len(steps):
        return None
    step = steps[number - 1]
    before = steps[number - 2].left_after if number > 1 else case.result.budget
    runners = [] if case.is_small else _runners(case.teller, case.studied, step)
    return Replay(case.teller, step, len(steps), runners, before)


def _runners(teller: Teller, studied: Studied, step: CountStep) -> list[Runner]:
    if step.effective_votes is None:
        return []
    shared = [s for s in teller.result.steps if s.phase == step.phase]
    at = shared.index(step)
    others = studied.contenders[at] if at < len(studied.contenders) else ()
    return [
        Runner(teller.name(step.project), step.effective_votes, True),
        *(Runner(teller.name(id_), votes, False) for id_, votes in others),
    ]
