"""Making a round from a Pabulib file of another city or year.

A published file goes the way of a round of our own: its settings are fixed, its
ballots come in as if from the urn, and then it is counted and published.
"""

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import count, islice
from typing import Any

import rfc8785
from sqlalchemy import exists, insert, null, select, update
from sqlalchemy.orm import Session

import allocation
from exports import merkle
from pb.log.service import append
from pb.log.types import EventType
from pb.projects.models import Project, ProjectStatus
from pb.results import foreign, service
from pb.results.models import Publication
from pb.rounds.models import Area, BudgetRound, Contest
from pb.rounds.phases import Stage
from pb.rounds.service import draw_tie_order, fix_configuration
from pb.urn.closing import read_commitments
from pb.voting.commitment import commitment_of
from pb.voting.models import Ballot

BATCH = 5000  # rows a statement
SEED_BYTES = 16
ORIGIN = b"buurtgeld-import/1\n"


class CannotImport(Exception):
    """The file was not made into a round."""


class SlugTaken(CannotImport):
    """There is a round with this slug."""


class NoDates(CannotImport):
    """The file does not say when the vote was held."""


class NotPast(CannotImport):
    """The vote of a published round must be over."""


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What to make of a file."""

    parsed: allocation.ParsedFile
    slug: str
    period: tuple[datetime, datetime] | None = None  # instead of what the file says
    title: str = ""
    summary: str = ""


def import_shortlist(
    session: Session, order: ImportOrder, now: datetime
) -> BudgetRound:
    """Make a round from the projects of a file, for a vote of our own.

    Lots are drawn at once, so that it can be frozen; staff may draw again until then.

    Raises:
        CannotImport: One of its kinds above.
    """
    _check_slug(session, order.slug)
    budget_round = _make_round(session, order, now=now, period=order.period)
    _add_projects(session, budget_round, order, now=now)
    if order.parsed.instance.projects:  # the list is made, so lots may be drawn
        draw_tie_order(session, budget_round, secrets.token_hex(SEED_BYTES), now)
    session.commit()
    return budget_round


def import_published(
    session: Session, order: ImportOrder, now: datetime
) -> Publication:
    """Make a past round from a file: its ballots are counted and published.

    Args:
        session: On a connection whose transaction the caller commits, so that
            nothing is left of a round that could not be finished.
        order: What to make of which file.
        now: In UTC.

    Raises:
        CannotImport: One of its kinds above.
        ResultRefused: The ballots can't be counted.
    """
    _check_slug(session, order.slug)
    period = _past_period(order, now)
    budget_round = _make_round(session, order, now=now, period=period)
    budget_round.imported_from = order.parsed.name
    _add_projects(session, budget_round, order, now=now)
    fix_configuration(session, budget_round, now)
    _set_stage(session, budget_round, Stage.CLOSED, closed_at=period[1])
    _add_ballots(session, budget_round, order.parsed)
    _set_stage(session, budget_round, Stage.CLOSED, unsealed_at=now)
    _tell(session, budget_round, order.parsed, now=now)
    service.count_round(session, budget_round, now)
    service.propose(session, budget_round, now)
    return service.publish(session, budget_round, now)


def _tell(
    session: Session,
    budget_round: BudgetRound,
    parsed: allocation.ParsedFile,
    *,
    now: datetime,
) -> None:
    """Write in the logbook which ballots came from which file."""
    leaves = read_commitments(session, budget_round)
    body = {
        "file": parsed.name,
        "sha256": parsed.sha256,
        "ballots": len(leaves),
        "root": merkle.root(leaves).hex(),
    }
    append(session, budget_round, EventType.ROUND_IMPORTED, body, at=now)
    session.commit()  # a count begins with a clean sheet


def _past_period(order: ImportOrder, now: datetime) -> tuple[datetime, datetime]:
    period = order.period or foreign.period_of(order.parsed)
    if period is None:
        raise NoDates
    if period[1] > now:
        raise NotPast
    return period


def _check_slug(session: Session, slug: str) -> None:
    if session.scalar(select(exists().where(BudgetRound.slug == slug))):
        raise SlugTaken


def _make_round(
    session: Session,
    order: ImportOrder,
    *,
    now: datetime,
    period: tuple[datetime, datetime] | None,
) -> BudgetRound:
    parsed = order.parsed
    opens_at, closes_at = period or (None, None)
    title = order.title or foreign.title_of(parsed)
    budget_round = BudgetRound(
        slug=order.slug,
        title=title,
        summary=order.summary,
        stage=Stage.SHORTLISTED,
        currency=foreign.currency_of(parsed),
        opens_at=opens_at,
        closes_at=closes_at,
        created_at=now,
    )
    session.add(budget_round)
    session.flush()
    session.add(
        Area(budget_round_id=budget_round.id, name=foreign.place_of(parsed) or title)
    )
    row = _contest_row(budget_round, parsed, title)
    # Without a value a column gets its default; null() is a value.
    session.add(Contest(**{k: null() if v is None else v for k, v in row.items()}))
    session.flush()
    return budget_round


def _contest_row(
    budget_round: BudgetRound, parsed: allocation.ParsedFile, title: str
) -> dict[str, object]:
    rule = foreign.rule_of(parsed)
    return {
        "budget_round_id": budget_round.id,
        "title": title,
        "budget_limit": parsed.instance.budget_limit,
        "vote_type": foreign.vote_type_of(parsed),
        "max_choices": foreign.max_choices_of(parsed),
        "within_budget": foreign.is_within_budget(parsed),
        "ballot_limits": foreign.ballot_limits_of(parsed),
        "rule": rule.rule,
        "utility": rule.utility,
        "completion": rule.completion,
        "rule_options": dict(rule.options),
    }


def _add_projects(
    session: Session, budget_round: BudgetRound, order: ImportOrder, *, now: datetime
) -> None:
    """Add the projects; of a past round also the order in which ties are decided."""
    instance = order.parsed.instance
    ranks: dict[str, int | None] = {}
    if budget_round.imported_from is not None:
        places = enumerate(allocation.default_tie_order(instance), start=1)
        ranks = {id_: rank for rank, id_ in places}
    shared = {
        "budget_round_id": budget_round.id,
        "contest_id": budget_round.contests[0].id,
        "status": ProjectStatus.SHORTLISTED,
        "submitted_at": now,
    }
    rows = [
        {
            **shared,
            "file_id": project.id,
            "title": project.name or project.id,
            "place": project.area,
            "theme": project.category,
            "cost": project.cost,
            "tie_rank": ranks.get(project.id),
        }
        for project in instance.projects
    ]
    session.execute(insert(Project), rows)


def _set_stage(
    session: Session, budget_round: BudgetRound, stage: Stage, **values: Any
) -> None:
    session.execute(
        update(BudgetRound)
        .where(BudgetRound.id == budget_round.id)
        .values(stage=stage, **values)
    )
    session.commit()


def _add_ballots(
    session: Session, budget_round: BudgetRound, parsed: allocation.ParsedFile
) -> None:
    rows = _ballot_rows(budget_round, parsed)
    while batch := list(islice(rows, BATCH)):
        session.execute(insert(Ballot), batch)


def _ballot_rows(
    budget_round: BudgetRound, parsed: allocation.ParsedFile
) -> Iterator[dict[str, object]]:
    """Yield a row per ballot. The nonces follow from the file: nothing is secret."""
    area_id, contest_id = budget_round.areas[0].id, budget_round.contests[0].id
    vote_type, config_hash = foreign.vote_type_of(parsed), budget_round.config_hash
    seed = ORIGIN + bytes.fromhex(parsed.sha256)
    numbers = count()
    for group in parsed.instance.ballots:
        choices = _choices(vote_type, group.weights)
        body = _body(str(area_id), str(contest_id), choices)
        for number in islice(numbers, group.count):
            nonce = hashlib.sha256(seed + number.to_bytes(8, "big")).digest()
            yield {
                "commitment": commitment_of(config_hash or "", nonce, body),
                "budget_round_id": budget_round.id,
                "nonce": nonce.hex(),
                "body": body.decode(),
            }


def _choices(
    vote_type: str, weights: Mapping[str, allocation.Weight]
) -> list[str] | dict[str, int | str]:
    """Return what one voter of a file chose, in the form of our own ballots."""
    if vote_type == "cumulative":
        return {id_: _points(weight) for id_, weight in weights.items()}
    if vote_type == "ordinal":
        return sorted(weights, key=lambda id_: (-weights[id_], id_))
    return sorted(weights)


def _body(area_id: str, contest_id: str, choices: Any) -> bytes:
    """Return the canonical ballot; a blank one names no contest."""
    named = {contest_id: choices} if choices else {}
    return rfc8785.dumps({"area": area_id, "choices": named})


def _points(weight: allocation.Weight) -> int | str:
    """Return whole points as a number, others as the text of a fraction."""
    exact = Fraction(weight)
    return exact.numerator if exact.denominator == 1 else str(exact)
