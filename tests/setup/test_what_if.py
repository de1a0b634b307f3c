"""What other rules would do, on past votes and on invented ones."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import allocation
from pb.auth.models import Role
from pb.models import Ballot, BudgetRound, Envelope, Outcome, WhatIf
from pb.results.importing import ImportOrder, import_published
from pb.rounds.configuration import FrozenConfig
from pb.rounds.phases import Stage
from pb.rounds.trying import trial_config, trial_json
from pb.setup.invented import invent_votes
from pb.setup.trial_views import name_of
from pb.setup.what_if import CHOSEN, compare, variants_for
from pb.voting.stored import is_a_ballot
from tests.auth.login import log_in, make_staff
from tests.factories import NOW, make_area, make_contest, make_project, make_round
from tests.pages import PageClient
from tests.rounds.factories import make_round_in

Travel = Callable[[datetime], None]
FORM = {"source": "invented", "voters": "60", "seed": "7"}


@pytest.fixture
def staff(client: PageClient, session: Session, now: Travel) -> PageClient:
    """A browser in which a configurator is logged in."""
    log_in(client, make_staff(session, Role.CONFIGURATOR))
    return client


def make_listed(session: Session, **contest: object) -> FrozenConfig:
    """Return the trial configuration of two areas and a pot of eight plans."""
    budget_round = make_round(session, stage=Stage.DRAFT)
    areas = [make_area(session, budget_round, name=name) for name in ("Noord", "Zuid")]
    pot = make_contest(session, budget_round, budget_limit=200_000, **contest)
    for number in range(8):
        theme = ("groen", "sport", "zorg")[number % 3]
        values = {"area_id": areas[number % 2].id, "theme": theme}
        make_project(session, pot, cost=20_000 + 9_000 * number, **values)
    session.commit()
    session.refresh(budget_round)
    return trial_config(trial_json(session, budget_round, NOW))


@pytest.mark.parametrize(
    ("vote_type", "limits"),
    [
        ("approval", {}),
        ("approval", {"min_choices": 3, "max_per_theme": {"groen": 1}}),
        ("choose-1", {}),
        ("cumulative", {"points": 10, "max_points": 5}),
        ("ordinal", {}),
    ],
)
def test_invented_ballots_keep_the_limits_of_the_round(
    session: Session, vote_type: str, limits: dict[str, object]
) -> None:
    config = make_listed(
        session,
        vote_type=vote_type,
        ballot_limits=limits,
        max_choices=4,
        within_budget=vote_type == "approval",
    )

    votes = invent_votes(config, 200, "7")

    assert votes.total == 200
    assert len(votes.counts) > 5
    for body in votes.counts:
        assert is_a_ballot(config, body.encode()), body


def test_the_same_seed_gives_the_same_votes(session: Session) -> None:
    config = make_listed(session)

    first, again, other = (invent_votes(config, 50, seed) for seed in ("7", "7", "8"))

    assert first.counts == again.counts
    assert first.counts != other.counts


def test_every_rule_is_tried_once_and_the_choice_comes_first(session: Session) -> None:
    config = make_listed(session, rule="greedy")
    (contest,) = config.contests

    names = [variant.name for variant in variants_for(contest, None)]

    assert names[0] == CHOSEN
    assert "es-add1u" in names
    assert len(set(names)) == len(names)


def test_a_variant_says_what_is_funded_and_for_whom(session: Session) -> None:
    config = make_listed(session)
    votes = invent_votes(config, 100, "7")

    (told,) = compare(config, votes, None)

    costs = {plan["id"]: plan["cost"] for plan in told["plans"]}
    assert told["ballots"] == 100
    for variant in told["variants"]:
        assert variant["cost"] == sum(costs[id_] for id_ in variant["winners"])
        assert variant["cost"] <= told["budget"]
        assert variant["happy"] == sum(area["happy"] for area in variant["areas"])
        assert sum(area["spent"] for area in variant["areas"]) == variant["cost"]


def test_a_small_area_is_not_told_apart(session: Session) -> None:
    config = make_listed(session)

    (told,) = compare(config, invent_votes(config, 9, "7"), None)

    assert all(variant["areas"] == [] for variant in told["variants"])


def test_the_desk_compares_rules_on_invented_votes(
    staff: PageClient, session: Session
) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    desk = f"/beheer/rondes/{budget_round.slug}"
    form = {**FORM, "contest": str(budget_round.contests[0].id)}

    assert staff.post(f"{desk}/what-if", data=form).status_code == 303

    page = staff.get(f"{desk}/wat-als").text
    assert "Uw keuze: Gelijke delen" in page
    assert "Meeste stemmen eerst" in page
    assert "60 verzonnen kiezers" in page
    for table in (Ballot, Envelope, Outcome):
        assert session.scalars(select(table)).all() == []


def test_the_rule_of_a_pot_is_tried_on_a_past_round(
    staff: PageClient, session: Session, past: BudgetRound
) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    pot = budget_round.contests[0]
    pot.rule = "greedy"
    desk = f"/beheer/rondes/{budget_round.slug}"
    form = {**FORM, "source": str(past.id), "contest": str(pot.id)}

    assert staff.post(f"{desk}/what-if", data=form).status_code == 303

    trial = session.scalars(select(WhatIf)).one()
    assert trial.result_json is not None
    (told,) = json.loads(trial.result_json)["contests"]
    names = [variant["name"] for variant in told["variants"]]
    assert names[:2] == ["chosen", "then"]
    assert told["variants"][0]["rule"] == "greedy"
    assert told["ballots"] == 10
    assert past.title in staff.get(f"{desk}/wat-als").text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("voters", "0"),
        ("voters", "20.001"),
        ("voters", "veel"),
        ("source", "99999"),
        ("contest", "99999"),
        ("seed", "x" * 41),
    ],
)
def test_a_wrong_field_comes_back(
    staff: PageClient, session: Session, field: str, typed: str
) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    form = {**FORM, "contest": str(budget_round.contests[0].id), field: typed}

    answer = staff.post(f"/beheer/rondes/{budget_round.slug}/what-if", data=form)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert session.scalars(select(WhatIf)).all() == []


def test_without_plans_there_is_nothing_to_try(
    staff: PageClient, session: Session
) -> None:
    budget_round = make_round(session)
    make_area(session, budget_round)
    pot = make_contest(session, budget_round)
    form = {**FORM, "contest": str(pot.id)}

    answer = staff.post(f"/beheer/rondes/{budget_round.slug}/what-if", data=form)

    assert answer.status_code == 409
    assert "Er is nog niets om te proberen" in answer.text


def test_only_the_newest_trials_are_kept(staff: PageClient, session: Session) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    form = {**FORM, "contest": str(budget_round.contests[0].id), "voters": "5"}

    for seed in range(7):
        data = {**form, "seed": str(seed)}
        staff.post(f"/beheer/rondes/{budget_round.slug}/what-if", data=data)

    trials = session.scalars(select(WhatIf).order_by(WhatIf.id))
    seeds = [trial.subject["seed"] for trial in trials]
    assert seeds == ["2", "3", "4", "5", "6"]


def test_who_only_reads_sees_trials_and_asks_for_none(
    client: PageClient, session: Session, now: Travel
) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    log_in(client, make_staff(session, Role.COUNCIL_READER))
    desk = f"/beheer/rondes/{budget_round.slug}"

    assert client.get(f"{desk}/wat-als").status_code == 200
    assert client.post(f"{desk}/what-if", data=FORM).status_code == 403


@pytest.fixture
def past(session: Session, now: Travel, tmp_path: Path) -> BudgetRound:
    """A past round from a Pabulib file: ten voters, three projects."""
    path = tmp_path / "oud.pb"
    path.write_text(PABULIB, encoding="utf-8")
    parsed = allocation.read_pabulib(path)
    import_published(session, ImportOrder(parsed, "oud"), NOW)
    return session.scalars(select(BudgetRound).where(BudgetRound.slug == "oud")).one()


PABULIB = """META
key;value
description;Oude ronde
country;Netherlands
unit;Rotterdam
instance;2024
num_projects;3
num_votes;10
budget;1000
vote_type;approval
rule;equalshares/add1u
date_begin;01.03.2024
date_end;31.03.2024
PROJECTS
project_id;cost;name
1;600;Plein
2;400;Bankjes
3;300;Bomen
VOTES
voter_id;vote
""" + "".join(f"{n};{'1' if n < 6 else '2,3'}\n" for n in range(10))


@pytest.mark.parametrize(
    ("vote_type", "is_tried"),
    [("approval", True), ("choose-1", True), ("cumulative", False), ("ordinal", False)],
)
def test_saving_in_turns_is_tried_on_ballots_that_it_can_count(
    session: Session, vote_type: str, is_tried: bool
) -> None:
    contest = make_listed(session, vote_type=vote_type).contests[0]

    tried = {variant.rule.rule for variant in variants_for(contest, None)}

    assert ("phragmen" in tried) is is_tried
    assert {"equal-shares", "greedy", "knapsack"} <= tried


def test_a_trial_of_an_earlier_version_still_has_names() -> None:
    """It did not keep what the best combination makes the most of."""
    old = {"name": "knapsack", "rule": "knapsack", "utility": None, "completion": None}

    assert name_of(old) == "De beste combinatie"
    assert "elke stem maal de kosten" in name_of({**old, "objective": "votes-cost"})
