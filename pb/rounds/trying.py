"""What a round would fix if it were frozen now, with what is missing filled in.

Rehearsals, trials of rules and previews use it. Its hash begins with a word, so
that it is never taken for that of a frozen round.
"""

from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from pb.projects.models import Project, ProjectStatus
from pb.rounds.configuration import FrozenConfig, parse_config
from pb.rounds.fixing import (
    canonical_json,
    config_hash,
    contest_entry,
    entry_of,
    file_id_of,
)
from pb.rounds.models import Area, BudgetRound, Contest
from pb.rounds.tie_order import draw

MARK = "oefenen-"
SEED = "oefenen"  # while no order was drawn
DAYS = timedelta(days=14)


def trial_json(session: Session, budget_round: BudgetRound, now: datetime) -> str:
    """Return the configuration as text: the frozen one, or one made from the tables.

    Plans take part that are on the list, or that were found feasible and have a
    cost and a contest.

    Args:
        session: Only read.
        budget_round: In any stage.
        now: Stands for dates that are not chosen yet.
    """
    if budget_round.config_json is not None:
        return budget_round.config_json
    opens_at = budget_round.opens_at or now
    closes_at = budget_round.closes_at or opens_at + DAYS
    contests = sorted(budget_round.contests, key=lambda contest: contest.id)
    entry = entry_of(
        budget_round,
        [_contest(session, contest, budget_round.tie_seed) for contest in contests],
        opens_at=opens_at.isoformat(),
        closes_at=closes_at.isoformat(),
    )
    return canonical_json(entry).decode()


def trial_config(config_json: str) -> FrozenConfig:
    """Return what such a text says."""
    return parse_config(config_json, MARK + config_hash(config_json.encode()))


def _contest(session: Session, contest: Contest, seed: str | None) -> dict[str, object]:
    rows = [(row[0], row[1] or "") for row in session.execute(_plans(contest))]
    ranked = {file_id_of(plan): plan.tie_rank for plan, _area in rows}
    order = draw(seed or SEED, ranked)
    if None not in ranked.values():
        order.sort(key=lambda id_: ranked[id_] or 0)
    entry = contest_entry(contest, rows, order)
    groups = entry["rule"]["options"]["groups"]
    # Of a plan that dropped out nothing can be said yet.
    known = [
        {**g, "projects": [i for i in g["projects"] if i in ranked]} for g in groups
    ]
    entry["rule"]["options"]["groups"] = [g for g in known if g["projects"]]
    return entry


def _plans(contest: Contest) -> Select[Project, str]:
    return (
        select(Project, Area.name)
        .outerjoin(Area, Area.id == Project.area_id)
        .where(
            Project.contest_id == contest.id,
            Project.cost.is_not(None),
            Project.status.in_([ProjectStatus.SHORTLISTED, ProjectStatus.FEASIBLE]),
        )
        .order_by(Project.id)
    )
