"""The worker counts a result again with changes, and the pages tell what it found."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from allocation.model import NotComputed
from pb.auth.models import Role
from pb.commands.worker import count_again
from pb.jobs.models import Job, JobState
from pb.jobs.service import run_job
from pb.models import BudgetRound, Project, Publication, Reruns
from pb.results import rerunning
from pb.results.listing import find_publication
from pb.results.report_contest import contest_order
from pb.results.rerunning import ask_for_reruns
from pb.results.service import count_round, propose, publish
from pb.results.shelves import dutch_page
from pb.results.trying import Pace
from tests.auth.login import log_in, make_staff
from tests.pages import PageClient, tree
from tests.results.conftest import found
from tests.results.factories import (
    AFTER,
    cast,
    close,
    make_armed_round,
    make_published_round,
)
from tests.results.test_why_page import EACH_TEN_TIMES, large, why

TRIED = "Wij telden opnieuw met een prijs van"


def here(work: Callable[..., Any], *given: Any, **_limits: Any) -> Any:
    """Compute in this process: what another one costs is not what is tested."""
    return work(*given, None)


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rerunning, "run_bounded", here)


def let_worker_look(session: Session) -> Job | None:
    """Do what the worker does each minute, and the job that comes of it."""
    job = ask_for_reruns(session, AFTER)
    session.commit()
    if job is not None:
        run_job(job.id)
        session.expire_all()
    return job


def reruns_of(session: Session) -> Reruns:
    return session.scalars(select(Reruns)).one()


def closed_round(session: Session) -> BudgetRound:
    slug = make_armed_round(session, budget_limit=100_000)
    budget_round = found(session, slug)
    cast(session, budget_round, EACH_TEN_TIMES)
    close(session, budget_round)
    count_round(session, budget_round, AFTER)
    return budget_round


def report_of(budget_round: BudgetRound, publication: Publication) -> str:
    """Return what the report says of the plans, before it is laid out."""
    page = dutch_page(budget_round, publication)
    order = [contest_order(contest, is_only=True) for contest in page.contests]
    return json.dumps(order, ensure_ascii=False)


def test_a_page_tells_what_counting_again_brought_once_it_was_done(
    client: PageClient, session: Session
) -> None:
    budget_round = large(session)
    before = why(client, session, budget_round, "B")

    job = let_worker_look(session)  # in a process of its own

    assert job is not None
    assert (job.state, job.message) == (JobState.DONE, "")
    after = why(client, session, budget_round, "B")
    assert TRIED not in before
    assert TRIED in after
    assert "U kunt dat nadoen met de bestanden bij de uitslag" in after
    assert "Hoeveel scheelde het in deze telling?" not in after
    assert let_worker_look(session) is None  # it is finished


@pytest.mark.usefixtures("in_this_process")
def test_the_worker_begins_it_by_itself(session: Session) -> None:
    large(session)

    count_again(AFTER)

    assert reruns_of(session).finished_at is not None


@pytest.mark.usefixtures("in_this_process")
def test_a_letter_tells_the_same(client: PageClient, session: Session) -> None:
    budget_round = large(session)
    let_worker_look(session)
    text = why(client, session, budget_round, "B")
    query = select(Project.id).where(Project.file_id == "B")
    number = session.scalars(query).one()

    letter = client.get(f"/rondes/{budget_round.slug}/uitslag/plannen/{number}/brief")

    told = letter.text.replace("&nbsp;", " ").replace("\u00a0", " ")
    sentence = text[text.index(TRIED) :].split(":")[0]
    assert sentence in told


@pytest.mark.usefixtures("in_this_process")
def test_what_was_found_before_adopting_is_part_of_the_version(
    client: PageClient, session: Session
) -> None:
    budget_round = closed_round(session)
    let_worker_look(session)
    propose(session, budget_round, AFTER)

    publication = publish(session, budget_round, AFTER)

    told = json.loads(publication.figures_json)["tries"]
    assert told == json.loads(reruns_of(session).tries_json)
    assert TRIED in report_of(budget_round, publication)
    assert TRIED in why(client, session, budget_round, "B")
    assert let_worker_look(session) is None


@pytest.mark.usefixtures("in_this_process")
def test_a_result_that_is_not_public_is_on_no_page(
    client: PageClient, session: Session
) -> None:
    budget_round = closed_round(session)

    let_worker_look(session)

    assert reruns_of(session).finished_at is not None
    address = f"/rondes/{budget_round.slug}/uitslag"
    assert client.get(address).status_code == 404


@pytest.mark.usefixtures("in_this_process")
def test_the_result_and_its_hash_stay_as_they_were(session: Session) -> None:
    budget_round = large(session)
    publication = find_publication(session, budget_round)
    assert publication is not None
    before = publication.result_json, publication.result_hash, publication.figures_json

    let_worker_look(session)

    session.refresh(publication)
    after = publication.result_json, publication.result_hash, publication.figures_json
    assert after == before
    assert TRIED not in report_of(budget_round, publication)


def test_nothing_is_asked_while_other_work_waits(session: Session) -> None:
    large(session)
    session.add(Job(kind="letters", created_at=AFTER))
    session.commit()

    assert ask_for_reruns(session, AFTER) is None


@pytest.mark.usefixtures("in_this_process")
def test_work_that_was_not_done_goes_on_where_it_stopped(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    large(session)
    monkeypatch.setattr(rerunning, "PACE", Pace(seconds=-1.0))
    let_worker_look(session)
    assert reruns_of(session).finished_at is None

    monkeypatch.setattr(rerunning, "PACE", Pace())
    let_worker_look(session)

    assert reruns_of(session).finished_at is not None
    assert TRIED not in reruns_of(session).tries_json
    assert set(json.loads(reruns_of(session).tries_json)["1"]) == {"B", "D"}


@pytest.mark.usefixtures("in_this_process")
def test_trying_ends_when_its_time_is_over(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    large(session)
    monkeypatch.setattr(rerunning, "PACE", Pace(seconds=-1.0))
    monkeypatch.setattr(rerunning, "MOST_SECONDS", -1)

    let_worker_look(session)

    assert reruns_of(session).finished_at is not None
    assert reruns_of(session).tries_json == '{"1": {}}'


def test_a_count_that_can_not_be_done_again_is_not_tried_for_ever(
    client: PageClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_given: object, **_limits: object) -> None:
        raise NotComputed("it takes more than 0.01 seconds")

    monkeypatch.setattr(rerunning, "run_bounded", stopped)
    budget_round = large(session)

    job = let_worker_look(session)

    assert job is not None
    assert job.state is JobState.DONE
    assert let_worker_look(session) is None
    assert "in deze telling" in why(client, session, budget_round, "B")


def test_what_breaks_down_each_time_is_given_up_too(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object, **_limits: object) -> None:
        raise RuntimeError("nobody foresaw this")

    monkeypatch.setattr(rerunning, "run_bounded", broken)
    monkeypatch.setattr(rerunning, "MOST_SECONDS", int(rerunning.PACE.seconds))
    large(session)

    jobs = [let_worker_look(session), let_worker_look(session)]

    states = [job.state for job in jobs if job is not None]
    assert states == [JobState.FAILED, JobState.DONE]
    assert let_worker_look(session) is None


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize(
    "change", [update(Reruns).values(tries_json="{}"), delete(Reruns)]
)
def test_finished_numbers_are_kept_by_the_database(
    session: Session, change: Any
) -> None:
    large(session)
    let_worker_look(session)

    with pytest.raises(IntegrityError, match="finished reruns are kept"):
        session.execute(change)
    session.rollback()


@pytest.mark.usefixtures("in_this_process")
def test_very_few_voters_get_no_other_numbers(
    client: PageClient, session: Session
) -> None:
    slug = make_armed_round(session)
    budget_round = found(session, slug)
    make_published_round(session, budget_round, [(0, {0: "AB"})] * 9)

    let_worker_look(session)

    assert json.loads(reruns_of(session).tries_json) == {"1": {}}


@pytest.mark.usefixtures("in_this_process")
def test_the_desk_tells_who_may_count_how_far_it_is(
    client: PageClient, session: Session
) -> None:
    slug = closed_round(session).slug
    log_in(client, make_staff(session, Role.COUNTER))
    desk = f"/beheer/rondes/{slug}"
    before = tree(client.get(desk)).text

    let_worker_look(session)

    assert "0 van de 2 plannen zijn klaar" in before
    after = tree(client.get(desk)).text
    assert "plannen zijn klaar" not in after
    assert "is ook opnieuw geteld wat genoeg was geweest" in after
