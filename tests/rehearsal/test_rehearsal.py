"""Practising: play codes and play ballots that can never count."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.codes.code import generate as real_code
from pb.codes.code import mac, normalise
from pb.models import (
    Ballot,
    BudgetRound,
    CodeState,
    Envelope,
    Event,
    PlayBallot,
    PlayCode,
    Project,
    Rehearsal,
    VotingCode,
)
from pb.rehearsal import service
from pb.rehearsal.codes import generate, is_play
from pb.rounds.phases import Stage
from pb.urn.closing import count_codes
from tests.auth.login import log_in, make_staff
from tests.factories import NOW
from tests.pages import PageClient
from tests.rounds.factories import make_prepared_round, make_round_in

Travel = Callable[[datetime], None]
HIDDEN = re.compile(r'name="(nonce|submission_id)" value="([0-9a-f]+)"')


@pytest.fixture
def staff(client: PageClient, session: Session, now: Travel) -> PageClient:
    """A browser in which a configurator is logged in."""
    log_in(client, make_staff(session, Role.CONFIGURATOR))
    return client


def make_codes(session: Session, budget_round: BudgetRound, count: int) -> list[str]:
    issued = service.issue_play_codes(session, budget_round, count, NOW)
    session.commit()
    return [each.code for each in issued]


def plans_of(session: Session, budget_round: BudgetRound) -> list[int]:
    query = select(Project.id).where(Project.budget_round_id == budget_round.id)
    return list(session.scalars(query.order_by(Project.id)))


def practise(browser: PageClient, code: str, plans: Iterable[int]) -> str:
    """Vote with a play code, as a browser does; return the last page."""
    assert browser.post("/stem", data={"code": code}).status_code == 303
    choices = [("choice", str(plan)) for plan in plans]
    check = browser.post("/stem/biljet", data=_many(choices))
    hidden = HIDDEN.findall(check.text)
    assert len(hidden) == 2, check.text
    return browser.post("/stem/bedankt", data=_many([*choices, *hidden])).text


def _many(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def know_a_real_code(app: Flask, session: Session, budget_round: BudgetRound) -> str:
    """Return a voting code of the round."""
    code = real_code()
    row = session.scalars(select(VotingCode)).all()[0]
    row.mac = mac(code, budget_round.id, app.config["CODE_KEY"])
    session.commit()
    return code


def count_rows(session: Session, table: type) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_play_code_says_what_it_is_and_is_checked_as_any_code() -> None:
    codes = {generate() for _ in range(50)}

    assert len(codes) == 50
    for code in codes:
        assert code.startswith("0EFE-N")
        assert normalise(code) == code
        assert is_play(code)


@pytest.mark.parametrize(
    "stage", [Stage.DRAFT, Stage.SHORTLISTED, Stage.FROZEN, Stage.ARMED, Stage.CLOSED]
)
def test_one_practises_at_any_time_through_the_pages_of_the_vote(
    client: PageClient, session: Session, now: Travel, stage: Stage
) -> None:
    budget_round = make_round_in(session, stage)
    (code,) = make_codes(session, budget_round, 1)
    plans = plans_of(session, budget_round)

    page = practise(client, code, plans[:1])

    assert "U heeft geoefend" in page
    assert "telt niet mee" in page
    assert "data-receipt" not in page
    assert count_rows(session, PlayBallot) == 1


def test_every_page_of_somebody_who_practises_says_so(
    client: PageClient, session: Session, now: Travel
) -> None:
    budget_round = make_round_in(session, Stage.ARMED)
    (code,) = make_codes(session, budget_round, 1)
    client.post("/stem", data={"code": code})

    ballot = client.get("/stem/biljet")
    check = client.post("/stem/biljet", data={})

    for page in (ballot, check):
        assert page.status_code == 200
        assert "Oefenstem: telt niet mee." in page.text


def test_a_real_voter_never_sees_the_page_of_somebody_who_practises(
    app: Flask, session: Session, now: Travel
) -> None:
    budget_round = make_round_in(session, Stage.ARMED)
    (code,) = make_codes(session, budget_round, 1)
    player = PageClient(app)
    player.post("/stem", data={"code": code})
    assert "Oefenstem" in player.get("/stem/biljet").text

    real = know_a_real_code(app, session, budget_round)
    voter = PageClient(app)
    voter.post("/stem", data={"code": real})

    assert "Oefenstem" not in voter.get("/stem/biljet").text


def test_nothing_of_a_vote_knows_of_a_rehearsal(
    client: PageClient, session: Session, now: Travel
) -> None:
    budget_round = make_round_in(session, Stage.ARMED)
    before = (
        count_codes(session, budget_round),
        count_rows(session, VotingCode),
        count_rows(session, Event),
    )

    codes = make_codes(session, budget_round, 5)
    for code in codes[:3]:
        practise(client, code, plans_of(session, budget_round)[:1])

    assert count_rows(session, PlayBallot) == 3
    assert count_rows(session, Envelope) == count_rows(session, Ballot) == 0
    after = (
        count_codes(session, budget_round),
        count_rows(session, VotingCode),
        count_rows(session, Event),
    )
    assert after == before
    used = select(VotingCode).where(VotingCode.state == CodeState.USED)
    assert session.scalars(used).all() == []


def test_a_play_code_works_once(
    client: PageClient, session: Session, now: Travel
) -> None:
    budget_round = make_round_in(session, Stage.ARMED)
    (code,) = make_codes(session, budget_round, 1)
    practise(client, code, [])

    again = client.post("/stem", data={"code": code})

    assert again.status_code == 409
    assert "Met deze oefencode is al gestemd" in again.text


def test_where_a_vote_can_be_changed_so_can_a_play_ballot(
    client: PageClient, session: Session, now: Travel
) -> None:
    budget_round = make_round_in(session, Stage.ARMED, recast="last_counts")
    (code,) = make_codes(session, budget_round, 1)
    plans = plans_of(session, budget_round)
    practise(client, code, plans[:1])

    practise(client, code, [])

    (body,) = session.scalars(select(PlayBallot.body)).all()
    assert body.endswith('"choices":{}}')


def test_the_same_form_sent_twice_is_one_play_ballot(
    client: PageClient, session: Session, now: Travel
) -> None:
    budget_round = make_round_in(session, Stage.ARMED)
    (code,) = make_codes(session, budget_round, 1)
    client.post("/stem", data={"code": code})
    hidden = HIDDEN.findall(client.post("/stem/biljet", data={}).text)

    answers = [client.post("/stem/bedankt", data=_many(hidden)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    other = _many([(n, v[::-1]) for n, v in hidden])
    assert client.post("/stem/bedankt", data=other).status_code == 409
    assert count_rows(session, PlayBallot) == 1


def test_a_real_code_ends_practising_and_a_play_code_ends_voting(
    app: Flask, client: PageClient, session: Session, now: Travel
) -> None:
    budget_round = make_round_in(session, Stage.ARMED)
    (code,) = make_codes(session, budget_round, 1)
    real = know_a_real_code(app, session, budget_round)

    client.post("/stem", data={"code": code})
    client.post("/stem", data={"code": real})
    assert "Oefenstem" not in client.get("/stem/biljet").text
    client.post("/stem", data={"code": code})
    assert "Oefenstem" in client.get("/stem/biljet").text


def test_a_forged_or_old_cookie_opens_nothing(
    client: PageClient, session: Session, now: Travel
) -> None:
    client.set_cookie("oefenen", "1.aaaa.bbbb")

    assert client.get("/stem/biljet").status_code == 303


def test_plans_may_change_until_the_first_play_ballot(
    client: PageClient, session: Session, now: Travel
) -> None:
    budget_round = make_prepared_round(session)
    first, second = make_codes(session, budget_round, 2)
    plans = plans_of(session, budget_round)
    practise(client, first, plans[:1])
    kept = session.scalars(select(Rehearsal.config_json)).one()
    budget_round.contests[0].title = "Anders"
    session.commit()

    practise(client, second, plans)

    session.expire_all()
    assert session.scalars(select(Rehearsal.config_json)).one() == kept
    assert "Groen" in kept


def test_without_plans_one_is_told_to_wait(
    client: PageClient, session: Session, now: Travel
) -> None:
    budget_round = make_prepared_round(session)
    for plan in plans_of(session, budget_round):
        session.get_one(Project, plan).cost = None
    (code,) = make_codes(session, budget_round, 1)

    answer = client.post("/stem", data={"code": code})

    assert answer.status_code == 409
    assert "Oefenen kan nog niet" in answer.text


def test_the_desk_makes_codes_counts_them_and_erases_all_in_one_act(
    staff: PageClient, session: Session
) -> None:
    budget_round = make_round_in(session, Stage.FROZEN)
    desk = f"/beheer/rondes/{budget_round.slug}"
    assert staff.post(f"{desk}/rehearsal-codes", data={"count": "4"}).status_code == 303
    codes = session.scalars(select(PlayCode.code).order_by(PlayCode.number)).all()
    plans = plans_of(session, budget_round)
    for code in codes[:3]:
        practise(staff, code, plans[:1])

    assert staff.post(f"{desk}/rehearsal-count").status_code == 303

    page = staff.get(f"{desk}/oefenen").text
    assert "3 oefenstemmen" in page
    assert "Krijgt geld" in page
    assert staff.post(f"{desk}/erase-rehearsal").status_code == 303
    for table in (PlayBallot, PlayCode, Rehearsal):
        assert count_rows(session, table) == 0
    assert "Er zijn nog geen oefencodes" in staff.get(f"{desk}/oefenen").text


def test_the_file_has_every_code_with_its_address(
    staff: PageClient, session: Session
) -> None:
    budget_round = make_round_in(session, Stage.FROZEN)
    (code,) = make_codes(session, budget_round, 1)

    answer = staff.get(f"/beheer/rondes/{budget_round.slug}/oefenen/codes.csv")

    assert answer.text.splitlines() == [
        "number,area,code,url",
        f"1,Rubroek,{code},http://localhost/stem#{code}",
    ]


@pytest.mark.parametrize("typed", ["", "0", "501", "-1", "tien", "1,5"])
def test_a_wrong_number_comes_back(
    staff: PageClient, session: Session, typed: str
) -> None:
    budget_round = make_round_in(session, Stage.FROZEN)

    answer = staff.post(
        f"/beheer/rondes/{budget_round.slug}/rehearsal-codes", data={"count": typed}
    )

    assert answer.status_code == 422
    assert count_rows(session, PlayCode) == 0


def test_a_rehearsal_without_ballots_has_nothing_to_count(
    staff: PageClient, session: Session
) -> None:
    budget_round = make_round_in(session, Stage.FROZEN)
    make_codes(session, budget_round, 1)

    answer = staff.post(f"/beheer/rondes/{budget_round.slug}/rehearsal-count")

    assert answer.status_code == 409


@pytest.mark.parametrize(
    "act", ["rehearsal-codes", "rehearsal-count", "erase-rehearsal"]
)
def test_who_only_reads_changes_nothing(
    client: PageClient, session: Session, now: Travel, act: str
) -> None:
    budget_round = make_round_in(session, Stage.FROZEN)
    make_codes(session, budget_round, 1)
    log_in(client, make_staff(session, Role.COUNCIL_READER))
    desk = f"/beheer/rondes/{budget_round.slug}"

    assert client.post(f"{desk}/{act}", data={"count": "1"}).status_code == 403
    assert client.get(f"{desk}/oefenen").status_code == 200
    assert count_rows(session, PlayCode) == 1


def test_guessing_play_codes_is_counted_as_guessing(
    client: PageClient, session: Session, now: Travel
) -> None:
    make_round_in(session, Stage.ARMED)

    answers = [
        client.post("/stem", data={"code": generate()}).status_code for _ in range(12)
    ]

    assert answers[0] == 422
    assert answers[-1] == 429


def test_a_rehearsal_has_at_most_ten_thousand_codes(session: Session) -> None:
    budget_round = make_prepared_round(session)
    make_codes(session, budget_round, 9_999)

    with pytest.raises(service.TooManyCodes):
        service.issue_play_codes(session, budget_round, 2, NOW + timedelta(days=1))
