"""The desk asks whether anybody has the letters before a round is armed."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.codes.service import issue_codes
from pb.models import BudgetRound, CodeBatch, Job
from pb.rounds import service
from pb.rounds.acts import Act
from pb.rounds.checks import Check, Need
from pb.rounds.needs import checks_for
from pb.rounds.phases import Stage
from pb.rounds.situation import look_at
from tests.auth.login import log_in, make_staff
from tests.codes.factories import make_frozen_round
from tests.pages import PageClient
from tests.rounds.factories import CHECKED_AT, CODE_KEY, add_key, make_round_in

LETTERS = {Need.LETTERS_FETCHED, Need.LETTERS_CONFIRMED}


@pytest.fixture
def budget_round(session: Session) -> BudgetRound:
    """A frozen round with a key that was tried, and no code yet."""
    budget_round = make_round_in(session, Stage.FROZEN)
    add_key(session, budget_round)
    return budget_round


def print_letters(session: Session, budget_round: BudgetRound) -> CodeBatch:
    """Print three letters for the first area; they wait to be fetched."""
    job = Job(
        kind="letters",
        budget_round_id=budget_round.id,
        arguments={"counts": {str(budget_round.areas[0].id): 3}},
        state="done",
        total=3,
        created_at=CHECKED_AT,
    )
    session.add(job)
    session.flush()
    issue(session, budget_round, job_id=job.id)
    batch = session.query(CodeBatch).filter_by(job_id=job.id).one()
    session.commit()
    return batch


def issue(
    session: Session, budget_round: BudgetRound, job_id: int | None = None
) -> None:
    issue_codes(
        session,
        budget_round.areas[0],
        3,
        channel="desk" if job_id else "file",
        key=CODE_KEY,
        now=CHECKED_AT,
        job_id=job_id,
    )
    session.commit()


def hand_over(
    session: Session, batch: CodeBatch, confirmed_at: datetime | None = None
) -> None:
    batch.handed_over_at, batch.confirmed_at = CHECKED_AT, confirmed_at
    session.commit()


def asked(session: Session, budget_round: BudgetRound) -> dict[Need, Check]:
    """Return what arming needs."""
    checks = checks_for(Act.OPEN, look_at(session, budget_round, CHECKED_AT))
    return {check.need: check for check in checks}


def test_letters_that_nobody_fetched_keep_a_round_from_opening(
    session: Session, budget_round: BudgetRound
) -> None:
    print_letters(session, budget_round)

    with pytest.raises(service.NotReady) as refused:
        service.open_round(session, budget_round, CHECKED_AT)

    (check,) = [check for check in refused.value.checks if check.stops]
    assert (check.need, check.count) == (Need.LETTERS_FETCHED, 3)
    assert check.names == (budget_round.areas[0].name,)


def test_letters_that_are_being_made_do_so_too(
    session: Session, budget_round: BudgetRound
) -> None:
    issue(session, budget_round)
    batch = print_letters(session, budget_round)
    session.get_one(Job, batch.job_id).state = "running"  # type: ignore[assignment]
    batch.revoked_at = CHECKED_AT
    session.commit()

    assert asked(session, budget_round)[Need.LETTERS_FETCHED].stops


def test_fetched_letters_let_it_open_and_an_unsure_receipt_is_told(
    session: Session, budget_round: BudgetRound
) -> None:
    batch = print_letters(session, budget_round)
    hand_over(session, batch)
    unsure = asked(session, budget_round)
    hand_over(session, batch, confirmed_at=CHECKED_AT)
    sure = asked(session, budget_round)

    assert unsure[Need.LETTERS_FETCHED].is_met
    told = unsure[Need.LETTERS_CONFIRMED]
    assert (told.is_met, told.stops, told.count) == (False, False, 3)
    assert sure[Need.LETTERS_CONFIRMED].is_met
    service.open_round(session, budget_round, CHECKED_AT)


def test_whoever_lost_the_way_to_letters_revokes_their_codes_and_goes_on(
    session: Session, budget_round: BudgetRound
) -> None:
    lost = print_letters(session, budget_round)
    lost.revoked_at = CHECKED_AT
    session.commit()
    hand_over(session, print_letters(session, budget_round))

    service.open_round(session, budget_round, CHECKED_AT)

    assert budget_round.stage is Stage.ARMED


def test_a_round_whose_codes_are_printed_elsewhere_is_not_asked(
    session: Session, budget_round: BudgetRound
) -> None:
    issue(session, budget_round)

    assert not LETTERS & asked(session, budget_round).keys()
    service.open_round(session, budget_round, CHECKED_AT)


def test_an_area_with_fewer_codes_than_letters_is_named_and_stops_nothing(
    session: Session,
) -> None:
    budget_round = make_frozen_round(session, 4, 0)
    issue(session, budget_round)

    check = asked(session, budget_round)[Need.CODES_FOR_ALL]

    assert (check.names, check.stops) == ((budget_round.areas[0].name,), False)


def test_the_desk_says_where_the_letters_are_and_shows_no_button(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    batch = print_letters(session, budget_round)
    log_in(client, make_staff(session, Role.CONFIGURATOR))
    session.commit()

    waiting = client.get(f"/beheer/rondes/{budget_round.slug}").text
    hand_over(session, batch)
    fetched = client.get(f"/beheer/rondes/{budget_round.slug}").text

    assert "Brieven die nog niemand ophaalde: 3" in waiting
    assert 'data-act="open"' not in waiting
    assert "de ontvangst niet bevestigd: 3" in fetched
    assert 'data-act="open"' in fetched
