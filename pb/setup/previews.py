"""Making a round look public for one page: in memory, never in the database."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy.orm import Session

from pb.results.bounded import Allowance, run_bounded
from pb.results.counting import Counted, count_ballots
from pb.results.models import Publication
from pb.rounds.configuration import FrozenConfig
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Stage
from pb.rounds.trying import trial_config, trial_json
from pb.setup.invented import invent_votes
from pb.web.preview import Preview

VOTERS, SEED = 300, "voorbeeld"
ALLOWANCE = Allowance(seconds=20.0)
MOST_KEPT = 4  # results


class NothingToShow(Exception):
    """There is no area, or no plan with a price."""


def preview_round(
    session: Session, budget_round: BudgetRound, _now: datetime
) -> Preview:
    """Return a round as if it had been announced."""
    _detach(session, budget_round)
    if budget_round.stage is Stage.DRAFT:
        budget_round.stage = Stage.ANNOUNCED
    return Preview(budget_round)


def preview_collecting(
    session: Session, budget_round: BudgetRound, now: datetime
) -> Preview:
    """Return a round as if residents were handing in plans."""
    _detach(session, budget_round)
    budget_round.stage = Stage.ANNOUNCED
    closes = budget_round.collecting_closes_at
    budget_round.collecting_opens_at = now
    if closes is None or closes <= now:
        budget_round.collecting_closes_at = now + timedelta(days=14)
    return Preview(budget_round)


def preview_result(
    session: Session, budget_round: BudgetRound, now: datetime
) -> Preview:
    """Return a round as if invented votes had been counted and published.

    Raises:
        NothingToShow: See there.
        NotComputed: The count took too long.
    """
    text = trial_json(session, budget_round, now)
    config = trial_config(text)
    if not config.areas or not any(contest.projects for contest in config.contests):
        raise NothingToShow
    counted = _count(config)
    _detach(session, budget_round)
    budget_round.config_json, budget_round.config_hash = text, config.hash
    budget_round.stage, budget_round.frozen_at = Stage.PUBLISHED, now
    budget_round.opens_at = budget_round.opens_at or now
    budget_round.closes_at = budget_round.closes_at or now + timedelta(days=14)
    publication = Publication(
        id=0,
        budget_round_id=budget_round.id,
        version=1,
        published_at=now,
        reason="",
        result_json=counted.result_json,
        result_hash=counted.result_hash,
        figures_json=counted.figures_json,
    )
    return Preview(budget_round, publication)


# What can be shown by the views that residents will see, each at its moment in the
# life of a round. They only read.
SHOWN: dict[str, Callable[[Session, BudgetRound, datetime], Preview]] = {
    "rounds.show": preview_round,
    "projects.index": preview_round,
    "projects.show": preview_round,
    "projects.on_map": preview_round,
    "projects.paper_form": preview_round,
    "projects.submit": preview_collecting,
    "projects.step": preview_collecting,
    "projects.photos": preview_collecting,
    "projects.saved": preview_collecting,
    "projects.review": preview_collecting,
    "projects.received": preview_collecting,
    "projects.join": preview_collecting,
    "talk.write": preview_collecting,
    "talk.support": preview_collecting,
    "results.show": preview_result,
    "results.version": preview_result,
    "results.why": preview_result,
    "results.why_then": preview_result,
    "results.why_letter": preview_result,
    "results.steps": preview_result,
    "delivery.overview": preview_result,
    "delivery.show": preview_result,
    "delivery.news": preview_result,
}
DRAFT = "voorbeeld"  # stands for the secret words in the address of a draft


def _count(config: FrozenConfig) -> Counted:
    """Count invented votes in a process of its own; the same round once."""
    kept: OrderedDict[str, Counted] = current_app.extensions.setdefault(
        "preview_results", OrderedDict()
    )
    if config.hash not in kept:
        votes = invent_votes(config, VOTERS, SEED)
        kept[config.hash] = run_bounded(
            count_ballots, config, votes, allowance=ALLOWANCE
        )
        while len(kept) > MOST_KEPT:
            kept.popitem(last=False)
    return kept[config.hash]


def _detach(session: Session, budget_round: BudgetRound) -> None:
    """Take a round out of the session, with all that pages read of it."""
    rows = [budget_round, *budget_round.areas, *budget_round.contests]
    for contest in budget_round.contests:
        _ = contest.area  # read while it still can be
    for row in rows:
        session.expunge(row)
