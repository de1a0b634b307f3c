"""One proposes a result, another adopts it with the printed report in hand (T30)."""

from errno import ENOSPC

import pytest
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session

from pb.approvals.acts import Case, NotDone
from pb.approvals.groups import GROUPS, asked_groups, groups_of, wrong_groups
from pb.approvals.proposals import subject_of
from pb.auth.models import Role, StaffMember, StaffRole
from pb.db import db
from pb.jobs.models import Job, JobState
from pb.jobs.service import run_job
from pb.models import BudgetRound, Decision
from pb.results import adopting_later, listing, preparing
from pb.results.shelves import shelf_of
from pb.rounds.phases import Stage
from tests.auth.login import make_staff
from tests.desk.factories import browser_of, newest, told
from tests.factories import NOW
from tests.pages import PageClient, tree
from tests.projects.test_at_the_same_moment import together
from tests.results.adopting import adopt, typed_groups
from tests.results.factories import act
from tests.sealing.test_opening import as_administrator

HASH = "".join(f"{number:04x}" for number in range(1, GROUPS + 1))


@pytest.fixture
def proposer(client: PageClient, session: Session, closed: BudgetRound) -> StaffMember:
    """Who counted and proposed."""
    member = make_staff(session, Role.COUNTER, Role.CONFIGURATOR, Role.APPROVER)
    browser = browser_of(client, member)
    for name in ("count", "propose-result"):
        assert act(browser, closed.slug, name).status_code == 303
    return member


def stage_of(session: Session, budget_round: BudgetRound) -> Stage:
    session.rollback()
    session.refresh(budget_round)
    return budget_round.stage


def test_who_proposed_does_not_publish_in_another_browser(
    client: PageClient, session: Session, closed: BudgetRound, proposer: StaffMember
) -> None:
    answer = adopt(client, session, closed.slug, member=proposer)

    assert answer.status_code == 409
    assert "zelf voorgesteld" in answer.text
    assert stage_of(session, closed) is Stage.COUNTED


def test_who_proposed_does_not_publish_in_another_role(
    client: PageClient, session: Session, closed: BudgetRound, proposer: StaffMember
) -> None:
    session.execute(delete(StaffRole).where(StaffRole.staff_id == proposer.id))
    session.add(StaffRole(staff_id=proposer.id, role=Role.APPROVER.value))
    session.commit()

    answer = adopt(client, session, closed.slug, member=proposer)

    assert answer.status_code == 409
    assert stage_of(session, closed) is Stage.COUNTED


@pytest.mark.parametrize("role", [Role.APPROVER, Role.CONFIGURATOR])
def test_a_colleague_publishes_with_two_groups(
    client: PageClient,
    session: Session,
    closed: BudgetRound,
    proposer: StaffMember,
    role: Role,
) -> None:
    colleague = make_staff(session, role)

    answer = adopt(client, session, closed.slug, member=colleague)

    assert answer.status_code == 303
    assert stage_of(session, closed) is Stage.PUBLISHED
    with client.get(f"/rondes/{closed.slug}/uitslag/v1/bundel.zip") as bundle:
        assert bundle.status_code == 200
    outcomes = [body["outcome"] for body in told(session, closed.slug, "ACT_DECIDED")]
    assert outcomes == ["approved"]


@pytest.mark.parametrize("change", ["0000", "", "zzzz", "\0", "1" * 500])
def test_a_wrong_group_comes_back_at_its_field(
    client: PageClient,
    session: Session,
    closed: BudgetRound,
    proposer: StaffMember,
    change: str,
) -> None:
    fields = typed_groups(session)
    name = sorted(fields)[0]
    fields[name] = change

    answer = adopt(client, session, closed.slug, typed=fields)

    assert answer.status_code == 422
    (wrong,) = [e for e in tree(answer).all("input") if e["aria-invalid"] == "true"]
    assert wrong["name"] == name
    assert stage_of(session, closed) is Stage.COUNTED
    assert newest(session).outcome is None


def test_without_any_group_nothing_is_published(
    client: PageClient, session: Session, closed: BudgetRound, proposer: StaffMember
) -> None:
    answer = adopt(client, session, closed.slug, typed={})

    assert answer.status_code == 422
    assert stage_of(session, closed) is Stage.COUNTED


