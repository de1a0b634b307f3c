"""The rounds of the demo, each led to its phase by the acts that staff would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb import clock
from pb.codes.service import issue_codes
from pb.demo.ballots import cast_ballots
from pb.demo.keys import KeyRing
from pb.demo.new_plans import COLLECTING_PLANS, REVIEWING_PLANS
from pb.demo.pair import Pair
from pb.demo.paper import cast_on_paper
from pb.demo.past_plans import PAST_PLANS
from pb.demo.plain_facts import plain_facts
from pb.demo.plan import AREAS, CROOSWIJK, DISTRICT, OOST, RUBROEK, WEST, Plan
from pb.demo.voting_plans import VOTING_PLANS
from pb.desk.days import day_of, keep_days, votes_of
from pb.projects.facts import store_facts
from pb.projects.models import Project
from pb.projects.proposals import Proposal, submit_project
from pb.projects.verdicts import Verdict, judge_project
from pb.results import service as results
from pb.rounds import service as acts
from pb.rounds.details import AreaDetails, ContestDetails, RoundDetails
from pb.rounds.models import BudgetRound
from pb.rounds.setup import create_round, save_area, save_contest

PROPOSERS = ("Yasmina", "Henk", "Fleur", "Omar", "Tineke", "Sanjay", "Bo", "Marisol")
BUDGETS = {RUBROEK: 24_000, CROOSWIJK: 30_000, WEST: 25_000, OOST: 20_000}  # euros
COLLECTING_SUMMARY = (
    "Wat kan er beter in uw straat, uw wijk of de hele deelgemeente? Dien uw plan in."
    " Daarna verdelen bewoners samen €\u00a090.000."
)
REVIEWING_SUMMARY = (
    "Plannen van en voor jongeren van 12 tot en met 27 jaar. Wij kijken nu na welke"
    " plannen kunnen."
)
VOTING_SUMMARY = (
    "Elke wijk heeft een eigen pot, en er is een pot voor de hele deelgemeente. Met de"
    " code uit uw brief kiest u de plannen."
)
PUBLISHED_SUMMARY = "Bewoners verdeelden één pot over plannen uit de hele deelgemeente."
WHOLE = "Hele deelgemeente"
PAST_TURNOUT = 0.157
TURNOUT_SO_FAR = 0.06  # of the codes that are not given away in demo.json


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the rounds, as one member of staff would."""

    session: Session
    now: datetime
    staff_id: int
    code_key: bytes
    keys: KeyRing
    pair: Pair

    def day(self, days: int, hour: int) -> datetime:
        """Return a whole hour, some days from today."""
        local = self.now.astimezone(clock.AMSTERDAM) + timedelta(days=days)
        at = local.replace(hour=hour, minute=0, second=0, microsecond=0, tzinfo=None)
        return clock.to_utc(at)

    def details(
        self, slug: str, title: str, summary: str, *, days: tuple[int, int, int, int]
    ) -> RoundDetails:
        """Return the details of a round.

        `days`: from today to when plans can be handed in, to the last day of that,
        to when the vote opens, and to when it closes.
        """
        begins, ends, opens, closes = days
        return RoundDetails(
            title,
            slug,
            summary,
            collecting_opens_at=self.day(begins, 9),
            collecting_closes_at=self.day(ends, 20),
            opens_at=self.day(opens, 9),
            closes_at=self.day(closes, 20),
        )

    def announced(
        self, details: RoundDetails, pots: Sequence[tuple[str, str, int]]
    ) -> BudgetRound:
        """Set a round up and announce it. `pots`: title, area, euros."""
        at = (details.collecting_opens_at or self.now) - timedelta(days=7)
        budget_round = create_round(self.session, details, at)
        for name, letters in AREAS.items():
            save_area(self.session, budget_round, AreaDetails(name, letters))
        ids: dict[str, int | None] = {a.name: a.id for a in budget_round.areas}
        for title, area, euros in pots:
            pot = ContestDetails(
                title=title,
                area_id=ids.get(area),
                budget_limit=euros * 100,
                max_choices=None,
                within_budget=True,
                rule="equal-shares",
                utility="cost",
                completion="add1u",
            )
            save_contest(self.session, budget_round, pot)
        acts.announce(self.session, budget_round, at)
        return budget_round

    def hand_in(self, budget_round: BudgetRound, plans: Sequence[Plan]) -> None:
        """Let residents hand plans in, one every few hours."""
        areas = {area.name: area.id for area in budget_round.areas}
        opened = budget_round.collecting_opens_at or self.now
        closed = min(budget_round.collecting_closes_at or self.now, self.now)
        pause = (closed - opened) / (len(plans) + 1)
        for number, plan in zip(count(1), plans, strict=False):
            name = PROPOSERS[number % len(PROPOSERS)]
            submit_project(
                self.session,
                budget_round,
                Proposal(
                    title=plan.title,
                    description=plan.description,
                    place=plan.place,
                    area_id=areas.get(plan.area),
                    theme=plan.theme,
                    estimated_cost=(plan.asked or plan.cost) * 100,
                    contact_name=name,
                    contact_email=f"{name.lower()}@bewoners.example",
                ),
                submission_id=f"{budget_round.id:016x}{number:016x}",
                subject=f"demo-{number}",
                now=opened + pause * number,
            )

    def judge(self, budget_round: BudgetRound, plans: Sequence[Plan]) -> None:
        """Judge every plan that does not wait, three days after the last came in."""
        rows = self.session.scalars(
            select(Project).where(Project.budget_round_id == budget_round.id)
        )
        projects = {project.title: (project.id, project.version) for project in rows}
        closed = budget_round.collecting_closes_at or self.now
        for plan in plans:
            if plan.waits:
                continue
            project_id, version = projects[plan.title]
            judge_project(
                self.session,
                budget_round,
                project_id,
                _verdict(budget_round, plan),
                version=version,
                staff_id=self.staff_id,
                now=closed + timedelta(days=3),
            )

    def freeze(self, budget_round: BudgetRound, seed: str) -> None:
        """Make the list, draw the tie order and fix everything."""
        opens = budget_round.opens_at or self.now
        acts.make_shortlist(self.session, budget_round, opens - timedelta(days=16))
        acts.draw_tie_order(
            self.session, budget_round, seed, opens - timedelta(days=15)
        )
        self.pair.freeze(budget_round, opens - timedelta(days=14))
        self.keys.make_and_try(self.session, budget_round, opens - timedelta(days=13))

    def issue(self, budget_round: BudgetRound, codes: dict[str, int]) -> list[str]:
        """Issue codes per area before the vote opens; return them area by area."""
        opens = budget_round.opens_at or self.now
        issued = []
        for area in list(budget_round.areas):
            if codes[area.name]:
                issued += issue_codes(
                    self.session,
                    area,
                    codes[area.name],
                    channel="demo",
                    key=self.code_key,
                    now=opens - timedelta(days=10),
                )
        self.session.commit()
        return issued


