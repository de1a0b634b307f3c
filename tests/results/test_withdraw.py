"""Withdrawing a result and publishing a corrected one (T30)."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import current_app
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from exports import verify
from pb.auth.models import Role, StaffMember
from pb.models import BudgetRound, Decision
from pb.results import listing
from pb.results.publishing import PROPOSERS
from pb.rounds.configuration import read_config
from pb.rounds.phases import Stage
from pb.urn.destroying import OBJECTIONS
from pb.urn.keyfiles import NoKey, urn_files
from tests.auth.login import make_staff
from tests.desk.factories import browser_of, newest, press, told
from tests.pages import PageClient, tree
from tests.results.adopting import adopt
from tests.results.conftest import found
from tests.results.factories import AFTER, make_armed_round, make_published_round
from tests.rounds.approving import approve, propose
from tests.urn import give_key

Travel = Callable[..., None]
REASON = "Een fout in het programma. Zie het besluit van 3 december."
CORRECTED = "Het plan B is niet meer dubbel geteld."
SECOND = timedelta(seconds=1)


@pytest.fixture
def counter(session: Session, now: Travel) -> StaffMember:
    """Who counts and proposes, some time after the result."""
    now(AFTER + timedelta(days=1))
    return make_staff(session, Role.COUNTER)


def withdraw(client: PageClient, session: Session, budget_round: BudgetRound) -> None:
    """Withdraw the newest version, by two people."""
    slug = budget_round.slug
    assert propose(client, session, slug, "withdraw", reason=REASON).status_code == 303
    assert approve(client, session, slug).status_code == 303


def correct(
    client: PageClient, session: Session, slug: str, member: StaffMember
) -> None:
    """Count again and publish the next version, by two people."""
    browser = browser_of(client, member)
    assert press(browser, slug, "count").status_code == 303
    asked = press(browser, slug, "propose-result", reason=CORRECTED)
    assert asked.status_code == 303, asked.text
    assert adopt(client, session, slug).status_code == 303


def test_one_person_does_not_withdraw(
    client: PageClient, session: Session, published: BudgetRound, counter: StaffMember
) -> None:
    member = make_staff(session, Role.CONFIGURATOR, Role.APPROVER)
    slug = published.slug
    propose(client, session, slug, "withdraw", member=member, reason=REASON)

    assert approve(client, session, slug, member=member).status_code == 409
    assert told(session, slug, "RESULT_WITHDRAWN") == []


def test_a_withdrawn_result_stays_to_be_read_and_says_so(
    client: PageClient, session: Session, published: BudgetRound, counter: StaffMember
) -> None:
    slug, hash_ = published.slug, listing.find_publication(session, published)
    assert hash_ is not None
    result_hash = hash_.result_hash
    plan = f"/plannen/{read_config(published).contests[0].projects[0].number}"
    withdraw(client, session, published)

    for address in ("", "/v1", plan, f"{plan}/brief"):
        page = client.get(f"/rondes/{slug}/uitslag{address}")
        assert page.status_code == 200
        assert "Deze uitslag is ingetrokken" in page.text
        assert REASON in page.text
    for name in ("uitslag.json", "bundel.zip"):
        with client.get(f"/rondes/{slug}/uitslag/v1/{name}") as file:
            assert file.status_code == 200
    assert told(session, slug, "RESULT_WITHDRAWN") == [
        {"version": 1, "result_hash": result_hash, "reason": REASON}
    ]
    assert REASON.rstrip(".") in client.get(f"/rondes/{slug}/logboek").text


def test_no_page_of_the_round_tells_a_withdrawn_result_as_if_it_held(
    client: PageClient, session: Session, published: BudgetRound, counter: StaffMember
) -> None:
    slug = published.slug
    number = read_config(published).contests[0].projects[0].number
    addresses = ["", "/plannen", f"/plannen/{number}", "/uitvoering"]
    pages = [f"/rondes/{slug}{address}" for address in addresses]
    assert all("ingetrokken" not in client.get(page).text for page in ["/", *pages])

    withdraw(client, session, published)

    for page in pages:
        assert "uitslag is ingetrokken" in client.get(page).text
    assert "De uitslag is bekend." not in client.get(pages[0]).text
    assert "(ingetrokken)" in client.get("/").text


def test_a_result_that_holds_says_nothing_of_the_kind(
    client: PageClient, published: BudgetRound, counter: StaffMember
) -> None:
    assert "ingetrokken" not in client.get(f"/rondes/{published.slug}/uitslag").text


def test_a_corrected_result_is_the_next_version_beside_the_first(
    client: PageClient,
    session: Session,
    published: BudgetRound,
    counter: StaffMember,
    tmp_path: Path,
) -> None:
    slug = published.slug
    withdraw(client, session, published)
    correct(client, session, slug, counter)

    newest_page = client.get(f"/rondes/{slug}/uitslag").text
    assert CORRECTED in newest_page
    assert "Deze uitslag is ingetrokken" not in newest_page
    assert (
        "Deze uitslag is ingetrokken" in client.get(f"/rondes/{slug}/uitslag/v1").text
    )
    for version in (1, 2):
        with client.get(f"/rondes/{slug}/uitslag/v{version}/bundel.zip") as answer:
            bundle = tmp_path / f"v{version}.zip"
            bundle.write_bytes(answer.data)
        assert verify.main([str(bundle)]) == 0
    session.rollback()
    session.refresh(published)
    assert published.stage is Stage.PUBLISHED


def test_the_old_count_is_not_published_again(
    client: PageClient, session: Session, published: BudgetRound, counter: StaffMember
) -> None:
    withdraw(client, session, published)
    browser = browser_of(client, counter)

    answer = press(browser, published.slug, "propose-result", reason=CORRECTED)

    assert answer.status_code == 409
    assert "Tel eerst opnieuw" in answer.text


@pytest.mark.parametrize("reason", ["", "kort", "x" * 501])
def test_withdrawing_and_correcting_need_a_reason(
    client: PageClient,
    session: Session,
    published: BudgetRound,
    counter: StaffMember,
    reason: str,
) -> None:
    browser, slug = browser_of(client, counter), published.slug
    first = press(browser, slug, "withdraw", reason=reason)
    withdraw(client, session, published)
    press(browser, slug, "count")
    second = press(browser, slug, "propose-result", reason=reason)

    assert (first.status_code, second.status_code) == (422, 422)
    assert "#intrekken-reason" in {e["href"] for e in tree(first).all("a")}
    assert "#correctie-reason" in {e["href"] for e in tree(second).all("a")}


def test_a_result_is_withdrawn_once(
    client: PageClient, session: Session, published: BudgetRound, counter: StaffMember
) -> None:
    withdraw(client, session, published)

    again = propose(client, session, published.slug, "withdraw", reason=REASON)

    assert again.status_code == 409
    assert "al ingetrokken" in again.text


def test_a_round_without_result_has_nothing_to_withdraw(
    client: PageClient, session: Session, closed: BudgetRound
) -> None:
    answer = propose(client, session, closed.slug, "withdraw", reason=REASON)

    assert answer.status_code == 409
    assert "nog geen uitslag" in answer.text


@pytest.mark.parametrize("role", sorted(set(Role) - PROPOSERS))
def test_other_roles_do_not_propose_to_withdraw(
    client: PageClient, session: Session, published: BudgetRound, role: Role
) -> None:
    member = make_staff(session, role)
    slug = published.slug

    answer = propose(client, session, slug, "withdraw", member=member, reason=REASON)

    assert answer.status_code == 403


def test_a_withdrawal_is_kept_by_the_database(
    client: PageClient, session: Session, published: BudgetRound, counter: StaffMember
) -> None:
    withdraw(client, session, published)

    for statement in ("DELETE FROM withdrawal", "UPDATE withdrawal SET reason = 'x'"):
        with pytest.raises(IntegrityError):
            session.execute(text(statement))
        session.rollback()


def test_delivery_waits_for_a_result_that_holds(
    client: PageClient, session: Session, published: BudgetRound, counter: StaffMember
) -> None:
    withdraw(client, session, published)
    browser = browser_of(client, make_staff(session, Role.CONFIGURATOR))

    refused = press(browser, published.slug, "deliver")
    correct(client, session, published.slug, counter)
    done = press(browser, published.slug, "deliver")

    assert (refused.status_code, done.status_code) == (409, 303)
    assert told(session, published.slug, "DELIVERY_BEGUN") == [{}]


def test_the_key_goes_by_two_after_the_time_for_objections(
    client: PageClient, session: Session, published: BudgetRound, now: Travel
) -> None:
    slug = published.slug
    give_key(published)
    session.commit()
    files = urn_files(current_app.extensions["config"].instance, slug)
    now(AFTER + OBJECTIONS - SECOND)
    early = propose(client, session, slug, "destroy-key")
    now(AFTER + OBJECTIONS)
    member = make_staff(session, Role.CONFIGURATOR, Role.APPROVER)

    asked = propose(client, session, slug, "destroy-key", member=member)
    alone = approve(client, session, slug, member=member)
    assert files.has_secret()
    done = approve(client, session, slug)

    answers = [answer.status_code for answer in (early, asked, alone, done)]
    assert answers == [409, 303, 409, 303]
    assert "6 weken na de uitslag" in early.text
    assert not files.has_secret()
    with pytest.raises(NoKey):
        files.key()
    assert newest(session).outcome is Decision.APPROVED
    assert newest(session).subject_json == "{}"


def test_the_time_for_objections_is_a_setting_of_the_round(
    client: PageClient, session: Session, now: Travel
) -> None:
    slug = make_armed_round(session, objections=8)
    published = make_published_round(session, found(session, slug))
    give_key(published)
    session.commit()
    now(AFTER + timedelta(weeks=8) - SECOND)
    early = propose(client, session, slug, "destroy-key")
    now(AFTER + timedelta(weeks=8))

    answer = propose(client, session, slug, "destroy-key")

    assert "8 weken na de uitslag" in early.text
    assert (early.status_code, answer.status_code) == (409, 303)
    with pytest.raises(IntegrityError):
        session.execute(update(BudgetRound).values(objection_weeks=1))
    session.rollback()


def test_a_withdrawn_result_keeps_its_key(
    client: PageClient, session: Session, published: BudgetRound, now: Travel
) -> None:
    give_key(published)
    session.commit()
    now(AFTER + OBJECTIONS)
    withdraw(client, session, published)

    answer = propose(client, session, published.slug, "destroy-key")

    assert answer.status_code == 409
    assert "tot er een uitslag geldt" in answer.text


def test_a_round_ends_when_its_key_is_gone(
    client: PageClient, session: Session, published: BudgetRound, now: Travel
) -> None:
    slug = published.slug
    give_key(published)
    session.commit()
    now(AFTER + OBJECTIONS)
    browser = browser_of(client, make_staff(session, Role.CONFIGURATOR))
    press(browser, slug, "deliver")
    early = press(browser, slug, "archive")
    propose(client, session, slug, "destroy-key")
    approve(client, session, slug)

    assert press(browser, slug, "archive").status_code == 303
    assert early.status_code == 409
    assert "De sleutel van de stembus is er nog" in early.text
    session.refresh(published)
    assert published.stage is Stage.ARCHIVED
    assert client.get(f"/rondes/{slug}/uitslag").status_code == 200
    again = propose(client, session, slug, "withdraw", reason=REASON)
    assert again.status_code == 409
