"""What a round fixed before the vote, as it is read; `fixing.py` makes it.

The bytes are canonical (RFC 8785), so that everyone who writes the same settings
gets the same hash. The vote and the count read a `FrozenConfig`, never the tables.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from pb.rounds.models import BudgetRound

FINAL = "final"  # one code, one vote
LAST_COUNTS = "last_counts"  # until closing a code may vote again


class NotFrozen(Exception):
    """The round has no fixed configuration yet."""


@dataclass(frozen=True, slots=True)
class FrozenArea:
    """An area, as fixed."""

    id: str
    name: str
    letters_sent: int


@dataclass(frozen=True, slots=True)
class FrozenProject:
    """A project on the ballot, as fixed."""

    id: str  # in files and on ballots
    number: int  # our own, in addresses
    name: str
    cost: int  # cents
    category: str
    area: str  # the area's name, or nothing


@dataclass(frozen=True, slots=True)
class FrozenLimits:
    """What one ballot may hold in one contest."""

    max_choices: int | None  # None: as many plans as there are
    within_budget: bool
    min_choices: int = 0  # a blank ballot is always allowed
    points: int | None = None  # to divide on a ballot, where points are given
    max_points: int | None = None  # for one plan
    # Category -> the most plans of it on a ballot.
    max_per_theme: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FrozenRule:
    """How the money of one contest is divided."""

    rule: str
    utility: str | None
    completion: str | None
    # Complete, as in the file; `pb.rounds.rule_options.to_options` reads it.
    options: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FrozenContest:
    """One sum of money with its projects, as fixed."""

    id: str
    title: str
    area: str | None  # an area's id; None: the whole district
    budget_limit: int  # cents
    vote_type: str
    limits: FrozenLimits
    rule: FrozenRule
    projects: tuple[FrozenProject, ...]  # by number
    tie_order: tuple[str, ...]  # all project ids, the first wins a tie

    @property
    def most_choices(self) -> int:
        """Return how many plans one ballot may name, whatever limits that."""
        if self.vote_type == "choose-1":
            return 1
        most = self.limits.max_choices
        return len(self.projects) if most is None else min(most, len(self.projects))

    def project(self, id_: str) -> FrozenProject | None:
        """Return the project with this id, if it is in the contest."""
        return next((p for p in self.projects if p.id == id_), None)


@dataclass(frozen=True, slots=True)
class FrozenConfig:
    """Everything that decides the result, apart from the ballots."""

    hash: str  # SHA-256 of the bytes of config.json, hex
    slug: str
    title: str
    opens_at: datetime  # UTC
    closes_at: datetime  # UTC, as extended since
    currency: str
    tie_seed: str
    areas: tuple[FrozenArea, ...]
    contests: tuple[FrozenContest, ...]
    recast: str = FINAL
    shows_receipt: bool = True

    def __hash__(self) -> int:
        """Return a hash that agrees with equality: the bytes decide both."""
        return hash(self.hash)

    def contests_for(self, area_id: int | str | None) -> tuple[FrozenContest, ...]:
        """Return the contests on the ballot of a resident of this area."""
        area = None if area_id is None else str(area_id)
        return tuple(c for c in self.contests if c.area is None or c.area == area)

    def contest(self, id_: int | str) -> FrozenContest | None:
        """Return the contest with this id, if it is in the round."""
        return next((c for c in self.contests if c.id == str(id_)), None)

    def area(self, id_: int | str) -> FrozenArea | None:
        """Return the area with this id, if it is in the round."""
        return next((a for a in self.areas if a.id == str(id_)), None)


def read_config(budget_round: BudgetRound) -> FrozenConfig:
    """Return what was fixed when the round was frozen.

    Raises:
        NotFrozen: Nothing was fixed yet.
    """
    if budget_round.config_json is None or budget_round.config_hash is None:
        raise NotFrozen
    config = _parse(budget_round.config_json, budget_round.config_hash)
    return until(config, budget_round.closes_at)


def until(config: FrozenConfig, closes_at: datetime | None) -> FrozenConfig:
    """Return the configuration with the end of the vote as it is now.

    The bytes and the hash keep the end that was fixed; two persons may have extended
    the vote since.
    """
    if closes_at is None or closes_at == config.closes_at:
        return config
    return replace(config, closes_at=closes_at)


def parse_config(config_json: str, hash_: str) -> FrozenConfig:
    """Return what a configuration says that was made to try it out."""
    return _parse(config_json, hash_)


def config_of(
    session: Callable[[], Session], round_id: int, hash_: str
) -> FrozenConfig:
    """Return what was fixed under this hash, without reading it again and again.

    Args:
        session: Asked for one, which is only read, the first time.
        round_id: The frozen round.
        hash_: Its `config_hash`.
    """
    if hash_ not in _KNOWN:
        budget_round = session().get_one(BudgetRound, round_id)
        _KNOWN[hash_] = read_config(budget_round)
    return _KNOWN[hash_]


_KNOWN: dict[str, FrozenConfig] = {}


@lru_cache(maxsize=16)  # every page of a vote reads it, and it never changes
def _parse(config_json: str, hash_: str) -> FrozenConfig:
    config = json.loads(config_json)
    return FrozenConfig(
        hash=hash_,
        slug=config["slug"],
        title=config["title"],
        opens_at=datetime.fromisoformat(config["opens_at"]),
        closes_at=datetime.fromisoformat(config["closes_at"]),
        currency=config["currency"],
        tie_seed=config["tie_seed"],
        areas=tuple(FrozenArea(**area) for area in config["areas"]),
        contests=tuple(_read_contest(contest) for contest in config["contests"]),
        # A round that was frozen by an earlier version does not have these.
        recast=config.get("voting", {}).get("recast", FINAL),
        shows_receipt=config.get("voting", {}).get("receipt", True),
    )


def _read_contest(contest: dict[str, Any]) -> FrozenContest:
    return FrozenContest(
        id=contest["id"],
        title=contest["title"],
        area=contest["area"],
        budget_limit=contest["budget"],
        vote_type=contest["vote_type"],
        limits=FrozenLimits(**contest["limits"]),
        rule=FrozenRule(**contest["rule"]),
        projects=tuple(FrozenProject(**project) for project in contest["projects"]),
        tie_order=tuple(contest["tie_order"]),
    )
