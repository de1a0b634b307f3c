"""Past rounds beside one another: what each brought, in the same numbers."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from exports.result import ContestResult
from pb.results.beside_plans import people_in
from pb.results.counting import read_figures, read_results
from pb.results.models import Publication, Withdrawal
from pb.results.studied import Studied, is_small, study_of
from pb.rounds.configuration import FrozenConfig, read_config
from pb.rounds.models import BudgetRound


@dataclass(frozen=True, slots=True)
class PastRound:
    """One round with its newest result; amounts are cents."""

    slug: str
    title: str
    opened_at: datetime
    closed_at: datetime
    is_own: bool
    currency: str
    rules: tuple[str, ...]
    budget: int
    cost: int
    ballots: int
    voters: int
    letters: int
    plans: int
    funded: int
    with_choice: int | None  # voters; None: several pots, or too few voters
    with_choice_otherwise: int | None  # the same with the other rule
    other_rule: str
    is_withdrawn: bool  # and no correction took its place


def past_rounds(session: Session) -> list[PastRound]:
    """Return every round with a public result, the newest vote first."""
    every = aliased(Publication)
    newest = (
        select(func.max(every.version))
        .where(every.budget_round_id == Publication.budget_round_id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(BudgetRound, Publication, Withdrawal.publication_id)
        .join(Publication, Publication.budget_round_id == BudgetRound.id)
        .outerjoin(Withdrawal, Withdrawal.publication_id == Publication.id)
        .where(Publication.version == newest)
    )
    found = [
        _past(row[0], row[1], is_withdrawn=row[2] is not None)
        for row in rows
        if row[0].is_published
    ]
    return sorted(found, key=lambda past: past.closed_at, reverse=True)


def _past(
    budget_round: BudgetRound, publication: Publication, *, is_withdrawn: bool
) -> PastRound:
    config = read_config(budget_round)
    results = _results(config, publication.result_json)
    is_own = budget_round.imported_from is None
    ballots = sum(read_figures(publication.figures_json)[0].values())
    having, otherwise, rule = _choices(publication, results, is_own=is_own)
    return PastRound(
        slug=budget_round.slug,
        title=budget_round.title,
        opened_at=config.opens_at,
        closed_at=config.closes_at,
        is_own=is_own,
        currency=config.currency,
        rules=tuple(dict.fromkeys(result.rule for result in results)),
        budget=sum(result.budget for result in results),
        cost=sum(result.cost for result in results),
        ballots=ballots,
        voters=people_in(publication.figures_json) or ballots,
        letters=sum(area.letters_sent for area in config.areas),
        plans=sum(len(result.projects) for result in results),
        funded=sum(len(result.funded) for result in results),
        with_choice=having,
        with_choice_otherwise=otherwise,
        other_rule=rule,
        is_withdrawn=is_withdrawn,
    )


@lru_cache(maxsize=64)
def _results(config: FrozenConfig, result_json: str) -> tuple[ContestResult, ...]:
    return read_results(config, result_json)


def _choices(
    publication: Publication, results: tuple[ContestResult, ...], *, is_own: bool
) -> tuple[int | None, int | None, str]:
    """Return who sees a choice go on: now, with another rule, and which rule."""
    if len(results) != 1 or is_small(results[0], is_own=is_own):
        return None, None, ""
    studied: Studied = study_of(publication.figures_json, results[0], is_own=is_own)
    figures = read_figures(publication.figures_json)[1][results[0].id]
    if len(studied.rules) < 2:
        return figures.with_choice, None, ""
    other = studied.rules[1]
    return figures.with_choice, other.voters - other.without, other.rule