def _verdict(budget_round: BudgetRound, plan: Plan) -> Verdict:
    contests = {
        contest.area.name if contest.area else DISTRICT: contest.id
        for contest in budget_round.contests
    }
    own = contests.get(plan.area, contests.get(DISTRICT))
    return Verdict(
        is_feasible=not plan.refused,
        cost=plan.cost * 100,
        contest_id=None if plan.refused else own,
        public_reason=plan.refused,
        title=plan.title,
    )


def make_collecting(maker: Maker) -> None:
    """Make a round in which residents hand plans in now."""
    budget_round = maker.announced(
        maker.details(
            "buurtbudget-volgend-jaar",
            f"Buurtbudget {maker.now.year + 1}",
            COLLECTING_SUMMARY,
            days=(-12, 24, 75, 96),
        ),
        [(WHOLE, DISTRICT, 90_000)],
    )
    maker.hand_in(budget_round, COLLECTING_PLANS)


def make_reviewing(maker: Maker) -> None:
    """Make a round whose plans staff are looking at."""
    budget_round = maker.announced(
        maker.details(
            "jongerenbudget",
            f"Jongerenbudget {maker.now.year + 1}",
            REVIEWING_SUMMARY,
            days=(-34, -4, 33, 47),
        ),
        [("Jongeren", DISTRICT, 40_000)],
    )
    maker.hand_in(budget_round, REVIEWING_PLANS)
    maker.judge(budget_round, REVIEWING_PLANS)


