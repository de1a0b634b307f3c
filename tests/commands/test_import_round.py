"""`buurtgeld import-round`: a file of another city becomes a round, or nothing."""

from contextlib import nullcontext
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import allocation
from pb.commands import import_round
from pb.models import Ballot, BudgetRound, Contest, Project, Publication
from pb.results import foreign
from pb.rounds.phases import Phase
from pb.rounds.tie_order import lot
from tests.commands.importing import Desk
from tests.factories import NOW
from tests.pages import PageClient


@pytest.fixture(autouse=True)
def this_database(app: Flask, monkeypatch: pytest.MonkeyPatch, now: object) -> None:
    monkeypatch.setattr(import_round, "application", lambda: nullcontext(app))


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk(tmp_path, monkeypatch)
    made.write()
    return made


def the_round(session: Session) -> BudgetRound:
    session.rollback()
    return session.scalars(select(BudgetRound)).one()


def is_empty(session: Session) -> bool:
    session.rollback()
    tables = (BudgetRound, Project, Ballot)
    return not any(session.scalar(select(func.count()).select_from(t)) for t in tables)


def test_makes_a_round_that_waits_for_its_vote(session: Session, desk: Desk) -> None:
    assert desk.run() == 0

    budget_round = the_round(session)
    contest = budget_round.contests[0]
    assert budget_round.phase(NOW) is Phase.SHORTLISTED
    assert (contest.budget_limit, contest.rule, contest.completion) == (
        100_000,
        "greedy",
        None,
    )
    assert (contest.max_choices, contest.within_budget) == (2, False)
    assert session.scalar(select(func.count()).select_from(Ballot)) == 0
    assert [area.name for area in budget_round.areas] == ["Amsterdam, Centrum"]


def test_draws_lots_so_that_the_round_can_be_frozen(
    session: Session, desk: Desk
) -> None:
    assert desk.run() == 0

    budget_round = the_round(session)
    ranks = session.scalars(select(Project.tie_rank).order_by(Project.tie_rank)).all()
    assert list(ranks) == list(range(1, len(ranks) + 1))
    by_lot = sorted(
        session.scalars(select(Project.file_id)),
        key=lambda id_: lot(budget_round.tie_seed or "", id_ or ""),
    )
    ordered = session.scalars(select(Project.file_id).order_by(Project.tie_rank))
    assert list(ordered) == by_lot


def test_keeps_ids_names_and_costs_to_the_letter(session: Session, desk: Desk) -> None:
    desk.run()

    rows = session.scalars(select(Project).order_by(Project.id)).all()

    assert [row.file_id for row in rows] == ["p-1", "x/2", "Z3"]
    assert [row.cost for row in rows] == [60_000, 50_050, 30_000]
    assert (rows[1].title, rows[0].theme, rows[0].place) == (
        "Bank; groot",
        "groen",
        "Oost",
    )


