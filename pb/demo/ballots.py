"""Made-up voters: what they like, what they choose, and their ballots in the urn."""

import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from pb.codes.models import CodeState, VotingCode
from pb.demo.plan import DISTRICT, Plan
from pb.rounds.configuration import FrozenConfig, FrozenContest, read_config
from pb.rounds.models import BudgetRound
from pb.urn.models import Envelope
from pb.urn.sealing import seal
from pb.voting.commitment import NONCE_BYTES, canonical_ballot
from pb.voting.service import size_of_envelopes

# How many plans a voter names in a contest, and how often; 0 is a blank ballot.
NAMED = {0: 2, 1: 9, 2: 16, 3: 24, 4: 21, 5: 14, 6: 9, 7: 5}
OWN_AREA, OTHER_AREA = 2.2, 0.5  # how much nearer a plan of one's own area is
WITH_TWO_THEMES = 0.7  # share of voters who care for two themes most of all


@dataclass(frozen=True, slots=True)
class Electorate:
    """Voters who decide by theme, by area and by a mood of their own."""

    chance: random.Random
    plans: Mapping[str, Plan]  # by title

    def ballot(self, config: FrozenConfig, area_id: str) -> bytes:
        """Return the ballot of one more voter of an area."""
        area = config.area(area_id)
        home = area.name if area else DISTRICT
        themes = sorted({plan.theme for plan in self.plans.values()})
        wanted = 2 if self.chance.random() < WITH_TWO_THEMES else 3
        loved = set(self.chance.sample(themes, wanted))
        choices = {
            contest.id: sorted(self._choose(contest, home, loved))
            for contest in config.contests_for(area_id)
        }
        return canonical_ballot(area_id, choices)

    def _choose(self, contest: FrozenContest, home: str, loved: set[str]) -> list[str]:
        """Return the best-liked plans that fit in the budget together."""
        ranked = sorted(
            contest.projects, key=lambda p: -self._liking(p.name, home, loved)
        )
        number = self.chance.choices(list(NAMED), list(NAMED.values()))[0]
        number = min(number, contest.limits.max_choices or number)
        chosen: list[str] = []
        left = contest.budget_limit
        for project in ranked:
            if len(chosen) < number and project.cost <= left:
                chosen.append(project.id)
                left -= project.cost
        return chosen

    def _liking(self, title: str, home: str, loved: set[str]) -> float:
        plan = self.plans[title]
        near = {DISTRICT: 1.0, home: OWN_AREA}.get(plan.area, OTHER_AREA)
        warmth = 2.5 if plan.theme in loved else 1.0
        return plan.appeal * near * warmth * self.chance.lognormvariate(0, 0.6)


def cast_ballots(
    session: Session,
    budget_round: BudgetRound,
    plans: Sequence[Plan],
    *,
    turnout: float,
    seed: int,
) -> int:
    """Let a share of the code holders of a round vote; return how many did.

    The ballots and the used codes stand where those of real voters would, but all
    are stored at once.
    """
    chance = random.Random(seed)  # noqa: S311  # voters who do not exist
    voters = Electorate(chance, {plan.title: plan for plan in plans})
    config = read_config(budget_round)
    codes = session.execute(
        select(VotingCode.id, VotingCode.area_id)
        .where(VotingCode.budget_round_id == budget_round.id)
        .order_by(VotingCode.area_id, VotingCode.mac)
    ).all()
    chosen = chance.sample(codes, round(len(codes) * turnout))
    rows = [
        {
            **sealed(budget_round, config, voters.ballot(config, str(area_id))),
            "code_id": id_,
        }
        for id_, area_id in chosen
    ]
    used = [{"id": id_, "state": CodeState.USED} for id_, _ in chosen]
    session.execute(insert(Envelope), rows)
    session.execute(update(VotingCode), used)
    session.commit()
    return len(chosen)


def sealed(
    budget_round: BudgetRound, config: FrozenConfig, body: bytes
) -> dict[str, object]:
    """Return the row of an envelope; where it came from is to be added."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    size = size_of_envelopes(config)
    return {
        "budget_round_id": budget_round.id,
        "ciphertext": seal(
            budget_round.public_key or "", nonce=nonce, body=body, size=size
        ),
        "body_mac": secrets.token_hex(32),  # nobody will send it again
    }
