"""A round whose ballot has a contest of every kind."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from pb.codes.service import issue_codes
from pb.models import Contest
from pb.rounds.phases import Stage
from pb.rounds.service import fix_configuration
from tests.factories import make_area, make_contest, make_project, make_round
from tests.voting.factories import BEFORE, KEY, arm

NAMES = ("Bankje in de zon", "Moestuin", "Muziek op het plein", "Fietsles", "Speelbos")
THEMES = ("ontmoeten", "groen", "cultuur", "sport", "groen")
KINDS: dict[str, dict[str, object]] = {
    "approval": {"max_choices": 3, "ballot_limits": {"max_per_theme": {"groen": 1}}},
    "choose-1": {"max_choices": 1, "within_budget": False},
    "cumulative": {
        "within_budget": False,
        "ballot_limits": {"points": 10, "max_points": 6},
    },
    "ordinal": {"max_choices": 3, "within_budget": False},
}


@dataclass
class MixedVote:
    """A round that takes ballots of every kind."""

    codes: list[str]
    plans: dict[str, list[int]]  # kind -> our numbers


def make_mixed_vote(session: Session, *kinds: str, codes: int = 2) -> MixedVote:
    """Make an open round of one area with a contest of each of these kinds.

    Plans cost € 300 to € 460; a pot holds € 1,000. Of the second and the last plan
    of a contest one can be funded.
    """
    budget_round = make_round(session, stage=Stage.SHORTLISTED, tie_seed="1 2 3")
    area = make_area(session, budget_round)
    plans = {}
    for kind in kinds or KINDS:
        pot = make_contest(
            session, budget_round, title=f"Pot {kind}", area_id=area.id,
            vote_type=kind, **KINDS[kind],
        )  # fmt: skip
        plans[kind] = _add_plans(session, pot)
    session.refresh(budget_round)
    fix_configuration(session, budget_round, BEFORE)
    issued = issue_codes(session, area, codes, channel="file", key=KEY, now=BEFORE)
    arm(session, budget_round)
    return MixedVote(issued, plans)


def _add_plans(session: Session, pot: Contest) -> list[int]:
    ids = [f"{pot.vote_type}-{number}" for number in range(1, len(NAMES) + 1)]
    made = [
        make_project(
            session, pot, file_id=id_, title=name, theme=theme, tie_rank=rank,
            cost=26_000 + 4_000 * rank,
        )
        for rank, (id_, name, theme) in enumerate(
            zip(ids, NAMES, THEMES, strict=True), start=1
        )
    ]  # fmt: skip
    pot.rule_options = {
        "groups": [{"projects": [ids[1], ids[4]], "at_most": 1}],
        "caps": {"groen": 50_000},
    }
    session.flush()
    return [project.id for project in made]
