"""The drawing that decides ties, and that anyone can repeat it."""

import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import Project
from pb.rounds import service
from pb.rounds.listing import drawn_plans
from pb.rounds.phases import Stage
from pb.rounds.tie_order import draw, lot
from tests.auth.login import log_in, make_staff
from tests.factories import make_contest, make_project
from tests.pages import PageClient
from tests.rounds.factories import CHECKED_AT, SEED, make_round_in

Travel = Callable[[datetime], None]
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


def test_an_order_from_a_drawing_elsewhere_is_typed_in(
    client: PageClient, session: Session, now: Travel
) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    now(CHECKED_AT)
    log_in(client, make_staff(session, Role.CONFIGURATOR))
    first, second = session.scalars(select(Project.id).order_by(Project.id)).all()
    desk = f"/beheer/rondes/{budget_round.slug}"
    form = {"source": "typed", "seed": "Notaris", "typed": f"{second}\r\n{first}"}

    assert client.post(f"{desk}/draw", data=form).status_code == 303

    session.expire_all()
    ranks = session.execute(select(Project.id, Project.tie_rank).order_by(Project.id))
    assert [tuple(row) for row in ranks] == [(first, 2), (second, 1)]
    assert budget_round.tie_seed == "Notaris"
    page = client.get(f"{desk}/loting").text
    assert "De plannen zijn zelf geloot" in page


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("", "ontbreken nog"),
        ("{0}", "ontbreken nog"),
        ("{0}\n{1}\n{0}", "twee keer"),
        ("{0},{1},999999", "niet van de stemlijst"),
    ],
)
def test_an_order_that_is_none_comes_back_as_it_was_typed(
    client: PageClient, session: Session, now: Travel, typed: str, complaint: str
) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    log_in(client, make_staff(session, Role.CONFIGURATOR))
    typed = typed.format(*session.scalars(select(Project.id)).all())
    form = {"source": "typed", "seed": "Notaris", "typed": typed}

    answer = client.post(f"/beheer/rondes/{budget_round.slug}/draw", data=form)

    assert answer.status_code == 422
    assert complaint in answer.text
    assert typed in answer.text
    session.expire_all()
    assert budget_round.tie_seed is None
