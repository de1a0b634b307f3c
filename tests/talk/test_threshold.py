"""A plan without enough supporters is not on the list, or there is a public reason."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import (
    BudgetRound,
    HistoryEntry,
    Project,
    ProjectStatus,
    SupportWaiver,
)
from pb.projects.drafting import NothingToRelease, release, save_draft
from pb.projects.history import note
from pb.projects.verdicts import Verdict
from pb.rounds import service
from pb.rounds.acts import Act
from pb.rounds.checks import Need
from pb.rounds.phases import Stage
from pb.talk.models import Support
from pb.talk.settings import Rules, save_rules
from pb.talk.threshold import StillSupported, too_few, turn_down
from tests.auth.login import log_in, make_staff
from tests.pages import PageClient, tree
from tests.rounds.factories import (
    ANNOUNCED_AT,
    CHECKED_AT,
    DAY,
    SEED,
    make_round_in,
)
from tests.rounds.test_acts import refused

COLLECTING_AT = CHECKED_AT - 4 * DAY
REASON = "De website was een week niet te bereiken."


@pytest.fixture
def budget_round(session: Session, now: Callable[[datetime], None]) -> BudgetRound:
    """A round in which two feasible plans wait; each needs three supporters."""
    now(CHECKED_AT)
    budget_round = make_round_in(session, Stage.ANNOUNCED)
    save_rules(session, budget_round, Rules(supports=True, threshold=3))
    return budget_round


def plans_of(session: Session) -> list[Project]:
    session.rollback()
    return list(session.scalars(select(Project).order_by(Project.id)))


def shown_plans(client: PageClient, path: str) -> list[str]:
    """Return the numbers of the plans that the page sends along."""
    fields = tree(client.get(path)).all("input")
    return [field["value"] for field in fields if field["name"] == "plan"]


def support(session: Session, plan: Project, count: int) -> None:
    """Let so many people support a plan."""
    for number in range(count):
        person = {"person": f"p{number}", "proof": "email", "at": ANNOUNCED_AT}
        session.add(Support(project_id=plan.id, **person))
    session.commit()


def test_there_is_no_list_while_a_plan_lacks_supporters(
    session: Session, budget_round: BudgetRound
) -> None:
    enough, short = plans_of(session)
    support(session, enough, 3)
    support(session, short, 2)

    assert refused(Act.SHORTLIST, session, budget_round, CHECKED_AT) == {
        Need.PLANS_SUPPORTED
    }
    (found,) = too_few(session, budget_round)
    assert (found.project.id, found.supporters, found.needed) == (short.id, 2, 3)


def test_the_number_of_the_area_counts(
    session: Session, budget_round: BudgetRound
) -> None:
    for plan in plans_of(session):
        plan.area_id = budget_round.areas[0].id
        support(session, plan, 2)
    by_area = {budget_round.areas[0].id: 2}

    save_rules(session, budget_round, Rules(True, True, True, 3, by_area))

    assert too_few(session, budget_round) == []
    service.make_shortlist(session, budget_round, CHECKED_AT)


@pytest.mark.parametrize(
    "rules", [Rules(supports=False, threshold=3), Rules(supports=True)], ids=str
)
def test_a_round_that_asks_no_number_makes_its_list(
    session: Session, budget_round: BudgetRound, rules: Rules
) -> None:
    save_rules(session, budget_round, rules)

    service.make_shortlist(session, budget_round, CHECKED_AT)

    assert budget_round.stage is Stage.SHORTLISTED


def test_those_that_lack_it_are_turned_down_with_both_numbers(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    enough, short = (plan.id for plan in plans_of(session))
    support(session, session.get_one(Project, enough), 3)
    path = f"/beheer/rondes/{budget_round.slug}/steun"
    log_in(client, make_staff(session, Role.EVALUATOR))
    assert "Steun: 0. Nodig: 3." in client.get(path).text

    shown = shown_plans(client, path)
    assert client.post(f"{path}/weg", data={"plan": shown}).status_code == 303

    stays, gone = plans_of(session)
    assert (stays.id, stays.status) == (enough, ProjectStatus.FEASIBLE)
    assert (gone.id, gone.status) == (short, ProjectStatus.NOT_FEASIBLE)
    assert "te weinig steun: 0. Voor de stemlijst zijn er 3 nodig" in gone.public_reason
    told = session.scalars(select(HistoryEntry).filter_by(kind="refused")).one()
    assert (told.project_id, told.tells) == (short, True)
    service.make_shortlist(session, budget_round, CHECKED_AT)


def test_only_what_was_looked_at_is_turned_down(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    first, second = plans_of(session)
    first.title, second.title = "Bankjes", "Moestuin"
    support(session, first, 3)
    path = f"/beheer/rondes/{budget_round.slug}/steun"
    log_in(client, make_staff(session, Role.EVALUATOR))
    shown = shown_plans(client, path)
    assert shown == [str(second.id)]

    support(session, second, 3)
    session.delete(session.scalars(select(Support).limit(1)).one())
    session.commit()
    answer = client.post(f"{path}/weg", data={"plan": shown})

    assert answer.status_code == 409
    (told,) = (each for each in tree(answer).all("div") if each["role"] == "alert")
    assert [item.text for item in told.all("li")] == ["Bankjes", "Moestuin"]
    assert {plan.status for plan in plans_of(session)} == {ProjectStatus.FEASIBLE}


@pytest.mark.parametrize("sent", [[], ["x"], ["999999"]], ids=str)
def test_a_form_without_the_plans_turns_nothing_down(
    client: PageClient, session: Session, budget_round: BudgetRound, sent: list[str]
) -> None:
    path = f"/beheer/rondes/{budget_round.slug}/steun"
    log_in(client, make_staff(session, Role.EVALUATOR))

    assert client.post(f"{path}/weg", data={"plan": sent}).status_code == 409

    assert {plan.status for plan in plans_of(session)} == {ProjectStatus.FEASIBLE}


def test_a_verdict_that_waits_does_not_bring_a_plan_back(
    session: Session, budget_round: BudgetRound
) -> None:
    staff = make_staff(session, Role.EVALUATOR)
    plan = plans_of(session)[0]
    yes = Verdict(True, 100, budget_round.contests[0].id, "", plan.title)
    who: dict[str, Any] = {"staff_id": staff.id, "now": CHECKED_AT}
    save_draft(session, budget_round, plan.id, yes, version=plan.version, **who)

    turn_down(session, budget_round, {each.id for each in plans_of(session)}, **who)

    with pytest.raises(NothingToRelease):
        release(session, budget_round, CHECKED_AT)
    assert plans_of(session)[0].status is ProjectStatus.NOT_FEASIBLE


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (ProjectStatus.FEASIBLE, (True, True)),
        (ProjectStatus.NOT_FEASIBLE, (True, False)),
        (ProjectStatus.WITHDRAWN, (False, False)),
    ],
    ids=lambda value: getattr(value, "value", ""),
)
def test_only_a_plan_that_can_be_listed_is_said_to_need_support(
    client: PageClient,
    session: Session,
    budget_round: BudgetRound,
    status: ProjectStatus,
    shown: tuple[bool, bool],
) -> None:
    plan = plans_of(session)[0]
    plan.status, plan.public_reason = status, "Te duur."
    session.commit()

    page = client.get(f"/rondes/{budget_round.slug}/plannen/{plan.id}").text

    words = ("Steun voor dit plan", "Voor de lijst zijn er 3 nodig")
    assert tuple(word in page for word in words) == shown


def test_a_plan_goes_on_by_a_reason_that_everyone_reads(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    first, second = plans_of(session)
    note(session, first.id, "received", at=ANNOUNCED_AT)
    support(session, second, 3)
    path = f"/beheer/rondes/{budget_round.slug}/steun/{first.id}"
    log_in(client, make_staff(session, Role.EVALUATOR))

    assert client.post(path, data={f"plan{first.id}-reason": ""}).status_code == 422
    form = {f"plan{first.id}-reason": REASON}
    assert client.post(path, data=form).status_code == 303
    assert client.post(path, data=form).status_code == 409

    assert session.scalars(select(SupportWaiver.reason)).one() == REASON
    plan = f"/rondes/{budget_round.slug}/plannen/{first.id}"
    assert REASON in client.get(plan).text
    service.make_shortlist(session, budget_round, CHECKED_AT)


def test_a_plan_with_enough_supporters_needs_no_reason(
    client: PageClient, session: Session, budget_round: BudgetRound
) -> None:
    first, _second = plans_of(session)
    support(session, first, 3)
    path = f"/beheer/rondes/{budget_round.slug}/steun/{first.id}"
    log_in(client, make_staff(session, Role.EVALUATOR))

    answer = client.post(path, data={f"plan{first.id}-reason": REASON})

    assert answer.status_code == 409


def test_nobody_is_turned_down_while_people_can_hand_in(
    session: Session, budget_round: BudgetRound
) -> None:
    staff_id = make_staff(session, Role.EVALUATOR).id

    with pytest.raises(StillSupported):
        turn_down(session, budget_round, (), staff_id=staff_id, now=COLLECTING_AT)

    assert {plan.status for plan in plans_of(session)} == {ProjectStatus.FEASIBLE}


def test_a_plan_that_came_on_the_list_later_needs_it_too(
    session: Session, budget_round: BudgetRound
) -> None:
    for plan in plans_of(session):
        support(session, plan, 3)
    service.make_shortlist(session, budget_round, CHECKED_AT)
    save_rules(session, budget_round, Rules(supports=True, threshold=4))
    service.draw_tie_order(session, budget_round, SEED, CHECKED_AT)

    assert refused(Act.FREEZE, session, budget_round, CHECKED_AT) == {
        Need.PLANS_SUPPORTED
    }


@pytest.mark.parametrize("role", [Role.DESK_CLERK, Role.BROKER, Role.CONFIGURATOR])
def test_others_decide_nothing(
    client: PageClient, session: Session, budget_round: BudgetRound, role: Role
) -> None:
    log_in(client, make_staff(session, role))
    path = f"/beheer/rondes/{budget_round.slug}/steun/weg"

    assert client.post(path).status_code == 403
