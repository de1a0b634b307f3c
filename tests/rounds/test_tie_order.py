"""The drawing that decides ties, and that anyone can repeat it."""

import shutil
import subprocess

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.models import Project
from pb.rounds import service
from pb.rounds.listing import drawn_plans
from pb.rounds.phases import Stage
from pb.rounds.tie_order import draw, lot
from tests.factories import make_contest, make_project
from tests.rounds.factories import CHECKED_AT, SEED, make_round_in

ids = st.lists(st.text(min_size=1, max_size=5), unique=True, max_size=20)


def test_a_lot_is_what_the_explanation_on_the_page_computes() -> None:
    shell, sha256sum = shutil.which("sh"), shutil.which("sha256sum")
    assert shell is not None
    assert sha256sum is not None

    told = subprocess.run(  # noqa: S603  # a fixed command
        [shell, "-c", f"printf '%s\\0%s' '{SEED}' '17' | sha256sum"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert told.stdout.split()[0] == lot(SEED, "17")


@given(ids)
def test_the_order_does_not_depend_on_the_order_of_the_list(
    names: list[str],
) -> None:
    assert draw(SEED, names) == draw(SEED, list(reversed(names)))
    assert sorted(draw(SEED, names)) == sorted(names)


@given(ids)
def test_a_plan_that_leaves_does_not_move_the_others(names: list[str]) -> None:
    order = draw(SEED, names)

    assert draw(SEED, names[1:]) == [n for n in order if n not in names[:1]]


def test_another_seed_gives_another_order() -> None:
    names = [str(number) for number in range(50)]

    assert draw("1", names) != draw("2", names)


def test_each_contest_has_places_of_its_own(session: Session) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    whole = make_contest(session, budget_round, title="Samen")
    for _ in range(3):
        make_project(session, whole, file_id=None)
    session.commit()

    service.draw_tie_order(session, budget_round, SEED, CHECKED_AT)

    drawn = drawn_plans(session, budget_round)
    assert [[plan.place for plan in plans] for _, plans in drawn] == [[1, 2], [1, 2, 3]]
    for _contest, plans in drawn:
        assert [plan.id for plan in plans] == draw(SEED, [plan.id for plan in plans])
        assert [plan.lot for plan in plans] == [lot(SEED, plan.id) for plan in plans]


def test_our_own_plans_get_their_number_as_id(session: Session) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)

    service.draw_tie_order(session, budget_round, SEED, CHECKED_AT)

    for project in session.scalars(select(Project)):
        assert project.file_id == str(project.id)