def test_publishes_a_past_round(
    session: Session,
    desk: Desk,
    client: PageClient,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert desk.run("--published") == 0

    out = capsys.readouterr().out
    assert "3 projects, 4 ballots" in out
    assert "greedy (the rule of the file)" in out
    assert the_round(session).phase(NOW) is Phase.PUBLISHED
    page = client.get("/rondes/stad/uitslag").text
    assert "2 plannen krijgen geld" in page
    assert "Stad 2022.pb" in page
    assert "Een eerdere ronde van een andere gemeente" in page
    assert client.get("/rondes/stad").status_code == 200


def test_the_days_of_the_file_are_days_in_amsterdam(
    session: Session, desk: Desk
) -> None:
    desk.run("--published")

    budget_round = the_round(session)

    assert budget_round.opens_at is not None
    assert budget_round.closes_at is not None
    assert budget_round.opens_at.isoformat() == "2022-10-02T22:00:00+00:00"
    assert budget_round.closes_at.isoformat() == "2022-10-31T23:00:00+00:00"


def test_counting_the_exported_file_again_gives_the_same_winners(
    desk: Desk, client: PageClient, tmp_path: Path
) -> None:
    desk.run("--published")

    exported = tmp_path / "export.pb"
    address = "/rondes/stad/uitslag/v1/stemmen.pb"
    exported.write_bytes(client.get(address, buffered=True).data)
    desk.file = exported

    assert desk.run("--published", slug="nog-eens") == 0
    first, second = (
        client.get(f"/rondes/{slug}/uitslag/v1/uitslag.csv").text
        for slug in ("stad", "nog-eens")
    )
    assert first.count(";ja;") == second.count(";ja;") == 2


@pytest.mark.parametrize(
    ("vote_type", "votes", "winner"),
    [
        ("choose-1", "voter_id;vote\nv1;Z3\n", "Z3"),
        ("cumulative", "voter_id;vote;points\nv1;Z3,x/2;2.5,1\n", "Z3"),
        ("scoring", "voter_id;vote;points\nv1;Z3;2\n", "Z3"),
        ("ordinal", "voter_id;vote\nv1;Z3,x/2\n", "Z3"),
    ],
)
def test_takes_every_kind_of_ballot(
    desk: Desk, client: PageClient, vote_type: str, votes: str, winner: str
) -> None:
    desk.write(votes, vote_type=vote_type, max_length="")

    assert desk.run("--published") == 0

    table = client.get("/rondes/stad/uitslag/v1/uitslag.csv").text
    assert f";{winner};" in table.splitlines()[1]


def test_takes_the_limits_of_a_ballot(desk: Desk, session: Session) -> None:
    points = {"max_sum_points": "10", "max_points": "5", "min_length": "2"}
    votes = "voter_id;vote;points\nv1;Z3,x/2;2,1\n"
    desk.write(votes, vote_type="cumulative", max_length="", **points)

    assert desk.run() == 0

    limits = session.scalars(select(Contest)).one().ballot_limits
    assert (limits["min_choices"], limits["points"], limits["max_points"]) == (2, 10, 5)


@pytest.mark.parametrize(
    ("meta", "rule"),
    [
        ({"rule": "greedy-no-skip"}, ("greedy", None, {"skip": False})),
        (
            {"rule": "greedy-threshold", "min_project_score_threshold": "2"},
            ("greedy", None, {"min_score": "2"}),
        ),
        (
            {"leftover_budget": "Partially fund one additional project"},
            ("greedy", None, {"leftover": "partial"}),
        ),
        ({"rule": "equalshares/add1"}, ("equal-shares", "add1", {})),
        (
            {"rule": "equalshares/add1u", "increment": "0.50"},
            ("equal-shares", "add1u", {"increment": 50}),
        ),
        (
            {"rule": "equalshares/add1", "add1_stop": "exhaustive"},
            ("equal-shares", "add1", {"add1_stop": "exhaustive"}),
        ),
        ({"rule": "phragmen"}, ("phragmen", "none", {})),
        ({"rule": "equalshares", "utility": "x"}, ("equal-shares", "add1u", {})),
        ({"rule": "greedy-exclusive"}, ("equal-shares", "add1u", {})),
        ({"rule": "unknown"}, ("equal-shares", "add1u", {})),
    ],
)
def test_counts_by_the_rule_of_the_file_or_by_ours(
    session: Session, desk: Desk, meta: dict[str, str], rule: tuple[object, ...]
) -> None:
    desk.write(**meta)
    desk.run()

    contest = session.scalars(select(Contest)).one()

    assert (contest.rule, contest.completion, contest.rule_options) == rule


def test_says_when_it_counts_by_another_rule(
    desk: Desk, client: PageClient, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.write(rule="greedy-exclusive")

    desk.run("--published")

    assert (
        "our default, for the file says 'greedy-exclusive'" in capsys.readouterr().out
    )
    assert "niet met de regel van toen" in client.get("/rondes/stad/uitslag").text


@pytest.mark.parametrize(
    ("begin", "end", "expected"),
    [
        ("2022", "2022", ("2021-12-31T23:00:00", "2022-12-31T23:00:00")),
        ("31.02.2022", "01.03.2022", None),
        ("02.03.2022", "01.02.2022", None),
        ("", "", None),
        ("maart", "april", None),
    ],
)
def test_reads_the_dates_a_file_can_have(
    desk: Desk, begin: str, end: str, expected: tuple[str, str] | None
) -> None:
    desk.write(date_begin=begin, date_end=end)

    period = foreign.period_of(allocation.read_pabulib(desk.file))

    found = period and tuple(at.isoformat()[:19] for at in period)
    assert found == expected


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        ({"date_begin": "2022", "date_end": "2022"}, "2022"),
        ({}, "3 oktober 2022 tot en met 31 oktober 2022"),
    ],
)
def test_no_page_tells_a_moment_that_the_file_does_not_know(
    desk: Desk, client: PageClient, dates: dict[str, str], words: str
) -> None:
    desk.write(**dates)
    desk.run("--published")

    assert f"<dd>{words}</dd>" in client.get("/rondes/stad/uitslag").text
    for page in ("/", "/uitslagen", "/rondes/stad"):
        assert "1 januari 2023" not in client.get(page).text
        assert "1 november 2022" not in client.get(page).text


