"""Finding rounds, and the acts that move a round from stage to stage.

Setting a round up is in `setup.py`; what each act needs is in `needs.py`.
"""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session, selectinload

from pb.log.service import SYSTEM, append
from pb.log.types import EventType
from pb.projects.models import Project, ProjectStatus
from pb.rounds.acts import MOVES, Act
from pb.rounds.checks import Check
from pb.rounds.fixing import canonical_json, config_hash, make_config
from pb.rounds.locking import lock_round
from pb.rounds.models import BudgetRound
from pb.rounds.needs import checks_for
from pb.rounds.phases import Stage
from pb.rounds.situation import look_at
from pb.rounds.tie_order import Order, clean_seed, draw
from pb.urn.closing import count_codes, fixed_count, settled_paper


class ActRefused(Exception):
    """The round was not moved and nothing was stored."""

    def __init__(self, act: Act) -> None:
        super().__init__(act.value)
        self.act = act


class WrongStage(ActRefused):
    """The round is not in the stage where this act begins."""

    def __init__(self, act: Act, stage: Stage) -> None:
        super().__init__(act)
        self.stage = stage


class NotReady(ActRefused):
    """Something that the act needs is not so."""

    def __init__(self, act: Act, checks: list[Check]) -> None:
        super().__init__(act)
        self.checks = checks


def list_all_rounds(session: Session) -> list[BudgetRound]:
    """Return every round, drafts included, newest first: for staff."""
    return list(
        session.scalars(
            select(BudgetRound)
            .options(selectinload(BudgetRound.contests))
            .order_by(BudgetRound.created_at.desc(), BudgetRound.id.desc())
        )
    )


def find_round(session: Session, slug: str) -> BudgetRound | None:
    """Return the round with this slug, draft or not."""
    if "\0" in slug:  # PostgreSQL has no such text
        return None
    return session.scalar(
        select(BudgetRound)
        .where(BudgetRound.slug == slug)
        .options(selectinload(BudgetRound.contests), selectinload(BudgetRound.areas))
    )


def announce(session: Session, budget_round: BudgetRound, now: datetime) -> None:
    """Make a draft public; residents can hand in plans when the clock says so.

    Raises:
        ActRefused: See `pb.rounds.needs`.
    """
    _admit(session, budget_round, Act.ANNOUNCE, now)
    _move(session, budget_round, Act.ANNOUNCE)


def make_shortlist(session: Session, budget_round: BudgetRound, now: datetime) -> None:
    """Put every feasible plan on the list for the vote; the others keep their verdict.

    Raises:
        ActRefused: Plans still come in, or wait for a verdict.
    """
    _admit(session, budget_round, Act.SHORTLIST, now)
    for project in _projects(session, budget_round, ProjectStatus.FEASIBLE):
        project.status = ProjectStatus.SHORTLISTED
        project.tie_rank = None
        project.version += 1
    _move(session, budget_round, Act.SHORTLIST, tie_seed=None)


def reopen_list(session: Session, budget_round: BudgetRound, now: datetime) -> None:
    """Undo `make_shortlist`, with the tie order that was drawn for that list.

    Raises:
        ActRefused: There is no list, or it is frozen.
    """
    _admit(session, budget_round, Act.REOPEN_LIST, now)
    for project in _projects(session, budget_round, ProjectStatus.SHORTLISTED):
        project.status = ProjectStatus.FEASIBLE
        project.tie_rank = None
        project.version += 1
    _move(session, budget_round, Act.REOPEN_LIST, tie_seed=None)


def draw_tie_order(
    session: Session,
    budget_round: BudgetRound,
    seed: str,
    now: datetime,
    *,
    order: Order = draw,
) -> None:
    """Give every plan on the list its place in the order that decides ties.

    Args:
        session: Committed on success.
        budget_round: With a list of plans.
        seed: Public; the same seed gives the same order, see `tie_order.py`.
        now: In UTC.
        order: Puts the plans of a contest in order; drawn elsewhere, if not by us.

    Raises:
        NotASeed: The seed can't be written down and typed again.
        NotAnOrder: The list has changed since the order was typed.
        ActRefused: There is no list, or it is frozen.
    """
    seed = clean_seed(seed)
    _admit(session, budget_round, Act.DRAW, now)
    listed = _projects(session, budget_round, ProjectStatus.SHORTLISTED)
    for project in listed:
        project.file_id = project.file_id or str(project.id)
        project.tie_rank = None  # first all free, because a place is unique
    session.flush()
    for contest in budget_round.contests:
        by_id = {p.file_id or "": p for p in listed if p.contest_id == contest.id}
        for rank, id_ in enumerate(order(seed, by_id), start=1):
            by_id[id_].tie_rank = rank
    _move(session, budget_round, Act.DRAW, tie_seed=seed)


