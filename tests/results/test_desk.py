"""Staff count, propose and publish from the desk."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.jobs.models import JobState
from pb.models import BudgetRound
from pb.results import listing, service
from pb.results.refusals import REFUSALS
from pb.rounds.phases import Stage
from tests.auth.login import log_in, make_staff
from tests.desk.factories import browser_of
from tests.pages import PageClient, tree
from tests.results.adopting import adopt
from tests.results.factories import AFTER, act, make_armed_round


@pytest.fixture
def counter(client: PageClient, session: Session) -> PageClient:
    """A browser of somebody who may count."""
    log_in(client, make_staff(session, Role.COUNTER))
    return client


def acts_on(client: FlaskClient, slug: str) -> set[str]:
    page = tree(client.get(f"/beheer/rondes/{slug}"))
    return {button["data-act"] for button in page.all("button") if button["data-act"]}


def hash_on(client: FlaskClient, slug: str) -> str:
    page = tree(client.get(f"/beheer/rondes/{slug}"))
    return next(
        element["data-hash"] for element in page.all("p") if element["data-hash"]
    )


def test_a_result_goes_from_count_to_page_in_three_acts(
    counter: PageClient, session: Session, closed: BudgetRound
) -> None:
    slug = closed.slug
    assert acts_on(counter, slug) == {"count"}

    assert act(counter, slug, "count").status_code == 303
    assert acts_on(counter, slug) == {"count", "propose-result"}
    assert act(counter, slug, "propose-result").status_code == 303
    assert acts_on(counter, slug) == {"count", "withdraw-proposal"}
    assert adopt(counter, session, slug).status_code == 303

    assert acts_on(counter, slug) == {"withdraw"}
    assert counter.get(f"/rondes/{slug}/uitslag").status_code == 200


def next_step(client: FlaskClient, slug: str) -> str:
    page = tree(client.get(f"/beheer/rondes/{slug}"))
    heading = next(h for h in page.all("h2") if h["id"] == "volgende-stap")
    return heading.text.removeprefix("Volgende stap: ")


def test_the_desk_says_what_is_next_until_there_is_a_result(
    counter: PageClient, session: Session, closed: BudgetRound
) -> None:
    slug = closed.slug
    steps = [next_step(counter, slug)]
    for name in ("count", "propose-result"):
        act(counter, slug, name)
        steps.append(next_step(counter, slug))

    assert steps == ["Tel de stemmen", "Stel de uitslag voor", "Stel de uitslag vast"]
    assert adopt(counter, session, slug).status_code == 303
    assert next_step(counter, slug) == "Begin met de uitvoering"


def test_the_desk_shows_the_hash_in_groups(
    counter: PageClient, closed: BudgetRound
) -> None:
    slug = closed.slug
    act(counter, slug, "count")

    shown = hash_on(counter, slug)
    page = counter.get(f"/beheer/rondes/{slug}").text

    assert len(shown) == 64
    assert all(shown[at : at + 4] in page for at in range(0, 64, 4))


@pytest.mark.parametrize("path", ["", "/v1", "/v1/uitslag.json", "/v1/stemmen.pb"])
def test_nothing_is_public_before_the_last_act(
    counter: PageClient, closed: BudgetRound, path: str
) -> None:
    slug = closed.slug
    act(counter, slug, "count")
    act(counter, slug, "propose-result")

    response = counter.get(f"/rondes/{slug}/uitslag{path}")

    assert response.status_code == 404
    assert "nog niet" in response.text
    for page in (f"/rondes/{slug}", "/", f"/rondes/{slug}/plannen"):
        assert "Speeltuin krijgt" not in counter.get(page).text


def test_only_who_counts_or_approves_knows_a_count_that_is_not_public(
    client: PageClient, session: Session, closed: BudgetRound
) -> None:
    slug, told = closed.slug, {}
    service.count_round(session, closed, AFTER)

    for role in (Role.COUNTER, Role.APPROVER, Role.COUNCIL_READER, Role.AUDITOR):
        browser = browser_of(client, make_staff(session, role))
        told[role] = browser.get(f"/beheer/rondes/{slug}").text

    knowing = {role for role in told if "De telling in het kort" in told[role]}
    assert knowing == {Role.COUNTER, Role.APPROVER}
    for role in told.keys() - knowing:
        assert "Nog niet openbaar" in told[role]
        assert "950" not in told[role]
        assert "data-hash" not in told[role]


def test_a_result_that_is_not_there_is_not_proposed(
    counter: PageClient, closed: BudgetRound
) -> None:
    response = act(counter, closed.slug, "propose-result")

    assert response.status_code == 409
    assert "nog niet geteld" in response.text


def test_an_open_round_is_not_counted(counter: PageClient, session: Session) -> None:
    response = act(counter, make_armed_round(session), "count")

    assert response.status_code == 409
    assert "Sluit eerst de ronde" in response.text


def test_a_published_round_is_not_counted_again(
    counter: PageClient, published: BudgetRound
) -> None:
    response = act(counter, published.slug, "count")

    assert response.status_code == 409
    assert "al vastgesteld" in response.text


def test_approving_without_a_proposal_is_refused(
    client: PageClient, session: Session, closed: BudgetRound
) -> None:
    slug = closed.slug
    log_in(client, make_staff(session, Role.CONFIGURATOR))
    act(client, slug, "count")

    response = act(client, slug, "approve-propose-result")

    assert response.status_code == 409
    assert "wacht geen voorstel" in response.text


@pytest.mark.parametrize("name", ["count", "propose-result", "approve-propose-result"])
@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.ADMINISTRATOR])
def test_other_roles_may_not(
    client: PageClient, session: Session, closed: BudgetRound, name: str, role: Role
) -> None:
    slug = closed.slug
    log_in(client, make_staff(session, role))

    assert act(client, slug, name).status_code == 403
    assert acts_on(client, slug) == set()


def test_a_count_that_runs_is_not_started_twice(
    counter: PageClient, session: Session, closed: BudgetRound
) -> None:
    slug = closed.slug
    act(counter, slug, "count")
    session.rollback()
    job = listing.last_count(session, closed)
    assert job is not None
    job.state = JobState.RUNNING
    session.commit()

    response = act(counter, slug, "count")

    assert response.status_code == 409
    assert "loopt al een telling" in response.text
    assert "De stemmen worden geteld" in counter.get(f"/beheer/rondes/{slug}").text


def test_a_count_without_result_says_so_and_keeps_nothing(
    counter: PageClient,
    session: Session,
    closed: BudgetRound,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise service.NotCounted("te veel plannen")

    slug = closed.slug
    monkeypatch.setattr("pb.results.work.count_round", fail)

    act(counter, slug, "count")

    session.rollback()
    assert listing.newest_outcome(session, closed) is None
    assert closed.stage is Stage.CLOSED
    assert "te veel plannen" in counter.get(f"/beheer/rondes/{slug}").text


def test_every_refusal_of_a_result_has_its_words() -> None:
    said_elsewhere = {service.WrongStage, service.CountIsRunning}

    of_one_kind = {*service.ResultRefused.__subclasses__()}
    of_two = {kind for one in of_one_kind for kind in one.__subclasses__()}
    assert {*REFUSALS, *said_elsewhere} == of_one_kind | of_two


@pytest.mark.parametrize("reason", REFUSALS)
def test_a_result_that_is_refused_says_why(
    counter: PageClient,
    session: Session,
    closed: BudgetRound,
    monkeypatch: pytest.MonkeyPatch,
    reason: type[Exception],
) -> None:
    def refuse(*_arguments: object, **_named: object) -> None:
        raise reason("te veel plannen")

    slug = closed.slug
    for name in ("count", "propose-result"):
        act(counter, slug, name)
    monkeypatch.setattr(service, "recount", refuse)

    response = adopt(counter, session, slug)

    assert response.status_code == 409
    assert "%(" not in response.text
    assert ("te veel plannen" in response.text) == (reason is service.NotCounted)


def test_an_unknown_round_is_not_found(counter: PageClient) -> None:
    assert act(counter, "nergens", "count").status_code == 404
