"""Finding what counting a result again brought, beside it or in a version of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from exports.result import ContestResult
from pb.results.models import Outcome, Publication, Reruns
from pb.results.studied import is_small
from pb.results.trying import Numbers, Tries

KEY = "tries"  # in the figures of a publication


def with_tries(session: Session, round_id: int, result_hash: str, figures: str) -> str:
    """Return the figures of a result with what counting again brought, if it ended.

    What is not finished is not in them: it comes beside the publication later.
    """
    reruns = _reruns(session, round_id, result_hash)
    if reruns is None or reruns.finished_at is None:
        return figures
    told = json.loads(figures) | {KEY: json.loads(reruns.tries_json)}
    return json.dumps(told, sort_keys=True)


@dataclass(frozen=True, slots=True)
class HowFar:
    """How far the worker is with counting a result again."""

    found: int  # plans
    wanted: int
    is_over: bool  # also where there was no time for all

    @property
    def is_complete(self) -> bool:
        """Say whether all plans were tried."""
        return self.found >= self.wanted


def how_far(
    session: Session, outcome: Outcome, contests: Sequence[ContestResult]
) -> HowFar | None:
    """Return how far counting again is for a result of our own; None: it is no use.

    Args:
        session: Only read.
        outcome: The result.
        contests: What it says.
    """
    wanted = sum(
        1
        for contest in contests
        if contest.rule != "greedy" and not is_small(contest, is_own=True)
        for line in contest.projects
        if not line.is_funded and line.reason is None
    )
    if not wanted:
        return None
    reruns = _reruns(session, outcome.budget_round_id, outcome.result_hash)
    if reruns is None:
        return HowFar(0, wanted, is_over=False)
    found = sum(len(plans) for plans in _read(reruns.tries_json).values())
    return HowFar(found, wanted, is_over=reruns.finished_at is not None)


def tries_of(
    session: Session, publication: Publication
) -> Mapping[str, Mapping[str, Numbers]]:
    """Return what counting again brought, by the ids of contest and plan."""
    adopted = adopted_tries(publication.figures_json)
    if adopted is not None:
        return adopted
    reruns = _reruns(session, publication.budget_round_id, publication.result_hash)
    return {} if reruns is None else _read(reruns.tries_json)


def _reruns(session: Session, round_id: int, result_hash: str) -> Reruns | None:
    return session.scalar(
        select(Reruns).where(
            Reruns.budget_round_id == round_id, Reruns.result_hash == result_hash
        )
    )


@lru_cache(maxsize=16)
def adopted_tries(figures_json: str) -> Tries | None:
    """Return what was found before a version was adopted; None where it was not over.

    Unlike `tries_of` this never changes: for files that are made once.
    """
    tries: Tries | None = json.loads(figures_json).get(KEY)
    return tries


@lru_cache(maxsize=16)
def _read(tries_json: str) -> Tries:
    tries: Tries = json.loads(tries_json)
    return tries
