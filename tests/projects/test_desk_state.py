"""What the desk of a round says about its plans."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import ProjectStatus
from pb.projects.service import desk_state
from pb.projects.themes import THEMES, theme_of
from pb.rounds.phases import Stage
from tests.auth.login import log_in, make_staff
from tests.factories import NOW
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round, make_plan


def test_counts_the_plans_of_this_round_by_what_happened_to_them(
    session: Session,
) -> None:
    budget_round = make_collecting_round(session)
    make_plan(session, make_collecting_round(session))
    for status, number in (("submitted", 3), ("feasible", 2), ("withdrawn", 1)):
        for _number in range(number):
            make_plan(session, budget_round, status=ProjectStatus(status))

    state = desk_state(session, budget_round, NOW)

    assert (state.to_check, state.feasible, state.refused) == (3, 2, 0)
    assert (state.withdrawn, state.total, state.is_open) == (1, 6, True)


@pytest.mark.parametrize(
    ("stage", "is_open"),
    [
        (Stage.DRAFT, False),
        (Stage.ANNOUNCED, True),
        (Stage.SHORTLISTED, True),
        (Stage.FROZEN, False),
    ],
)
def test_says_whether_staff_may_still_change_plans(
    session: Session, stage: Stage, is_open: bool
) -> None:
    budget_round = make_collecting_round(session)
    budget_round.stage = stage
    budget_round.config_hash = "0" * 64 if stage is Stage.FROZEN else None
    session.commit()

    assert desk_state(session, budget_round, NOW).is_open is is_open


def test_the_desk_leads_to_the_plans(
    client: PageClient, session: Session, now: Callable[[datetime], None]
) -> None:
    budget_round = make_collecting_round(session)
    make_plan(session, budget_round)
    log_in(client, make_staff(session, Role.EVALUATOR))

    page = client.get(f"/beheer/rondes/{budget_round.slug}")

    assert f"/beheer/rondes/{budget_round.slug}/plannen" in page.text


def test_every_theme_has_a_picture_and_an_unknown_one_is_shown_as_it_is() -> None:
    assert len({theme.key for theme in THEMES}) == len(THEMES)
    unknown = theme_of("Education, Culture")
    assert unknown is not None
    assert unknown.label == "Education, Culture"
    assert theme_of("") is None
