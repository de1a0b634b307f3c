"""From what was fixed and the ballots to the documents of a result."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import allocation
from allocation.bounds import Bounds
from allocation.model import NotComputed, ProgressListener
from exports.bundle import SMALLEST_CONTEST
from exports.figures import Figures, make_figures
from exports.result import (
    ContestFrame,
    ContestResult,
    Document,
    read_contest,
    to_json,
    totals_only,
)
from pb.results.area_ballots import ballots_by_area
from pb.results.ballots import CastBallots, make_instance
from pb.results.bounded import Allowance, run_bounded
from pb.results.study import make_study
from pb.rounds.configuration import FrozenConfig, FrozenContest
from pb.rounds.rule_options import to_options

Studies = dict[str, Any]  # plain JSON, by contest id
OF_A_STUDY = Allowance(seconds=45.0)


@dataclass(frozen=True, slots=True)
class Counted:
    """The result of every contest of a round, ready to be stored."""

    ballots: int
    result_json: str
    figures_json: str

    @property
    def result_hash(self) -> str:
        """Return SHA-256 of result.json, in hex."""
        return hashlib.sha256(self.result_json.encode()).hexdigest()

    def hiding_few(self) -> "Counted":
        """Return the same with totals only where few people voted (1b.10)."""
        documents = json.loads(self.result_json)["contests"]
        # Where nobody voted there is nothing to hide, and anybody counts it again.
        shown = {
            id_: totals_only(told) if 0 < told["ballots"] < SMALLEST_CONTEST else told
            for id_, told in documents.items()
        }
        return replace(self, result_json=to_json(shown).decode())

    def with_studies(self, studies: Studies) -> "Counted":
        """Return the same with what the ballots say beside the result."""
        told = json.loads(self.figures_json) | {"studies": studies}
        return replace(self, figures_json=json.dumps(told, sort_keys=True))


def count_ballots(
    config: FrozenConfig,
    ballots: CastBallots,
    listener: ProgressListener | None = None,
) -> Counted:
    """Count every contest, and study what its ballots say of each plan.

    Raises:
        Exception: Whatever `count_only` raises.
    """
    counted = count_only(config, ballots, listener)
    return counted.with_studies(_study(config, ballots))


def count_only(
    config: FrozenConfig,
    ballots: CastBallots,
    listener: ProgressListener | None = None,
    *,
    bounds: Bounds | None = None,
) -> Counted:
    """Count every contest; the same ballots in any order give the same bytes.

    Args:
        config: What was fixed before the vote.
        ballots: All that were cast.
        listener: Told how far it is; may stop it.
        bounds: The largest contest that is counted; any size if None.

    Raises:
        UnreadableBallot: A ballot says something its contest does not know.
        CannotAllocate: The rule is not defined for such a contest.
        NotComputed: The computation was stopped, or is too large.
    """
    documents: dict[str, Document] = {}
    figures: dict[str, Any] = {}
    for contest in config.contests:
        instance = make_instance(contest, ballots)
        outcome = allocation.allocate(
            instance,
            options_of(contest),
            contest.tie_order,
            progress=listener,
            bounds=bounds,
        )
        document = allocation.to_document(instance, outcome, currency=config.currency)
        documents[contest.id] = document
        result = read_contest(document, frame(contest))
        figures[contest.id] = asdict(make_figures(instance, result))
    told = {"areas": ballots.by_area(), "contests": figures}
    text = json.dumps(told, sort_keys=True)
    return Counted(ballots.total, to_json(documents).decode(), text)


def _study(
    config: FrozenConfig,
    ballots: CastBallots,
    listener: ProgressListener | None = None,
) -> Studies:
    """Return the study of every contest, by its id."""
    studies: Studies = {}
    for contest in config.contests:
        instance = make_instance(contest, ballots)
        outcome = allocation.allocate(
            instance, options_of(contest), contest.tie_order, progress=listener
        )
        areas = ballots_by_area(config, contest, ballots)
        studies[contest.id] = make_study(instance, outcome, areas)
    return studies


def count_apart(
    config: FrozenConfig,
    ballots: CastBallots,
    listener: ProgressListener | None = None,
) -> Counted:
    """Count and study in processes of their own, with limits of time and memory.

    Whoever votes or looks at a page meanwhile notices nothing of it. A study that
    takes too long is left out, and pages tell less: it must not stop a result.

    Raises:
        Exception: Whatever `count_only_apart` raises.
    """
    counted = count_only_apart(config, ballots, listener)
    try:
        studies = run_bounded(
            _study, config, ballots, allowance=OF_A_STUDY, listener=listener
        )
    except NotComputed:
        return counted
    return counted.with_studies(studies)


def count_only_apart(
    config: FrozenConfig,
    ballots: CastBallots,
    listener: ProgressListener | None = None,
) -> Counted:
    """Count in a process of its own, with limits of size, time and memory.

    Raises:
        NotComputed: A limit was reached; there is no partial result.
        Exception: Whatever `count_only` raises.
    """
    work = partial(count_only, bounds=Bounds())
    return run_bounded(work, config, ballots, listener=listener)


def options_of(contest: FrozenContest) -> allocation.Options:
    """Return the rule of a contest with its options, as they were fixed."""
    rule = contest.rule
    return to_options(rule.rule, rule.utility, rule.completion, rule.options)


def frame(contest: FrozenContest) -> ContestFrame:
    """Return what files and pages need of a contest besides its result."""
    return ContestFrame(
        id=contest.id,
        title=contest.title,
        area=contest.area,
        max_choices=contest.limits.max_choices,
        within_budget=contest.limits.within_budget,
        projects={p.id: (p.number, p.category, p.area) for p in contest.projects},
        min_choices=contest.limits.min_choices,
        points=contest.limits.points,
        max_points=contest.limits.max_points,
    )


def read_results(config: FrozenConfig, result_json: str) -> tuple[ContestResult, ...]:
    """Return the contests of a stored result, in the order of the configuration."""
    documents = json.loads(result_json)["contests"]
    return tuple(
        read_contest(documents[contest.id], frame(contest))
        for contest in config.contests
    )


def read_figures(figures_json: str) -> tuple[Mapping[str, int], dict[str, Figures]]:
    """Return the ballots per area, and the figures per contest."""
    stored = json.loads(figures_json)
    figures = {id_: Figures(**values) for id_, values in stored["contests"].items()}
    return stored["areas"], figures
