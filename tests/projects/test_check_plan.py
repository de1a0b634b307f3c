"""Staff judge a plan."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from pb.auth.models import Role, StaffMember
from pb.models import BudgetRound, Project, ProjectStatus
from pb.projects.service import ChangedMeanwhile, RoundTakesNoPlans
from pb.projects.verdicts import InvalidVerdict, Verdict, judge_project
from pb.rounds.phases import Stage
from tests.auth.login import log_in, make_staff
from tests.factories import NOW, make_area, make_contest
from tests.pages import PageClient, tree
from tests.projects.factories import make_collecting_round, make_plan


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


@pytest.fixture
def budget_round(session: Session) -> BudgetRound:
    return make_collecting_round(session)


@pytest.fixture
def plan(session: Session, budget_round: BudgetRound) -> Project:
    return make_plan(session, budget_round, title="Bankjes")


@pytest.fixture
def evaluator(session: Session, client: PageClient) -> StaffMember:
    member = make_staff(session, Role.EVALUATOR)
    log_in(client, member)
    return member


def desk(budget_round: BudgetRound, plan: Project | None = None) -> str:
    queue = f"/beheer/rondes/{budget_round.slug}/plannen"
    return queue if plan is None else f"{queue}/{plan.id}"


def verdict(budget_round: BudgetRound, plan: Project, **values: str) -> dict[str, str]:
    """Return the form as staff send it: feasible, in the pot of the area."""
    return {
        "version": str(plan.version),
        "decision": "yes",
        "cost": "600",
        "contest": str(budget_round.contests[0].id),
        "public_reason": "",
        "title": plan.title,
        "title_reason": "",
        **values,
    }


@pytest.mark.usefixtures("evaluator")
def test_the_queue_shows_who_waits_longest_first(
    client: PageClient, session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    make_plan(session, budget_round, title="Ouder", submitted_at=NOW.replace(day=1))
    make_plan(session, budget_round, title="Klaar", status=ProjectStatus.FEASIBLE)

    page = tree(client.get(desk(budget_round)))

    assert [b.text for b in page.all("b")] == ["Ouder", "Bankjes"]
    assert "Kunnen meedoen (1)" in page.text
    feasible = tree(client.get(desk(budget_round) + "?lijst=haalbaar"))
    assert [b.text for b in feasible.all("b")] == ["Klaar"]


def test_the_dossier_shows_the_contact_to_who_needs_it(
    client: PageClient, evaluator: StaffMember, budget_round: BudgetRound, plan: Project
) -> None:
    page = client.get(desk(budget_round, plan)).text

    assert "fatima@example.org" in page
    assert "Bewaar het besluit" in page


def test_a_configurator_looks_but_sees_no_contact_and_judges_nothing(
    client: PageClient, session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    log_in(client, make_staff(session, Role.CONFIGURATOR))

    page = client.get(desk(budget_round, plan))
    sent = client.post(desk(budget_round, plan), data=verdict(budget_round, plan))

    assert page.status_code == 200
    assert "fatima" not in page.text.lower()
    assert "Bewaar het besluit" not in page.text
    assert sent.status_code == 403
    session.refresh(plan)
    assert plan.status is ProjectStatus.SUBMITTED


@pytest.mark.parametrize(
    "role", [Role.COUNTER, Role.COUNCIL_READER, Role.ADMINISTRATOR]
)
def test_other_roles_see_nothing(
    client: PageClient,
    session: Session,
    budget_round: BudgetRound,
    plan: Project,
    role: Role,
) -> None:
    log_in(client, make_staff(session, role))

    for path in (desk(budget_round), desk(budget_round, plan)):
        assert client.get(path).status_code == 403


def test_a_visitor_is_sent_to_log_in(
    client: PageClient, budget_round: BudgetRound, plan: Project
) -> None:
    for path in (desk(budget_round), desk(budget_round, plan)):
        response = client.get(path)
        assert response.status_code == 303
        assert response.location.startswith("/beheer/inloggen")
    assert client.post(desk(budget_round, plan), data={}).status_code == 303


def test_a_feasible_plan_gets_its_cost_its_pot_and_who_checked_it(
    client: PageClient,
    session: Session,
    evaluator: StaffMember,
    budget_round: BudgetRound,
    plan: Project,
) -> None:
    response = client.post(desk(budget_round, plan), data=verdict(budget_round, plan))

    assert response.status_code == 303
    session.refresh(plan)
    assert plan.status is ProjectStatus.FEASIBLE
    assert (plan.cost, plan.contest_id) == (60_000, budget_round.contests[0].id)
    assert (plan.checked_at, plan.checked_by_id) == (NOW, evaluator.id)
    page = client.get(response.location).text
    assert "Bewaard: ‘Bankjes’." in page
    assert evaluator.email in page


@pytest.mark.usefixtures("evaluator")
def test_a_refusal_shows_its_reason_to_all(
    client: PageClient, budget_round: BudgetRound, plan: Project
) -> None:
    form = verdict(budget_round, plan, decision="no", public_reason="Dit kan niet.")
    assert client.post(desk(budget_round, plan), data=form).status_code == 303

    page = client.get(f"/rondes/{budget_round.slug}/plannen/{plan.id}").text

    assert "Dit kan niet." in page


@pytest.mark.usefixtures("evaluator")
@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"decision": ""}, "decision", "Kies of het plan kan."),
        ({"decision": "maybe"}, "decision", "Ongeldige keuze."),
        ({"cost": ""}, "cost", "Vul in wat het plan kost."),
        ({"cost": "0"}, "cost", "Vul in wat het plan kost."),
        ({"cost": "12.50"}, "cost", "Schrijf duizenden met een punt"),
        ({"cost": "1.001"}, "cost", "Dit is meer dan in de pot zit."),
        ({"contest": ""}, "contest", "Kies uit welke pot het geld komt."),
        ({"contest": "999999"}, "contest", "Ongeldige keuze."),
        ({"decision": "no"}, "public_reason", "Schrijf waarom dit plan niet kan."),
        ({"public_reason": "x" * 1501}, "public_reason", "1 teken te lang"),
        ({"title": "Anders"}, "title_reason", "Schrijf waarom u de naam verandert."),
        ({"title": ""}, "title", "Geef het plan een naam."),
    ],
)
def test_says_at_the_field_what_a_verdict_lacks(
    client: PageClient,
    session: Session,
    budget_round: BudgetRound,
    plan: Project,
    values: dict[str, str],
    field: str,
    message: str,
) -> None:
    form = verdict(budget_round, plan, **values)

    response = client.post(desk(budget_round, plan), data=form)

    assert response.status_code == 422
    errors = {p["id"]: p.text for p in tree(response).all("p")}
    assert message in errors[f"{field}-fout"]
    session.refresh(plan)
    assert (plan.status, plan.version) == (ProjectStatus.SUBMITTED, 1)


@pytest.mark.usefixtures("evaluator")
def test_only_the_pots_of_the_area_and_of_the_district_can_be_chosen(
    client: PageClient, session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    other = make_area(session, budget_round, name="Crooswijk")
    pot = make_contest(session, budget_round, title="Pot Crooswijk", area_id=other.id)

    page = tree(client.get(desk(budget_round, plan)))
    response = client.post(
        desk(budget_round, plan),
        data=verdict(budget_round, plan, contest=str(pot.id)),
    )

    pots = [option.text for option in page.all("option")]
    assert pots == ["Kies een pot", "Pot Rubroek", "Pot van iedereen"]
    assert response.status_code == 422


@pytest.mark.usefixtures("evaluator")
def test_a_new_name_tells_the_old_one_and_why(
    client: PageClient, session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    form = verdict(
        budget_round, plan, title="Zitjes", title_reason="Er zijn al bankjes."
    )
    client.post(desk(budget_round, plan), data=form)

    page = client.get(f"/rondes/{budget_round.slug}/plannen/{plan.id}").text
    assert "Dit plan heette eerst ‘Bankjes’." in page
    assert "Er zijn al bankjes." in page
    session.refresh(plan)
    client.post(
        desk(budget_round, plan),
        data=verdict(budget_round, plan, title="Bankjes", title_reason="Toch niet."),
    )
    session.refresh(plan)
    assert (plan.title, plan.original_title) == ("Bankjes", "")


@pytest.mark.usefixtures("evaluator")
def test_the_second_of_two_evaluators_sees_both_verdicts_and_loses_nothing(
    client: PageClient, session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    mine = verdict(budget_round, plan, cost="700", public_reason="Mijn uitleg.")
    theirs = verdict(budget_round, plan, decision="no", public_reason="Kan niet.")
    client.post(desk(budget_round, plan), data=theirs)

    response = client.post(desk(budget_round, plan), data=mine)

    assert response.status_code == 409
    page = tree(response)
    assert "nu bewaard: Kan niet. · u typte: Mijn uitleg." in page.text
    sent = {f["name"]: f["value"] for f in page.all("input")}
    assert (sent["cost"], sent["version"]) == ("700", "2")
    session.refresh(plan)
    assert plan.status is ProjectStatus.NOT_FEASIBLE
    again = client.post(desk(budget_round, plan), data=mine | {"version": "2"})
    assert again.status_code == 303
    session.refresh(plan)
    assert plan.cost == 70_000


@pytest.mark.usefixtures("evaluator")
@pytest.mark.parametrize("version", ["", "0", "abc", "9" * 400, "١"])
def test_a_strange_version_is_never_taken_for_the_present_one(
    client: PageClient,
    session: Session,
    budget_round: BudgetRound,
    plan: Project,
    version: str,
) -> None:
    form = verdict(budget_round, plan, version=version)

    assert client.post(desk(budget_round, plan), data=form).status_code == 409
    session.refresh(plan)
    assert plan.status is ProjectStatus.SUBMITTED


@pytest.mark.usefixtures("evaluator")
@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.FROZEN, Stage.ARMED])
def test_nothing_changes_before_the_announcement_or_after_freezing(
    client: PageClient,
    session: Session,
    budget_round: BudgetRound,
    plan: Project,
    stage: Stage,
) -> None:
    budget_round.stage = stage
    budget_round.config_hash = None if stage is Stage.DRAFT else "0" * 64
    session.commit()

    page = client.get(desk(budget_round, plan))
    sent = client.post(desk(budget_round, plan), data=verdict(budget_round, plan))

    assert page.status_code == 200
    assert "Bewaar het besluit" not in page.text
    assert sent.status_code == 409
    assert "kunt u nu niet veranderen" in sent.text
    session.refresh(plan)
    assert plan.status is ProjectStatus.SUBMITTED


@pytest.mark.usefixtures("evaluator")
def test_a_plan_judged_feasible_after_the_list_was_made_joins_it_without_place(
    client: PageClient, session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    budget_round.stage = Stage.SHORTLISTED
    session.commit()

    client.post(desk(budget_round, plan), data=verdict(budget_round, plan))

    session.refresh(plan)
    assert plan.status is ProjectStatus.SHORTLISTED
    assert plan.tie_rank is None


@pytest.mark.usefixtures("evaluator")
def test_a_plan_that_leaves_its_pot_leaves_its_place_in_the_drawn_order(
    client: PageClient, session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    first, second = budget_round.contests
    budget_round.stage = Stage.SHORTLISTED
    plan.status, plan.contest_id = ProjectStatus.SHORTLISTED, first.id
    plan.cost, plan.tie_rank = 10_000, 3
    session.commit()

    same = verdict(budget_round, plan, contest=str(first.id))
    client.post(desk(budget_round, plan), data=same)
    session.refresh(plan)
    assert plan.tie_rank == 3
    other = verdict(budget_round, plan, contest=str(second.id))
    client.post(desk(budget_round, plan), data=other)
    session.refresh(plan)
    assert plan.tie_rank is None


@pytest.mark.usefixtures("evaluator")
def test_a_plan_of_another_round_is_not_found_here(
    client: PageClient, session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    other = make_collecting_round(session)

    assert client.get(desk(other, plan)).status_code == 404
    sent = client.post(desk(other, plan), data=verdict(budget_round, plan))
    assert sent.status_code == 404


GOOD = Verdict(True, 60_000, 1, "", "Bankjes")


@pytest.mark.parametrize(
    "wrong",
    [
        Verdict(True, None, 1, "", "Bankjes"),
        Verdict(True, 0, 1, "", "Bankjes"),
        Verdict(True, 100_001, 1, "", "Bankjes"),
        Verdict(True, 60_000, None, "", "Bankjes"),
        Verdict(True, 60_000, 999, "", "Bankjes"),
        Verdict(False, None, None, "", "Bankjes"),
        Verdict(True, 60_000, 1, "", "Anders"),
    ],
)
def test_the_service_itself_refuses_what_the_form_would_have(
    session: Session, budget_round: BudgetRound, plan: Project, wrong: Verdict
) -> None:
    staff_id = make_staff(session, Role.EVALUATOR).id

    with pytest.raises(InvalidVerdict):
        judge_project(
            session, budget_round, plan.id, wrong, version=1, staff_id=staff_id, now=NOW
        )


def test_the_service_itself_refuses_another_version_and_a_frozen_round(
    session: Session, budget_round: BudgetRound, plan: Project
) -> None:
    staff_id = make_staff(session, Role.EVALUATOR).id

    with pytest.raises(ChangedMeanwhile):
        judge_project(
            session, budget_round, plan.id, GOOD, version=7, staff_id=staff_id, now=NOW
        )
    budget_round.stage, budget_round.config_hash = Stage.FROZEN, "0" * 64
    session.commit()
    with pytest.raises(RoundTakesNoPlans):
        judge_project(
            session, budget_round, plan.id, GOOD, version=1, staff_id=staff_id, now=NOW
        )