def test_the_proposer_sees_the_hash_and_the_colleague_the_fields(
    client: PageClient, session: Session, closed: BudgetRound, proposer: StaffMember
) -> None:
    desk, colleague = (
        f"/beheer/rondes/{closed.slug}",
        make_staff(session, Role.APPROVER),
    )
    own = tree(browser_of(client, proposer).get(desk))
    other = tree(browser_of(client, colleague).get(desk))

    (hash_,) = {e["data-hash"] for e in own.all() if e["data-hash"]}
    (shown,) = [e for e in own.all() if e["data-hash"]]
    assert shown.text.split() == groups_of(hash_)
    assert not [e for e in own.all("input") if e["data-group"]]
    assert not [e for e in other.all() if e["data-hash"]]
    asked = {int(e["data-group"]) for e in other.all("input") if e["data-group"]}
    assert asked == set(asked_groups(newest(session).subject_hash))


def test_the_printed_report_numbers_the_groups(
    client: PageClient, session: Session, closed: BudgetRound, proposer: StaffMember
) -> None:
    address = f"/beheer/rondes/{closed.slug}/telverslag"
    page = tree(browser_of(client, proposer).get(address))

    (groups,) = [e for e in page.all("ol") if e["data-hash"]]
    assert [item.text for item in groups.all("li")] == groups_of(groups["data-hash"])
    stranger = browser_of(client, make_staff(session, Role.APPROVER))
    assert stranger.get(address).status_code == 403


def test_a_new_count_ends_the_proposal(
    client: PageClient, session: Session, closed: BudgetRound, proposer: StaffMember
) -> None:
    fields = typed_groups(session)
    act(browser_of(client, proposer), closed.slug, "count")

    answer = adopt(client, session, closed.slug, typed=fields)

    assert answer.status_code == 409
    assert stage_of(session, closed) is Stage.COUNTED
    page = browser_of(client, proposer).get(f"/beheer/rondes/{closed.slug}")
    acts = {button["data-act"] for button in tree(page).all("button")}
    assert "propose-result" in acts


def test_a_new_proposal_takes_the_place_of_a_stale_one(
    client: PageClient, session: Session, closed: BudgetRound, proposer: StaffMember
) -> None:
    browser = browser_of(client, proposer)
    act(browser, closed.slug, "count")

    assert act(browser, closed.slug, "propose-result").status_code == 303

    outcomes = [body["outcome"] for body in told(session, closed.slug, "ACT_DECIDED")]
    assert outcomes == [Decision.LAPSED.value]
    assert adopt(client, session, closed.slug).status_code == 303


def test_a_result_is_not_proposed_twice(
    client: PageClient, session: Session, closed: BudgetRound, proposer: StaffMember
) -> None:
    again = act(browser_of(client, proposer), closed.slug, "propose-result")

    assert again.status_code == 409
    assert "al voorgesteld" in again.text


def test_a_rejected_result_may_be_proposed_again(
    client: PageClient, session: Session, closed: BudgetRound, proposer: StaffMember
) -> None:
    approver = browser_of(client, make_staff(session, Role.APPROVER))
    proposal = newest(session).id
    session.rollback()
    desk = f"/beheer/rondes/{closed.slug}"
    approver.post(f"{desk}/reject-proposal", data={"proposal": proposal})

    answer = act(browser_of(client, proposer), closed.slug, "propose-result")

    assert answer.status_code == 303
    assert adopt(client, session, closed.slug).status_code == 303
    assert len(listing.list_publications(session, closed)) == 1


def test_two_different_groups_are_asked_for_whatever_the_hash() -> None:
    found = {asked_groups(f"{number:064x}") for number in range(1000)}

    assert all(1 <= low < high <= GROUPS for low, high in found)
    assert len(found) == GROUPS * (GROUPS - 1) // 2


def test_capitals_and_spaces_are_forgiven_and_nothing_else() -> None:
    assert wrong_groups(HASH, {10: " 00 0A ", 1: "0001"}) == []
    assert wrong_groups(HASH, {10: "000b", 1: ""}) == [10, 1]


@pytest.fixture
def is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """The few ballots of a test are as many as are left to the worker."""
    monkeypatch.setattr(adopting_later, "LARGE", 1)


