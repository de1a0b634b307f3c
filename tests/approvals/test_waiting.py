"""Who comes to the desk sees in which round a proposal waits for them."""

from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.rounds.phases import Stage
from pb.rounds.service import draw_tie_order
from pb.trail.kinds import Kind
from pb.trail.service import note
from tests.auth.login import make_staff
from tests.desk.factories import Clock, approve, ask_replacement, browser_of, make_desk
from tests.factories import NOW
from tests.pages import PageClient
from tests.rounds.approving import propose
from tests.rounds.factories import CHECKED_AT, SEED, make_round_in

START = "/beheer"
WAITS = "1 voorstel wacht op u"


def test_only_who_may_decide_is_told_until_it_is_decided(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session)
    proposer = browser_of(client, make_staff(session, Role.CONFIGURATOR))
    clerk, approver = browser_of(client, desk.clerk), browser_of(client, desk.approver)
    assert WAITS not in approver.get(START).text
    assert ask_replacement(proposer, desk).status_code == 303

    assert WAITS in approver.get(START).text
    assert WAITS not in proposer.get(START).text
    assert WAITS not in clerk.get(START).text
    assert approve(approver, session, desk).status_code == 303
    assert WAITS not in approver.get(START).text


def test_nobody_is_told_of_a_proposal_of_who_let_them_in(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session)
    chief = make_staff(session, Role.CONFIGURATOR)
    assert ask_replacement(browser_of(client, chief), desk).status_code == 303
    made = {"roles": ["approver"]}
    by, about = chief.id, desk.approver.id
    note(session, Kind.ACCOUNT_ADDED, at=NOW, actor=by, about=about, detail=made)
    session.commit()

    assert WAITS not in browser_of(client, desk.approver).get(START).text


def test_nobody_is_told_of_a_proposal_that_can_only_lapse(
    client: PageClient, session: Session, now: Clock
) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    draw_tie_order(session, budget_round, SEED, CHECKED_AT)
    now(CHECKED_AT)
    approver = browser_of(client, make_staff(session, Role.APPROVER))
    assert propose(client, session, budget_round.slug, "freeze").status_code == 303
    assert WAITS in approver.get(START).text

    session.refresh(budget_round)
    budget_round.areas[0].letters_sent += 1
    session.commit()

    assert WAITS not in approver.get(START).text


def test_the_desk_says_that_the_clock_closes_the_vote(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session)
    page = browser_of(client, desk.clerk).get(f"/beheer/rondes/{desk.slug}").text

    assert "Hiervoor hoeft u nu niets te doen." in page
    assert "De klok sluit de stemming op" in page
    assert "De klok opent de stemming op" not in page
