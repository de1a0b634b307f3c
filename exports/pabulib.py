"""A result as Pabulib files: what others need to count again."""

import csv
import io
import re
from collections.abc import Iterable
from datetime import date
from itertools import count, islice
from typing import TextIO

from allocation import Instance, Weight
from allocation.amounts import decimal_text, money_text
from exports.result import ContestResult, PublishedResult

# A line break inside a field would be a new line to most readers.
BREAKS = re.compile(r"[\s\x00-\x1f\x7f\x85\u2028\u2029]+")
WITH_POINTS = frozenset({"cumulative", "scoring"})  # vote types
Row = tuple[object, ...]


def to_pabulib(
    result: PublishedResult, contest: ContestResult, instance: Instance
) -> str:
    """Return one contest as one .pb file: META, PROJECTS and VOTES.

    Ballots stand in the order of their content and are numbered in it, so neither
    order nor number says anything about who voted when.

    Args:
        result: The round.
        contest: One of its contests.
        instance: The n ballots over the m projects of that contest.

    Returns:
        The file. Counted by the rule, options and tie order that META names, it
        gives the same winners.
    """
    file = io.StringIO()
    _write_section(file, "META", _meta(result, contest))
    _write_section(file, "PROJECTS", _projects(contest))
    _write_section(file, "VOTES", _votes(instance))
    return file.getvalue()


def rule_in_words_of_pabulib(contest: ContestResult) -> str:
    """Return the value of META's `rule` for the rule of a contest."""
    if contest.rule == "equal-shares":
        if contest.completion in (None, "none"):
            return "equalshares"
        return f"equalshares/{contest.completion}"
    if contest.rule == "greedy" and not contest.options["skip"]:
        return "greedy-no-skip"
    if contest.rule == "greedy" and contest.options["min_score"] != "0":
        return "greedy-threshold"
    return contest.rule


def _write_section(file: TextIO, name: str, rows: Iterable[Row]) -> None:
    writer = csv.writer(file, delimiter=";", lineterminator="\n")
    writer.writerow([name])
    for row in rows:
        writer.writerow([_one_line(cell) for cell in row])


def _one_line(cell: object) -> str:
    return BREAKS.sub(" ", str(cell)).strip()


def _meta(result: PublishedResult, contest: ContestResult) -> Iterable[Row]:
    yield "key", "value"
    yield "description", _description(result, contest)
    yield from _where(result)
    yield "instance", result.slug
    yield "num_projects", len(contest.projects)
    yield "num_votes", contest.ballots
    yield "budget", money_text(contest.budget)
    yield "vote_type", contest.vote_type
    yield "rule", rule_in_words_of_pabulib(contest)
    yield "date_begin", _day(result.opened_on)
    yield "date_end", _day(result.closed_on)
    yield from _limits(contest)
    yield "language", "nl"
    yield "currency", contest.currency
    yield from _options(contest)
    yield "tie_order", ",".join(line.id for line in contest.projects)
    yield "comment", "#1: Ties are decided by the order in tie_order."


def _description(result: PublishedResult, contest: ContestResult) -> str:
    if len(result.contests) == 1:
        return result.title
    return f"{result.title}: {contest.title}"


def _where(result: PublishedResult) -> Iterable[Row]:
    if result.country:
        yield "country", result.country
    if result.unit:
        yield "unit", result.unit


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"


def _limits(contest: ContestResult) -> Iterable[Row]:
    if contest.min_choices:
        yield "min_length", contest.min_choices
    if contest.max_choices is not None:
        yield "max_length", contest.max_choices
    if contest.within_budget:
        yield "max_sum_cost", money_text(contest.budget)
    if contest.vote_type in WITH_POINTS:
        yield from _limits_of_points(contest)
    if contest.rule == "greedy" and contest.options["min_score"] != "0":
        yield "min_project_score_threshold", contest.options["min_score"]


def _limits_of_points(contest: ContestResult) -> Iterable[Row]:
    # No min_sum_points: who gives fewer points than there are has a valid ballot.
    if contest.max_points is not None:
        yield "max_points", contest.max_points
    if contest.points is not None:
        yield "max_sum_points", contest.points


def _options(contest: ContestResult) -> Iterable[Row]:
    """Yield what the rule was told besides, under keys that other readers skip."""
    if contest.utility is not None:
        yield "utility", contest.utility
    if contest.objective is not None:
        yield "objective", contest.objective
    if contest.completion in ("add1", "add1u"):
        yield "increment", contest.options["increment"]
        yield "add1_stop", contest.options["add1_stop"]


def _projects(contest: ContestResult) -> Iterable[Row]:
    yield (
        "project_id",
        "cost",
        "votes",
        "score",
        "name",
        "category",
        "district",
        ("selected"),
    )
    for line in sorted(contest.projects, key=lambda line: line.number):
        yield (
            line.id,
            money_text(line.cost),
            line.votes,
            decimal_text(line.score),
            line.name,
            line.category,
            line.area,
            int(line.is_funded),
        )


def _votes(instance: Instance) -> Iterable[Row]:
    has_points = instance.vote_type in WITH_POINTS
    yield ("voter_id", "vote", "points") if has_points else ("voter_id", "vote")
    contents = sorted(
        (_content(dict(group.weights), instance), group.count)
        for group in instance.ballots
    )
    numbers = count(1)
    for (vote, points), ballots in contents:
        for number in islice(numbers, ballots):
            yield (number, vote, points) if has_points else (number, vote)


def _content(weights: dict[str, Weight], instance: Instance) -> tuple[str, str]:
    """Return the fields vote and points; a ranking has its best project first."""
    if instance.vote_type == "ordinal":
        ids = sorted(weights, key=lambda id_: (-weights[id_], id_))
    else:
        ids = sorted(weights)
    return ",".join(ids), ",".join(decimal_text(weights[id_]) for id_ in ids)