@pytest.mark.parametrize(
    ("plan", "words"),
    [("Z3", "dat andere plan paste niet"), ("p-1", "dit plan paste niet")],
)
def test_a_tie_with_a_plan_that_did_not_fit_is_not_what_decided(
    desk: Desk, client: PageClient, session: Session, plan: str, words: str
) -> None:
    desk.write("voter_id;vote\nv1;x/2\nv2;x/2,Z3\nv3;p-1\n")
    desk.run("--published")
    number = session.scalars(select(Project.id).filter_by(file_id=plan)).one()

    page = client.get(f"/rondes/stad/uitslag/plannen/{number}").text

    assert f"Dat maakte niets uit: {words} in de pot." in page
    assert "volgorde besliste" not in page
    for where in ("uitslag", "uitslag/v1/stappen"):
        told = client.get(f"/rondes/stad/{where}").text
        assert "precies gelijk met" not in told
        assert " ging voor " not in told


def test_tells_what_the_file_says_of_money_that_was_left(
    desk: Desk, client: PageClient
) -> None:
    desk.write(leftover_budget="Kept for next year")
    desk.run("--published")

    assert "‘Kept for next year’" in client.get("/rondes/stad/uitslag").text


def test_other_money_is_shown_by_its_code(desk: Desk, client: PageClient) -> None:
    desk.write(currency="PLN")

    desk.run("--published")

    assert "PLN\u00a0600" in client.get("/rondes/stad/uitslag").text


@pytest.mark.parametrize(
    ("meta", "arguments", "words"),
    [
        ({"date_begin": ""}, [], "META has no usable dates; give --opens"),
        ({"date_begin": "0000"}, [], "META has no usable dates; give --opens"),
        ({"date_end": "9999"}, [], "META has no usable dates; give --opens"),
        ({"date_end": "31.12.9999"}, [], "META has no usable dates; give --opens"),
        ({}, ["--opens", "2026-01-01", "--closes", "2027-01-01"], "is not over"),
        ({}, ["--opens", "2022-01-01"], "give --opens and --closes together"),
        ({}, ["--opens", "gisteren", "--closes", "nu"], "is no moment"),
        ({"budget": "0"}, [], "Stad 2022.pb:8: the budget is 0"),
        ({"min_project_score_threshold": "x"}, [], "min_project_score_threshold"),
    ],
)
def test_a_refusal_is_one_line_and_leaves_nothing(
    session: Session,
    desk: Desk,
    capsys: pytest.CaptureFixture[str],
    meta: dict[str, str],
    arguments: list[str],
    words: str,
) -> None:
    desk.write(**meta)

    assert desk.run("--published", *arguments) == 2

    err = capsys.readouterr().err
    assert words in err
    assert err.count("\n") == 1
    assert is_empty(session)


def test_the_moments_given_go_before_those_of_the_file(
    session: Session, desk: Desk
) -> None:
    desk.run("--published", "--opens", "2020-01-01T09:00Z", "--closes", "2020-01-31")

    budget_round = the_round(session)

    assert budget_round.closes_at is not None
    assert budget_round.closes_at.isoformat() == "2020-01-30T23:00:00+00:00"


def test_a_slug_is_used_once(
    session: Session, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.run()

    assert desk.run("--published") == 2

    assert "there is a round 'stad' already" in capsys.readouterr().err
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Publication)) == 0


@pytest.mark.parametrize("slug", ["Stad", "a b", "-a", "a--b", "nieuw", "a" * 61])
def test_a_slug_is_an_address(desk: Desk, slug: str) -> None:
    assert desk.run(slug=slug) == 2


def test_a_file_that_is_not_there_is_named(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.file = desk.file.with_name("weg.pb")

    assert desk.run() == 2
    assert "weg.pb: No such file or directory" in capsys.readouterr().err


def test_a_count_that_fails_leaves_nothing(
    session: Session,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise allocation.NotComputed("too long")

    monkeypatch.setattr("pb.results.counting.allocation.allocate", fail)

    assert desk.run("--published") == 2

    assert "not counted: too long" in capsys.readouterr().err
    assert is_empty(session)
