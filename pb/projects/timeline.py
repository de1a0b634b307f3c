"""What happened to a plan and what comes next, as steps on a line."""

from datetime import datetime
from typing import NamedTuple

from flask_babel import get_locale
from flask_babel import gettext as _

from pb.formatting import day, moment
from pb.projects.models import Project, ProjectStatus
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase

STANDS = frozenset(
    {ProjectStatus.SUBMITTED, ProjectStatus.FEASIBLE, ProjectStatus.SHORTLISTED}
)
OVER = frozenset({Phase.PUBLISHED, Phase.DELIVERING, Phase.ARCHIVED})
NOT_FROZEN = frozenset(
    {Phase.DRAFT, Phase.COLLECTING, Phase.REVIEWING, Phase.SHORTLISTED}
)


class TimelineStep(NamedTuple):
    """One step, as the timeline macro takes it."""

    title: str
    when: str
    state: str  # done, now or later


def timeline(
    project: Project, budget_round: BudgetRound, now: datetime
) -> list[TimelineStep]:
    """Return the life of a plan so far, and what it still has before it."""
    phase = budget_round.phase(now)
    steps = [*_handed_in(project, budget_round), *_checked(project, budget_round)]
    if project.status is ProjectStatus.WITHDRAWN:
        return [*steps, _step(_("Ingetrokken"), project.withdrawn_at, "now")]
    if project.status not in STANDS:
        return steps
    if phase not in NOT_FROZEN and project.status is not ProjectStatus.SHORTLISTED:
        title = _("Staat niet op de lijst voor de stemming")
        return [*steps, _step(title, budget_round.frozen_at, "now")]
    listed = _listed(budget_round, project, phase)
    return [*steps, listed, *_voting(budget_round, phase)]


def _handed_in(project: Project, budget_round: BudgetRound) -> list[TimelineStep]:
    if budget_round.imported_from:
        return []  # a file does not say when
    return [_step(_("Ontvangen"), project.submitted_at, "done")]


def _checked(project: Project, budget_round: BudgetRound) -> list[TimelineStep]:
    if project.status is ProjectStatus.SUBMITTED:
        return [TimelineStep(_("Wij kijken het plan na"), _by(budget_round), "now")]
    if project.status is ProjectStatus.NOT_FEASIBLE:
        title = _("Nagekeken: kan niet meedoen")
        return [_step(title, project.checked_at, "now")]
    if project.checked_at is None:
        return []
    return [_step(_("Nagekeken"), project.checked_at, "done")]


def _by(budget_round: BudgetRound) -> str:
    if budget_round.opens_at is None:
        return ""
    return str(_("Klaar vóór %(day)s", day=_day(budget_round.opens_at)))


def _listed(budget_round: BudgetRound, project: Project, phase: Phase) -> TimelineStep:
    if phase not in NOT_FROZEN:
        title = _("De lijst met plannen staat vast")
        is_own = budget_round.imported_from is None
        return _step(title, budget_round.frozen_at if is_own else None, "done")
    title = _("Wij maken de lijst voor de stemming")
    is_waiting = project.status is ProjectStatus.SUBMITTED
    return TimelineStep(title, "", "later" if is_waiting else "now")


def _voting(budget_round: BudgetRound, phase: Phase) -> list[TimelineStep]:
    is_past = phase in {Phase.CLOSED, Phase.UNSEALED} | OVER
    state = "done" if is_past else "now" if phase is Phase.VOTING else "later"
    result = "done" if phase in OVER else "now" if is_past else "later"
    return [
        TimelineStep(_("Bewoners stemmen"), _period(budget_round), state),
        TimelineStep(_("De uitslag is bekend"), "", result)
        if phase in OVER
        else TimelineStep(_("Wij tellen en maken de uitslag bekend"), "", result),
    ]


def _period(budget_round: BudgetRound) -> str:
    if budget_round.opens_at is None or budget_round.closes_at is None:
        return ""
    if budget_round.imported_from is not None:
        return ""  # the hours of a vote elsewhere are not known
    locale = _locale()
    opens = moment(budget_round.opens_at, locale=locale)
    closes = moment(budget_round.closes_at, locale=locale)
    return str(_("Van %(opens)s tot %(closes)s", opens=opens, closes=closes))


def _step(title: str, at: datetime | None, state: str) -> TimelineStep:
    return TimelineStep(title, "" if at is None else _day(at), state)


def _day(at: datetime) -> str:
    return day(at, locale=_locale())


def _locale() -> str:
    return str(get_locale() or "nl")