@pytest.mark.usefixtures("is_large")
def test_leaves_a_large_result_to_the_worker(
    client: PageClient, session: Session, closed: BudgetRound, proposer: StaffMember
) -> None:
    answer = adopt(client, session, closed.slug)

    assert answer.status_code == 303
    job = listing.last_count(session, closed)
    assert job is not None
    assert (job.kind, job.state) == ("adopt", "done")
    assert stage_of(session, closed) is Stage.PUBLISHED
    assert newest(session).outcome is Decision.APPROVED
    assert shelf_of(closed.slug, 1).hash is not None


@pytest.mark.usefixtures("is_large", "proposer")
def test_the_worker_publishes_nothing_of_ballots_that_were_changed(
    client: PageClient, session: Session, closed: BudgetRound
) -> None:
    as_administrator(session, "DELETE FROM ballot WHERE body LIKE '%\"D\"%'")

    adopt(client, session, closed.slug)

    job = listing.last_count(session, closed)
    assert job is not None
    assert job.state == "failed"
    assert "niets gepubliceerd" in job.message
    assert stage_of(session, closed) is Stage.COUNTED


@pytest.mark.usefixtures("is_large")
def test_the_worker_asks_once_more_who_approves(
    client: PageClient, session: Session, closed: BudgetRound, proposer: StaffMember
) -> None:
    proposal = newest(session)
    shown = {"proposal": proposal.id, "shown_hash": proposal.subject_hash}
    job = Job(
        kind="adopt",
        budget_round_id=closed.id,
        staff_id=proposer.id,
        arguments=shown,
        created_at=NOW,
    )
    session.add(job)
    session.commit()

    run_job(job.id)

    assert "zelf voorgesteld" in session.get_one(Job, job.id).message
    assert stage_of(session, closed) is Stage.COUNTED


@pytest.mark.usefixtures("proposer")
def test_nobody_adopts_while_the_worker_counts(
    client: PageClient, session: Session, closed: BudgetRound
) -> None:
    waiting = {"kind": "adopt", "budget_round_id": closed.id, "created_at": NOW}
    session.add(Job(**waiting))
    session.commit()

    answer = adopt(client, session, closed.slug)

    assert answer.status_code == 409
    assert "Er loopt al een telling" in answer.text


@pytest.mark.usefixtures("is_large", "proposer")
def test_a_result_is_adopted_also_when_its_files_cannot_be_made(
    client: PageClient,
    session: Session,
    closed: BudgetRound,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_given: object) -> None:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(preparing, "filled_shelf", fail)

    adopt(client, session, closed.slug)

    job = listing.last_count(session, closed)
    assert job is not None
    assert job.state == "done"
    assert stage_of(session, closed) is Stage.PUBLISHED


@pytest.mark.usefixtures("is_large")
def test_the_desk_does_not_say_that_a_public_result_was_not_adopted(
    client: PageClient, session: Session, closed: BudgetRound, proposer: StaffMember
) -> None:
    adopt(client, session, closed.slug)
    job = listing.last_count(session, closed)
    assert job is not None
    job.state = JobState.FAILED
    session.commit()

    page = browser_of(client, proposer).get(f"/beheer/rondes/{closed.slug}").text

    assert "De uitslag is niet vastgesteld" not in page


def test_nobody_is_told_to_count_while_a_result_is_adopted(
    client: PageClient, session: Session, closed: BudgetRound, proposer: StaffMember
) -> None:
    waiting = {"kind": "adopt", "budget_round_id": closed.id, "created_at": NOW}
    session.add(Job(**waiting))
    session.commit()

    page = browser_of(client, proposer).get(f"/beheer/rondes/{closed.slug}").text

    assert "Volgende stap: Tel de stemmen" not in page
    assert "Volgende stap: Wacht op het natellen" in page


@pytest.mark.usefixtures("is_large", "proposer")
def test_two_presses_at_the_same_moment_make_one_job(
    app: Flask,
    session: Session,
    closed: BudgetRound,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proposal = newest(session)
    subject = subject_of(proposal)
    staff_id = make_staff(session, Role.APPROVER).id
    case = Case(proposal.id, closed.id, {}, subject, staff_id)
    monkeypatch.setattr(adopting_later, "enqueue", lambda _job: None)

    def press_it(_number: int) -> bool:
        try:
            return adopting_later.hand_over(case, "x")
        except NotDone:
            db.session().rollback()
            return False

    assert together(app, press_it).count(True) == 1
