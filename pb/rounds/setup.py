"""Setting a round up: its words and dates, its areas, its contests.

Every change names what the page showed (`seen`); when somebody else changed it in
the meantime, nothing is stored and both are shown.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import ColumnElement, func, null, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pb.projects.models import Project
from pb.rounds.ballot_limits import limit_faults
from pb.rounds.details import (
    AreaDetails,
    ContestDetails,
    Details,
    RoundDetails,
    fingerprint,
)
from pb.rounds.locking import lock_round
from pb.rounds.models import Area, BudgetRound, Contest
from pb.rounds.phases import Stage


class SetupRefused(Exception):
    """Nothing was stored."""


class RoundIsFrozen(SetupRefused):
    """Everything that decides the result is fixed."""


class SlugTaken(SetupRefused):
    """Another round has this address."""


class SlugIsFixed(SetupRefused):
    """The round is public: its address may be on paper."""


class NameTaken(SetupRefused):
    """The round has another area or contest with this name."""


class DatesOutOfOrder(SetupRefused):
    """Something would end before it begins, or voting begin before plans are in."""


class NoSuchArea(SetupRefused):
    """The area is not one of this round."""


class BallotImpossible(SetupRefused):
    """Settings of the ballot do not go together."""


class ChangedMeanwhile(SetupRefused):
    """Somebody else changed this since the page was opened."""


class RemovedMeanwhile(SetupRefused):
    """Somebody else removed this since the page was opened."""


class InUse(SetupRefused):
    """Plans or contests stand in the way of removing this."""

    def __init__(self, plans: int, contests: int = 0) -> None:
        super().__init__(f"{plans} plans, {contests} contests")
        self.plans = plans
        self.contests = contests


def create_round(session: Session, details: RoundDetails, now: datetime) -> BudgetRound:
    """Store a new draft.

    Raises:
        SlugTaken: Another round has this address.
        DatesOutOfOrder: See there.
    """
    _check_dates(details)
    budget_round = BudgetRound(**asdict(details), stage=Stage.DRAFT, created_at=now)
    session.add(budget_round)
    _commit_slug(session)
    return budget_round


def change_round(
    session: Session, budget_round: BudgetRound, details: RoundDetails, *, seen: str
) -> None:
    """Store new words and dates of a round that is not frozen.

    Raises:
        SetupRefused: One of the exceptions above.
    """
    lock_for_setup(session, budget_round)
    check_seen(budget_round, seen)
    _check_dates(details)
    if details.slug != budget_round.slug and budget_round.is_public:
        raise SlugIsFixed
    _store(budget_round, details)
    budget_round.dates_from = None  # whoever stores them has seen them
    _commit_slug(session)


def save_area(
    session: Session,
    budget_round: BudgetRound,
    details: AreaDetails,
    *,
    area: Area | None = None,
    seen: str = "",
) -> None:
    """Add an area, or change `area`.

    Raises:
        SetupRefused: One of the exceptions above.
    """
    lock_for_setup(session, budget_round)
    _check_present(area, budget_round.areas)
    names = {a.name.casefold() for a in budget_round.areas if a is not area}
    if details.name.casefold() in names:
        raise NameTaken
    if area is None:
        session.add(Area(budget_round_id=budget_round.id, **asdict(details)))
    else:
        check_seen(area, seen)
        _store(area, details)
    session.commit()


def remove_area(session: Session, budget_round: BudgetRound, area: Area) -> None:
    """Remove an area that nothing belongs to.

    Raises:
        InUse: Plans or contests belong to it.
        RoundIsFrozen: See there.
    """
    lock_for_setup(session, budget_round)
    _check_present(area, budget_round.areas)
    plans = _count_plans(session, Project.area_id == area.id)
    contests = sum(contest.area_id == area.id for contest in budget_round.contests)
    if plans or contests:
        raise InUse(plans, contests)
    session.delete(area)
    session.commit()


def save_contest(
    session: Session,
    budget_round: BudgetRound,
    details: ContestDetails,
    *,
    contest: Contest | None = None,
    seen: str = "",
) -> None:
    """Add a contest, or change `contest`.

    Raises:
        SetupRefused: One of the exceptions above.
    """
    lock_for_setup(session, budget_round)
    _check_present(contest, budget_round.contests)
    titles = {c.title.casefold() for c in budget_round.contests if c is not contest}
    if details.title.casefold() in titles:
        raise NameTaken
    if details.area_id not in {None, *(area.id for area in budget_round.areas)}:
        raise NoSuchArea
    if limit_faults(details.ballot_rules):
        raise BallotImpossible
    if contest is None:
        session.add(new_contest(budget_round, details))
    else:
        check_seen(contest, seen)
        _store(contest, details)
    session.commit()


def remove_contest(
    session: Session, budget_round: BudgetRound, contest: Contest
) -> None:
    """Remove a contest without plans.

    Raises:
        InUse: Plans belong to it.
        RoundIsFrozen: See there.
    """
    lock_for_setup(session, budget_round)
    _check_present(contest, budget_round.contests)
    plans = _count_plans(session, Project.contest_id == contest.id)
    if plans:
        raise InUse(plans)
    session.delete(contest)
    session.commit()


def lock_for_setup(session: Session, budget_round: BudgetRound) -> None:
    """Keep all others from changing or freezing the round, until the commit.

    Raises:
        RoundIsFrozen: It is too late.
    """
    lock_round(session, budget_round)
    if budget_round.is_frozen:
        raise RoundIsFrozen


def _check_present(
    row: Area | Contest | None, rows: Sequence[Area] | Sequence[Contest]
) -> None:
    if row is not None and row not in rows:
        raise RemovedMeanwhile


def check_seen(row: BudgetRound | Area | Contest, seen: str) -> None:
    """Refuse to change what was not seen; only while the round is locked.

    Raises:
        ChangedMeanwhile: The page showed something else.
    """
    if fingerprint(row) != seen:
        raise ChangedMeanwhile


def _check_dates(details: RoundDetails) -> None:
    """Refuse dates that are out of order; those not chosen yet don't matter."""
    collecting = details.collecting_opens_at, details.collecting_closes_at
    voting = details.opens_at, details.closes_at
    chosen = [at for at in collecting + voting if at is not None]
    takes_no_time = any(
        begins is not None and begins == ends for begins, ends in (collecting, voting)
    )
    if takes_no_time or chosen != sorted(chosen):
        raise DatesOutOfOrder


def _store(row: BudgetRound | Area | Contest, details: Details) -> None:
    for name, value in asdict(details).items():
        setattr(row, name, value)


def new_contest(budget_round: BudgetRound, details: ContestDetails) -> Contest:
    """Return a row for a contest, which the caller adds."""
    # A plain None would ask for the default of the column.
    values = {n: null() if v is None else v for n, v in asdict(details).items()}
    return Contest(budget_round_id=budget_round.id, **values)


def _count_plans(session: Session, condition: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(Project).where(condition)
    return session.scalar(query) or 0


def _commit_slug(session: Session) -> None:
    """Commit; of two who take one address at once, the second is refused."""
    try:
        session.commit()
    except IntegrityError as reason:
        session.rollback()
        raise SlugTaken from reason
