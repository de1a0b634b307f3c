"""How one may talk about the plans of a round, and how many supporters are asked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.fingerprint import check_seen
from pb.projects.models import Project, ProjectStatus
from pb.rounds.locking import lock_round
from pb.rounds.models import Area, BudgetRound
from pb.rounds.phases import Phase
from pb.talk.models import AreaThreshold, TalkSettings

# From the vote on, nobody adds words or supporters: the ballot has begun.
TALKING = frozenset({Phase.COLLECTING, Phase.REVIEWING, Phase.SHORTLISTED})
SUPPORTING = frozenset({Phase.COLLECTING, Phase.REVIEWING})
GOING_ON = frozenset(
    {ProjectStatus.SUBMITTED, ProjectStatus.FEASIBLE, ProjectStatus.SHORTLISTED}
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a round says about talking and supporting."""

    is_open: bool = False
    reads_first: bool = True
    supports: bool = False
    threshold: int | None = None
    by_area: Mapping[int, int] = field(default_factory=dict)

    def threshold_of(self, project: Project) -> int | None:
        """Return how many supporters a plan needs for the list; None: no number."""
        return self.by_area.get(project.area_id or 0, self.threshold)


def read_rules(session: Session, budget_round: BudgetRound) -> Rules:
    """Return the rules of a round; without settings one neither talks nor supports."""
    row = session.get(TalkSettings, budget_round.id)
    if row is None:
        return Rules()
    areas = session.execute(
        select(AreaThreshold.area_id, AreaThreshold.threshold)
        .join(Area, Area.id == AreaThreshold.area_id)
        .where(Area.budget_round_id == budget_round.id)
    )
    return Rules(
        row.is_open,
        row.reads_first,
        row.supports,
        row.threshold,
        dict(areas.all()),
    )


def may_talk(
    rules: Rules, budget_round: BudgetRound, project: Project, now: datetime
) -> bool:
    """Say whether one may write about a plan now."""
    is_time = budget_round.phase(now) in TALKING
    return rules.is_open and is_time and project.status in GOING_ON


def may_support(
    rules: Rules, budget_round: BudgetRound, project: Project, now: datetime
) -> bool:
    """Say whether one may support a plan now."""
    is_time = budget_round.phase(now) in SUPPORTING
    return rules.supports and is_time and project.status in GOING_ON


def copy_rules(
    session: Session, source: BudgetRound, made: BudgetRound, areas: Mapping[int, int]
) -> None:
    """Give a new round the rules of an earlier one; the caller commits.

    Args:
        session: Holds both rounds.
        source: Whose rules they are.
        made: Who gets them.
        areas: For each area of the earlier round the one that was copied from it.
    """
    if session.get(TalkSettings, source.id) is None:
        return
    rules = read_rules(session, source)
    session.add(
        TalkSettings(
            budget_round_id=made.id,
            is_open=rules.is_open,
            reads_first=rules.reads_first,
            supports=rules.supports,
            threshold=rules.threshold,
        )
    )
    for area_id, threshold in rules.by_area.items():
        session.add(AreaThreshold(area_id=areas[area_id], threshold=threshold))


def save_rules(
    session: Session,
    budget_round: BudgetRound,
    rules: Rules,
    *,
    seen: str | None = None,
) -> None:
    """Keep the rules of a round; commits.

    Args:
        session: Locks the round.
        budget_round: Whose rules they are.
        rules: All of them.
        seen: The fingerprint of the rules on the page.

    Raises:
        ChangedMeanwhile: The page showed something else.
    """
    lock_round(session, budget_round)
    check_seen(seen, asdict(read_rules(session, budget_round)))
    row = session.get(TalkSettings, budget_round.id)
    if row is None:
        row = TalkSettings(budget_round_id=budget_round.id)
        session.add(row)
    row.is_open, row.reads_first = rules.is_open, rules.reads_first
    row.supports, row.threshold = rules.supports, rules.threshold
    for area in budget_round.areas:
        old = session.get(AreaThreshold, area.id)
        if old is not None:
            session.delete(old)
    session.flush()
    for area_id, threshold in rules.by_area.items():
        session.add(AreaThreshold(area_id=area_id, threshold=threshold))
    session.commit()
