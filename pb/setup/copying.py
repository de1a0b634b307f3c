"""A new round from an earlier one: every setting; no plans, codes or people.

The dates come along too, as many years later as it takes to lie ahead; until a
member of staff stores them, the round says that nobody looked at them.
"""

import re
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pb import clock
from pb.maps.service import copy_map
from pb.projects.care import copy_settings
from pb.retention.terms import copy_terms
from pb.rounds.details import AreaDetails, ContestDetails, RoundDetails
from pb.rounds.models import Area, BudgetRound, Contest
from pb.rounds.phases import Stage
from pb.rounds.setup import SlugTaken, new_contest
from pb.rounds.slugs import free_slug
from pb.talk.settings import copy_rules

YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})(?![0-9])")
MOMENTS = ("collecting_opens_at", "collecting_closes_at", "opens_at", "closes_at")
MOST_YEARS = 200  # after a round of long ago


def copy_round(session: Session, source: BudgetRound, now: datetime) -> BudgetRound:
    """Store a new draft that is set up as an earlier round was.

    Args:
        session: Committed on success.
        source: In any stage; only read.
        now: In UTC; the copied dates lie after it.

    Raises:
        SlugTaken: Somebody else took the address at the same moment.
    """
    years = _years_until_ahead(source, now)
    made = _copy_details(session, source, years, now)
    session.add(made)
    try:
        session.flush()
        _copy_contests(session, source, made, years)
        session.commit()
    except IntegrityError as reason:
        session.rollback()
        raise SlugTaken from reason
    return made


def _copy_details(
    session: Session, source: BudgetRound, years: int, now: datetime
) -> BudgetRound:
    kept = RoundDetails(**_kept(RoundDetails, source))
    dates: dict[str, Any] = {n: _later(getattr(source, n), years) for n in MOMENTS}
    title = _later_title(source.title, years)
    taken = session.scalars(select(BudgetRound.slug)).all()
    moved = replace(kept, title=title, slug=free_slug(title, taken), **dates)
    return BudgetRound(
        **asdict(moved),
        stage=Stage.DRAFT,
        currency=source.currency,
        dates_from=source.title if any(dates.values()) else None,
        created_at=now,
    )


def _copy_contests(
    session: Session, source: BudgetRound, made: BudgetRound, years: int
) -> None:
    areas: dict[int, int] = {}
    for area in source.areas:
        copied = Area(budget_round_id=made.id, **_kept(AreaDetails, area))
        session.add(copied)
        session.flush()
        areas[area.id] = copied.id
    copy_map(session, source, made, areas)
    copy_rules(session, source, made, areas)
    copy_terms(session, source, made)
    copy_settings(session, source, made)
    for contest in source.contests:
        kept = ContestDetails(**_kept(ContestDetails, contest))
        session.add(
            new_contest(
                made,
                replace(
                    kept,
                    title=_later_title(contest.title, years, mark=False),
                    area_id=areas.get(contest.area_id or 0),
                    # Groups name plans, and there are none yet.
                    rule_options=_without_groups(contest),
                ),
            )
        )


def _kept(
    kind: type[RoundDetails | AreaDetails | ContestDetails],
    row: BudgetRound | Area | Contest,
) -> dict[str, Any]:
    return {name: getattr(row, name) for name in kind.__dataclass_fields__}


def _without_groups(contest: Contest) -> dict[str, object]:
    options = contest.rule_options
    return {name: value for name, value in options.items() if name != "groups"}


def _years_until_ahead(source: BudgetRound, now: datetime) -> int:
    """Return after how many years, one at least, the first date lies ahead."""
    moments = [at for name in MOMENTS if (at := getattr(source, name)) is not None]
    years = range(1, MOST_YEARS)
    return next((n for n in years if _is_ahead(moments, n, now)), 1)


def _is_ahead(moments: list[datetime], years: int, now: datetime) -> bool:
    later = (_later(at, years) for at in moments)
    return all(at is not None and at > now for at in later)


def _later(at: datetime | None, years: int) -> datetime | None:
    """Return the same day and time of the clock, years later."""
    if at is None:
        return None
    local = at.astimezone(clock.AMSTERDAM).replace(tzinfo=None)
    try:
        moved = local.replace(year=local.year + years)
    except ValueError:  # 29 February
        moved = local.replace(year=local.year + years, day=28)
    try:
        return clock.to_utc(moved)
    except ValueError:  # the hour that March skips
        return clock.to_utc(moved + timedelta(hours=1))


def _later_title(title: str, years: int, *, mark: bool = True) -> str:
    """Return the title with its year moved on; without a year it is marked."""
    moved = YEAR.sub(lambda year: str(int(year[1]) + years), title)
    return f"{title} (nieuw)" if mark and moved == title else moved
