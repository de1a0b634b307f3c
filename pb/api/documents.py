"""What the API tells of a round, its plans and its result, as plain JSON.

Amounts are numbers in whole units of the currency with at most two decimals, moments
RFC 3339 in UTC. Nothing here knows more than the public pages do.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from exports.result import ContestResult, CountStep, ProjectLine
from pb.formatting import iso
from pb.projects.models import Project, ProjectStatus
from pb.results.models import Publication, Withdrawal
from pb.results.page import ResultPage
from pb.results.verdicts import Verdicts
from pb.rounds.models import BudgetRound, Contest

Document = dict[str, Any]
DECIMALS = 6  # of what is a fraction; the exact one is in uitslag.json


def round_document(budget_round: BudgetRound, now: datetime, *, site: str) -> Document:
    """Return a round.

    Args:
        budget_round: Public.
        now: In UTC; decides the phase.
        site: The public address.
    """
    return {
        "slug": budget_round.slug,
        "title": budget_round.title,
        "summary": budget_round.summary,
        "phase": budget_round.phase(now).value,
        "collectingOpensAt": moment(budget_round.collecting_opens_at),
        "collectingClosesAt": moment(budget_round.collecting_closes_at),
        "opensAt": moment(budget_round.opens_at),
        "closesAt": moment(budget_round.closes_at),
        "currency": budget_round.currency,
        "budget": units(budget_round.budget_total),
        "configHash": budget_round.config_hash,
        "importedFrom": budget_round.imported_from,
        "contests": [_contest(contest) for contest in budget_round.contests],
        "url": f"{site}/rondes/{budget_round.slug}",
    }


def _contest(contest: Contest) -> Document:
    return {
        "id": str(contest.id),
        "title": contest.title,
        "area": contest.area.name if contest.area else None,
        "budget": units(contest.budget_limit),
        "voteType": contest.vote_type,
        "maxChoices": contest.max_choices,
        "withinBudget": contest.within_budget,
        "rule": contest.rule,
        "utility": contest.utility,
        "completion": contest.completion,
    }


def project_document(
    project: Project, budget_round: BudgetRound, verdicts: Verdicts, *, site: str
) -> Document:
    """Return a plan, as far as it is public.

    Args:
        project: One of the plans that residents see.
        budget_round: The round.
        verdicts: Of the published result; empty before there is one.
        site: The public address.
    """
    verdict = verdicts.get((project.contest_id or 0, project.file_id or ""))
    is_withdrawn = project.status is ProjectStatus.WITHDRAWN
    return {
        "id": project.id,
        "fileId": project.file_id,
        "contest": None if project.contest_id is None else str(project.contest_id),
        "title": project.title,
        "description": "" if is_withdrawn else project.description,
        "theme": project.theme,
        "place": "" if is_withdrawn else project.place,
        "status": project.status.value,
        "reason": project.public_reason,
        "estimatedCost": units(project.estimated_cost),
        "cost": units(project.cost),
        "verdict": None if verdict is None else verdict.value,
        "submittedAt": moment(project.submitted_at),
        "url": f"{site}/rondes/{budget_round.slug}/plannen/{project.id}",
    }


def result_document(
    page: ResultPage,
    publication: Publication,
    versions: Sequence[Publication],
    *,
    withdrawn: Mapping[int, Withdrawal],
    site: str,
) -> Document:
    """Return a published result.

    Args:
        page: What its page shows; numbers that must not be told are not in it.
        publication: The version.
        versions: All that there are, the oldest first.
        withdrawn: Those that do not hold any more, by version.
        site: The public address.
    """
    slug = page.published.slug
    return {
        "slug": slug,
        "version": publication.version,
        "publishedAt": moment(publication.published_at),
        "reason": publication.reason,
        "hash": publication.result_hash,
        "withdrawn": _withdrawn(withdrawn.get(publication.version)),
        "ballots": page.ballots,
        "letters": page.letters,
        "turnout": [
            {"area": area.name, "letters": area.letters, "ballots": area.ballots}
            for area in page.turnout
        ],
        "contests": [_result(contest.result) for contest in page.contests],
        "files": files_of(site, slug, publication.version),
        "versions": [
            {
                "version": each.version,
                "publishedAt": moment(each.published_at),
                "hash": each.result_hash,
                "withdrawn": _withdrawn(withdrawn.get(each.version)),
                "url": f"{site}/rondes/{slug}/uitslag/v{each.version}",
            }
            for each in versions
        ],
    }


def _withdrawn(withdrawal: Withdrawal | None) -> Document | None:
    if withdrawal is None:
        return None
    return {"at": moment(withdrawal.withdrawn_at), "reason": withdrawal.reason}


def files_of(site: str, slug: str, version: int) -> dict[str, str]:
    """Return the addresses of the files of a version that every result has."""
    folder = f"{site}/rondes/{slug}/uitslag/v{version}"
    kinds = ("json", "csv", "xlsx", "pdf")
    files = {kind: f"{folder}/uitslag.{kind}" for kind in kinds}
    return {"bundle": f"{folder}/bundel.zip", **files}


def _result(result: ContestResult) -> Document:
    return {
        "id": result.id,
        "title": result.title,
        "rule": result.rule,
        "utility": result.utility,
        "completion": result.completion,
        "ballots": result.ballots,
        "blankBallots": result.blank_ballots,
        "budget": units(result.budget),
        "cost": units(result.cost),
        "left": units(result.left),
        "endowment": decimal(result.endowment and result.endowment / 100),
        "winners": [line.number for line in result.funded],
        "projects": [_line(line, result) for line in result.projects],
        "steps": [_step(step, result) for step in result.steps],
    }


def _line(line: ProjectLine, result: ContestResult) -> Document:
    has_part = result.partial is not None and result.partial[0] == line.id
    return {
        "id": line.number,
        "fileId": line.id,
        "title": line.name,
        "cost": units(line.cost),
        "votes": line.votes,
        "score": decimal(line.score),
        "status": line.status,
        "reason": line.reason,
        "step": line.step.number if line.step else None,
        "partial": units(result.partial[1]) if result.partial and has_part else None,
    }


def _step(step: CountStep, result: ContestResult) -> Document:
    numbers = {line.id: line.number for line in result.projects}
    return {
        "number": step.number,
        "project": numbers[step.project],
        "phase": step.phase,
        "effectiveVotes": decimal(step.effective_votes),
        "payment": decimal(step.payment and step.payment / 100),
        "tiedWith": [numbers[id_] for id_ in step.tied_with],
        "leftAfter": units(step.left_after),
    }


def units(cents: int | None) -> int | float | None:
    """Return an amount in whole units of money."""
    if cents is None:
        return None
    return cents // 100 if cents % 100 == 0 else cents / 100


def decimal(value: Fraction | None) -> int | float | None:
    """Return a fraction as a number, rounded where it has many decimals."""
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else round(float(value), DECIMALS)


def moment(at: datetime | None) -> str | None:
    """Return a moment with its zone."""
    return None if at is None else iso(at)
