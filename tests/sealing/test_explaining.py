"""Two persons say why envelopes could not be read; then a result can be published."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import BudgetRound, Envelope, StaffMember
from pb.results.service import (
    UnreadableEnvelopes,
    count_round,
    propose,
    publish,
)
from pb.rounds.phases import Stage
from pb.rounds.service import close_round
from pb.urn.opening import open_urn
from tests.auth.login import make_staff
from tests.desk.factories import browser_of, newest, press, told
from tests.pages import PageClient, tree
from tests.urn import PRIVATE
from tests.voting.factories import Vote, cast, make_vote

REASON = "De schijf van de server was beschadigd. Zie het verslag van 2 december."
EXPLAIN = "explain-unreadable"


@pytest.fixture
def vote(client: PageClient, session: Session, now: Callable[..., None]) -> Vote:
    vote = make_vote(session, codes=2)
    for place, code in enumerate(vote.codes):
        cast(client, code, vote.plans[place])
    now(vote.closes_at)
    return vote


def round_of(session: Session) -> BudgetRound:
    session.rollback()
    return session.scalars(
        select(BudgetRound).execution_options(populate_existing=True)
    ).one()


@pytest.fixture
def unreadable(session: Session, vote: Vote) -> Vote:
    """A counted and proposed round; one of its envelopes held no ballot."""
    budget_round = round_of(session)
    broken = session.scalars(select(Envelope)).first()
    assert broken is not None
    broken.ciphertext = b"not sealed at all"
    session.commit()
    close_round(session, budget_round, vote.closes_at)
    open_urn(session, budget_round, PRIVATE, now=vote.closes_at, actor="system")
    count_round(session, budget_round, vote.closes_at)
    propose(session, budget_round, vote.closes_at)
    return vote


def explain(client: PageClient, vote: Vote, member: StaffMember) -> int:
    answer = press(browser_of(client, member), vote.slug, EXPLAIN, reason=REASON)
    return answer.status_code


def approve(client: PageClient, session: Session, member: StaffMember) -> int:
    proposal = newest(session)
    fields = {"proposal": proposal.id, "subject_hash": proposal.subject_hash}
    slug = round_of(session).slug
    browser = browser_of(client, member)
    return press(browser, slug, f"approve-{EXPLAIN}", **fields).status_code


def publish_now(session: Session, vote: Vote) -> None:
    publish(session, round_of(session), vote.closes_at)


def test_what_two_persons_explain_may_be_published(
    client: PageClient, session: Session, unreadable: Vote
) -> None:
    """1b.3."""
    assert explain(client, unreadable, make_staff(session, Role.COUNTER)) == 303
    with pytest.raises(UnreadableEnvelopes):
        publish_now(session, unreadable)
    assert approve(client, session, make_staff(session, Role.APPROVER)) == 303

    publish_now(session, unreadable)

    assert round_of(session).stage is Stage.PUBLISHED
    bodies = told(session, unreadable.slug, "ENVELOPES_EXPLAINED")
    assert bodies == [{"count": 1, "reason": REASON}]
    page = client.get(f"/rondes/{unreadable.slug}/logboek").text
    assert REASON.rstrip(".") in page


def test_nobody_explains_it_alone(
    client: PageClient, session: Session, unreadable: Vote
) -> None:
    member = make_staff(session, Role.CONFIGURATOR, Role.APPROVER)
    explain(client, unreadable, member)

    assert approve(client, session, member) == 409
    with pytest.raises(UnreadableEnvelopes):
        publish_now(session, unreadable)


def test_the_desk_offers_it_as_long_as_it_is_needed(
    client: PageClient, session: Session, unreadable: Vote
) -> None:
    member = make_staff(session, Role.CONFIGURATOR)
    desk = f"/beheer/rondes/{unreadable.slug}"

    def acts() -> set[str]:
        page = tree(browser_of(client, member).get(desk))
        return {button["data-act"] for button in page.all("button")}

    assert EXPLAIN in acts()
    explain(client, unreadable, member)
    approve(client, session, make_staff(session, Role.APPROVER))
    assert EXPLAIN not in acts()
    assert explain(client, unreadable, member) == 409


@pytest.mark.parametrize("reason", ["", "kort", "x" * 501])
def test_the_form_comes_back_without_a_reason(
    client: PageClient, session: Session, unreadable: Vote, reason: str
) -> None:
    browser = browser_of(client, make_staff(session, Role.COUNTER))

    answer = press(browser, unreadable.slug, EXPLAIN, reason=reason)

    assert answer.status_code == 422
    links = {link["href"] for link in tree(answer).all("a")}
    assert "#uitleg-reason" in links


def test_where_all_was_read_there_is_nothing_to_explain(
    client: PageClient, session: Session, vote: Vote
) -> None:
    budget_round = round_of(session)
    close_round(session, budget_round, vote.closes_at)
    open_urn(session, budget_round, PRIVATE, now=vote.closes_at, actor="system")

    assert explain(client, vote, make_staff(session, Role.COUNTER)) == 409


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.DESK_CLERK, Role.BROKER])
def test_other_roles_explain_nothing(
    client: PageClient, session: Session, unreadable: Vote, role: Role
) -> None:
    assert explain(client, unreadable, make_staff(session, role)) == 403