def freeze(
    session: Session, budget_round: BudgetRound, now: datetime, *, actor: str = SYSTEM
) -> None:
    """Fix everything that decides the result; at the desk two persons do it.

    See `fix_configuration`, and `pb.rounds.freezing`.

    Raises:
        ActRefused: Something is missing, or the vote should have begun already.
    """
    _admit(session, budget_round, Act.FREEZE, now)
    fix_configuration(session, budget_round, now, actor=actor)


def fix_configuration(
    session: Session, budget_round: BudgetRound, now: datetime, *, actor: str = SYSTEM
) -> None:
    """Store the configuration and its hash; from then on nothing in it can change.

    This checks only that nothing is missing: a past round is fixed this way too.

    Args:
        session: Committed on success.
        budget_round: In stage shortlisted, complete.
        now: In UTC.
        actor: Who does it, for the logbook, which begins here.

    Raises:
        ConfigurationIncomplete: A date, a cost or a place is missing.
        WrongStage: The round has no list of plans, or is frozen already.
    """
    store_configuration(session, budget_round, now, actor=actor)
    session.commit()


def store_configuration(
    session: Session, budget_round: BudgetRound, now: datetime, *, actor: str
) -> None:
    """Do what `fix_configuration` does, in the transaction of the caller."""
    canonical = canonical_json(make_config(session, budget_round))
    hash_ = config_hash(canonical)
    body = {"config_hash": hash_}
    append(session, budget_round, EventType.ROUND_FROZEN, body, actor=actor, at=now)
    _set(
        session,
        budget_round,
        Act.FREEZE,
        config_json=canonical.decode(),
        config_hash=hash_,
        frozen_at=now,
    )


def open_round(
    session: Session, budget_round: BudgetRound, now: datetime, *, actor: str = SYSTEM
) -> None:
    """Arm a frozen round; the clock opens and closes the vote.

    Raises:
        ActRefused: Nobody has a code yet, or the vote would be over already.
    """
    _admit(session, budget_round, Act.OPEN, now)
    config = json.loads(budget_round.config_json or "{}")
    codes = count_codes(session, budget_round)
    body = {
        "opens_at": config["opens_at"],
        "closes_at": config["closes_at"],
        "issued": codes.issued,
        "revoked": codes.revoked,
    }
    append(session, budget_round, EventType.ROUND_OPENED, body, actor=actor, at=now)
    _move(session, budget_round, Act.OPEN)


def close_round(
    session: Session, budget_round: BudgetRound, now: datetime, *, actor: str = SYSTEM
) -> None:
    """Fix what is in the urn, in public, after the vote has ended by the clock.

    Raises:
        ActRefused: People can still vote, or the round was never open.
    """
    _admit(session, budget_round, Act.CLOSE, now)
    paper = settled_paper(session, budget_round)
    if paper is not None:
        type_ = EventType.PAPER_SETTLED
        append(session, budget_round, type_, paper, actor=actor, at=now)
    body = fixed_count(session, budget_round)
    append(session, budget_round, EventType.ROUND_CLOSED, body, actor=actor, at=now)
    # Without a key nothing was ever sealed: a round of a version without urns.
    unsealed_at = now if budget_round.public_key is None else None
    _move(session, budget_round, Act.CLOSE, closed_at=now, unsealed_at=unsealed_at)


def _admit(
    session: Session, budget_round: BudgetRound, act: Act, now: datetime
) -> None:
    """Keep all others from changing the round, and check what the act needs."""
    lock_round(session, budget_round)
    check_admission(session, budget_round, act, now)


def check_admission(
    session: Session, budget_round: BudgetRound, act: Act, now: datetime
) -> None:
    """Check what an act needs.

    Raises:
        ActRefused: Something of it is not so.
    """
    if budget_round.stage is not MOVES[act].begins:
        raise WrongStage(act, budget_round.stage)
    checks = checks_for(act, look_at(session, budget_round, now))
    if any(check.stops for check in checks):
        raise NotReady(act, checks)


def _move(session: Session, budget_round: BudgetRound, act: Act, **values: Any) -> None:
    """Move the round and commit, unless somebody else moved it first."""
    _set(session, budget_round, act, **values)
    session.commit()


def _set(session: Session, budget_round: BudgetRound, act: Act, **values: Any) -> None:
    session.flush()
    moved = session.execute(
        update(BudgetRound)
        .where(
            BudgetRound.id == budget_round.id,
            BudgetRound.stage == MOVES[act].begins,
        )
        .values(stage=MOVES[act].ends, **values)
        .execution_options(synchronize_session=False)
    )
    if not isinstance(moved, CursorResult) or moved.rowcount != 1:
        session.rollback()
        raise WrongStage(act, budget_round.stage)
    session.refresh(budget_round)


def _projects(
    session: Session, budget_round: BudgetRound, status: ProjectStatus
) -> list[Project]:
    return list(
        session.scalars(
            select(Project)
            .where(
                Project.budget_round_id == budget_round.id,
                Project.status == status,
            )
            .order_by(Project.id)
        )
    )