def make_voting(maker: Maker, slug: str) -> None:
    """Make a round in which residents vote now, in their area and in all of it."""
    pots = [(f"Budget {name}", name, budget) for name, budget in BUDGETS.items()]
    budget_round = maker.announced(
        maker.details(
            slug,
            f"Buurtbudget {maker.now.year}",
            VOTING_SUMMARY,
            days=(-80, -50, -4, 10),
        ),
        [*pots, (WHOLE, DISTRICT, 75_000)],
    )
    maker.hand_in(budget_round, VOTING_PLANS)
    maker.judge(budget_round, VOTING_PLANS)
    maker.freeze(budget_round, "Kralingen-Crooswijk, loting in de hal van het huis")
    # The codes of demo.json come on top of these.
    letters = {area.name: area.letters_sent for area in budget_round.areas}
    maker.issue(budget_round, {name: n * 9 // 10 for name, n in letters.items()})
    opens = budget_round.opens_at or maker.now
    acts.open_round(maker.session, budget_round, opens - timedelta(days=2))
    cast_ballots(
        maker.session, budget_round, VOTING_PLANS, turnout=TURNOUT_SO_FAR, seed=1
    )
    _spread_over_days(maker, budget_round, opens)


def _spread_over_days(maker: Maker, budget_round: BudgetRound, opens: datetime) -> None:
    """Pretend that as many people voted on each day; all were put in at once."""
    votes = votes_of(maker.session, budget_round)
    maker.session.commit()
    length = (day_of(maker.now) - day_of(opens)).days + 1
    days = {
        day_of(opens) + timedelta(days=number): {
            area: cast * (number + 1) // length for area, cast in votes.items()
        }
        for number in range(length)
    }
    keep_days(maker.keys.instance, budget_round.slug, days)


def make_published(maker: Maker) -> None:
    """Make a round whose result is known."""
    budget_round = maker.announced(
        maker.details(
            "buurtbudget-vorig-jaar",
            f"Buurtbudget {maker.now.year - 1}",
            PUBLISHED_SUMMARY,
            days=(-460, -430, -370, -356),
        ),
        [(WHOLE, DISTRICT, 110_000)],
    )
    maker.hand_in(budget_round, PAST_PLANS)
    # Before the result: it notes which aims its plans serve.
    handed_in = select(Project).filter_by(budget_round_id=budget_round.id)
    for plan in maker.session.scalars(handed_in):
        store_facts(maker.session, plan.id, plain_facts(plan))
    maker.judge(budget_round, PAST_PLANS)
    maker.freeze(budget_round, "Trekking van 4 november, getal 27 14 3 41 8 19")
    maker.issue(budget_round, AREAS)
    opens = budget_round.opens_at or maker.now
    closes = budget_round.closes_at or maker.now
    acts.open_round(maker.session, budget_round, opens - timedelta(days=2))
    cast_ballots(maker.session, budget_round, PAST_PLANS, turnout=PAST_TURNOUT, seed=2)
    cast_on_paper(maker.session, budget_round, PAST_PLANS, seed=3, now=closes)
    acts.close_round(maker.session, budget_round, closes + timedelta(hours=1))
    maker.keys.open_urn(maker.session, budget_round, closes + timedelta(hours=2))
    results.count_round(maker.session, budget_round, closes + timedelta(hours=2))
    maker.pair.publish(budget_round, closes + timedelta(days=7))
