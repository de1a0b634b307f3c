"""The report of a version of this installation, or of a result that is proposed."""

from pathlib import Path

from flask import current_app, url_for
from flask_babel import force_locale

from pb.db import db
from pb.log.service import read_events
from pb.results.ballots import read_cast_ballots
from pb.results.beside_plans import with_beside
from pb.results.bundle import events_until
from pb.results.counting import count_apart
from pb.results.listing import list_publications, outcome_to_propose
from pb.results.models import Publication
from pb.results.printing import print_report
from pb.results.record import make_record
from pb.results.report import Standing, make_report
from pb.results.shelves import dutch_page, kept_copy
from pb.results.tries import with_tries
from pb.rounds.configuration import read_config
from pb.rounds.models import BudgetRound


class NothingToReport(Exception):
    """No result of the newest count is proposed."""


class CountDiffers(Exception):
    """A new count of the same ballots gives another result than was proposed."""


def published_report(budget_round: BudgetRound, publication: Publication) -> bytes:
    """Return the report of a published version as PDF."""
    path = url_for(
        "results.version", slug=budget_round.slug, version=publication.version
    )
    return _print(budget_round, publication, current_app.config["PUBLIC_URL"] + path)


def proposed_report(budget_round: BudgetRound) -> Path:
    """Return where the report of the proposed result is, as PDF, for staff only.

    The reasons follow from the ballots, so it counts once more; it is kept then.

    Raises:
        NothingToReport: There is no proposal of the newest count.
        CountDiffers: The ballots give another result.
        ChangedBallot: A ballot was changed after it was cast.
        NotComputed: The count took too long.
    """
    session = db.session()
    outcome = outcome_to_propose(session, budget_round)
    if outcome is None or outcome.proposed_at is None:
        raise NothingToReport
    as_if_adopted = Publication(
        budget_round_id=budget_round.id,
        version=1 + len(list_publications(session, budget_round)),
        published_at=outcome.proposed_at,
        result_json=outcome.result_json,
        result_hash=outcome.result_hash,
        reason="",
    )
    return kept_copy(
        as_if_adopted,
        budget_round.slug,
        "voorstel.pdf",
        lambda: _print(budget_round, _with_figures(as_if_adopted, budget_round), ""),
    )


def _with_figures(proposed: Publication, budget_round: BudgetRound) -> Publication:
    config = read_config(budget_round)
    ballots = read_cast_ballots(db.session(), budget_round, config)
    counted = count_apart(config, ballots)
    if budget_round.imported_from is None:
        counted = counted.hiding_few()
    if counted.result_hash != proposed.result_hash:
        raise CountDiffers
    session = db.session()
    figures = with_beside(session, budget_round, counted.figures_json)
    proposed.figures_json = with_tries(
        session, budget_round.id, proposed.result_hash, figures
    )
    return proposed


def _print(budget_round: BudgetRound, publication: Publication, address: str) -> bytes:
    session = db.session()
    is_proposal = not address
    events = (
        read_events(session, budget_round)
        if is_proposal
        else events_until(session, budget_round, publication)
    )
    standing = Standing(
        publication=publication,
        is_proposal=is_proposal,
        is_own=budget_round.imported_from is None,
        owner=current_app.extensions["site"].owner_name,
        address=address,
    )
    page = dutch_page(budget_round, publication)
    with force_locale("nl"):
        record = make_record(read_config(budget_round), events, publication.result_hash)
        order = make_report(page, record, standing)
    return print_report(order)
