"""Replacing a letter, by two people (T12, T27, T30)."""

import io

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.desk.letters import letter_path
from pb.models import CodeBatch, CodeState, Envelope
from tests.codes.reading import code_in, read_pages
from tests.desk.factories import (
    Clock,
    approve,
    ask_replacement,
    browser_of,
    counts,
    make_desk,
    newest,
    press,
    row_of,
    told,
)
from tests.pages import PageClient
from tests.voting.factories import cast, count_ballots, enter

ISSUED, USED, REVOKED = CodeState.ISSUED, CodeState.USED, CodeState.REVOKED


def test_a_lost_letter_is_dead_at_once_and_the_new_one_votes(
    client: PageClient, session: Session, now: Clock
) -> None:
    """T12: also while the vote is open; only the letter number is asked."""
    desk = make_desk(session)
    clerk, approver = (browser_of(client, m) for m in (desk.clerk, desk.approver))
    assert ask_replacement(clerk, desk).status_code == 303
    assert row_of(session, desk.vote, desk.vote.codes[0]).state is ISSUED

    assert approve(approver, session, desk).status_code == 303
    letter = press(approver, desk.slug, "new-letter", proposal=newest(session).id)

    assert letter.mimetype == "application/pdf"
    [page] = read_pages(letter.data)
    code = code_in(page)
    assert enter(client, desk.vote.codes[0]).status_code == 422
    voter = PageClient(client.application)
    assert cast(voter, code, desk.vote.plans[0]).status_code == 200
    assert counts(session) == {USED: 1, REVOKED: 1}


def test_a_replacement_adds_one_to_issued_and_one_to_revoked(
    client: PageClient, session: Session, now: Clock
) -> None:
    """T27: the numbers in the logbook add up to the unit."""
    desk = make_desk(session, codes=3)
    ask_replacement(browser_of(client, desk.clerk), desk, reason="never-came")

    approve(browser_of(client, desk.approver), session, desk)

    assert counts(session) == {ISSUED: 3, REVOKED: 1}
    area = str(row_of(session, desk.vote, desk.vote.codes[0]).area_id)
    assert told(session, desk.slug, "CODE_REPLACED") == [
        {"area": area, "reason": "never-came"}
    ]
    issued = told(session, desk.slug, "CODES_ISSUED")
    extra = [(body["count"], body["extra"]) for body in issued]
    assert extra == [(3, False), (1, True)]


def test_both_persons_stand_in_the_logbook(
    client: PageClient, session: Session, now: Clock
) -> None:
    """T30: who proposed and who approved, by pseudonym, with the same hash."""
    desk = make_desk(session)
    ask_replacement(browser_of(client, desk.clerk), desk)

    approve(browser_of(client, desk.approver), session, desk)

    hash_ = newest(session).subject_hash
    about = {"act": "replace-code", "subject_hash": hash_}
    lines = told(session, desk.slug, "ACT_PROPOSED", "ACT_DECIDED")
    assert lines == [about, {**about, "outcome": "approved"}]
    page = client.get(f"/rondes/{desk.slug}/logboek").text
    assert "Baliemedewerker" in page
    assert "Medebeslisser" in page
    assert desk.numbers[0] not in page


def test_a_used_code_is_not_voided_in_silence(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session)
    cast(client, desk.vote.codes[0], desk.vote.plans[0])

    answer = ask_replacement(browser_of(client, desk.clerk), desk)

    assert answer.status_code == 409
    assert "De stem die met deze code is uitgebracht vervalt" in answer.text
    assert told(session, desk.slug, "ACT_PROPOSED") == []
    assert count_ballots(session) == 1


def test_a_ballot_is_voided_unopened_as_an_explicit_second_choice(
    client: PageClient, session: Session, now: Clock
) -> None:
    """T12, T27: the code stays used, its envelope is gone, the counter is public."""
    desk = make_desk(session)
    cast(client, desk.vote.codes[0], desk.vote.plans[0])
    ask_replacement(
        browser_of(client, desk.clerk), desk, reason="stolen", voids_ballot="yes"
    )

    assert approve(browser_of(client, desk.approver), session, desk).status_code == 303

    row = row_of(session, desk.vote, desk.vote.codes[0])
    assert (row.state, row.is_void) == (USED, True)
    assert counts(session) == {USED: 1, ISSUED: 1}
    assert count_ballots(session) == 0
    [voided] = told(session, desk.slug, "BALLOT_VOIDED")
    assert voided["reason"] == "stolen"
    assert told(session, desk.slug, "CODE_REPLACED") == []


def test_a_voided_code_does_not_vote_again(
    client: PageClient, session: Session, now: Clock
) -> None:
    """T12: the browser that cast it gets no second receipt."""
    desk = make_desk(session)
    cast(client, desk.vote.codes[0], desk.vote.plans[0])
    ask_replacement(browser_of(client, desk.clerk), desk, voids_ballot="yes")
    approve(browser_of(client, desk.approver), session, desk)

    again = PageClient(client.application)

    assert enter(again, desk.vote.codes[0]).status_code == 409
    asked = {"code": desk.vote.codes[0]}
    answer = client.post("/controle", data=asked, follow_redirects=True)
    assert "telt niet mee" in answer.text


def test_the_new_letter_leaves_once_and_to_one_browser(
    client: PageClient, session: Session, now: Clock
) -> None:
    """T3: no other browser, no second time, nothing left on the disk."""
    desk = make_desk(session)
    clerk, approver = (browser_of(client, m) for m in (desk.clerk, desk.approver))
    ask_replacement(clerk, desk)
    approve(approver, session, desk)
    proposal = newest(session).id

    statuses = [
        press(browser, desk.slug, "new-letter", proposal=proposal).status_code
        for browser in (clerk, approver, approver)
    ]

    assert statuses == [403, 200, 410]
    assert not letter_path(proposal).exists()


def test_a_letter_that_nobody_fetched_is_replaced_by_its_proposal(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session)
    clerk, approver = (browser_of(client, m) for m in (desk.clerk, desk.approver))
    ask_replacement(clerk, desk)
    approve(approver, session, desk)
    lost = newest(session).id

    answer = press(clerk, desk.slug, "replace-again", proposal=lost)
    approve(approver, session, desk)

    assert answer.status_code == 303
    assert counts(session) == {ISSUED: 1, REVOKED: 2}
    again = newest(session).id
    assert press(approver, desk.slug, "new-letter", proposal=again).status_code == 200


def test_large_print_fills_both_sides(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session)
    approver = browser_of(client, desk.approver)
    ask_replacement(browser_of(client, desk.clerk), desk, large="y")
    approve(approver, session, desk)

    letter = press(approver, desk.slug, "new-letter", proposal=newest(session).id)

    from pypdfium2 import PdfDocument

    assert len(PdfDocument(io.BytesIO(letter.data))) == 2


@pytest.mark.parametrize(
    ("values", "status", "says"),
    [
        pytest.param({"letter": "7KQ2-M4RT-0"}, 422, "geen briefnummer", id="mistyped"),
        pytest.param({"letter": ""}, 422, "Vul het briefnummer in", id="empty"),
        pytest.param({"letter": "\0" * 9}, 422, "geen briefnummer", id="null-bytes"),
        pytest.param({"letter": "A" * 5000}, 422, "geen briefnummer", id="endless"),
        pytest.param({"reason": "because"}, 422, "reden", id="other-reason"),
        pytest.param({"reason": ""}, 422, "Kies een reden", id="no-reason"),
    ],
)
def test_bad_input_names_the_field(
    client: PageClient,
    session: Session,
    now: Clock,
    values: dict[str, str],
    status: int,
    says: str,
) -> None:
    desk = make_desk(session)

    answer = ask_replacement(browser_of(client, desk.clerk), desk, **values)

    assert answer.status_code == status
    assert says in answer.text
    assert told(session, desk.slug, "ACT_PROPOSED") == []


def test_a_number_of_no_letter_is_unknown_ten_times_a_minute(
    client: PageClient, session: Session, now: Clock
) -> None:
    from pb.codes.letter_number import generate_number

    desk = make_desk(session)
    clerk = browser_of(client, desk.clerk)
    answers = [
        ask_replacement(clerk, desk, letter=generate_number()) for _ in range(11)
    ]

    assert [a.status_code for a in answers] == [422] * 10 + [429]
    assert "kennen wij niet" in answers[0].text
    assert int(answers[10].headers["Retry-After"]) <= 60


def test_a_code_is_not_taken_for_a_letter_number(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session)

    answer = ask_replacement(
        browser_of(client, desk.clerk), desk, letter=desk.vote.codes[0]
    )

    assert answer.status_code == 422


def test_no_code_stands_in_any_table_or_file(
    client: PageClient, session: Session, now: Clock
) -> None:
    """T2: the sealed letter is not readable, the proposal names no code."""
    desk = make_desk(session)
    approver = browser_of(client, desk.approver)
    ask_replacement(browser_of(client, desk.clerk), desk)
    approve(approver, session, desk)
    proposal = newest(session)
    sealed = letter_path(proposal.id).read_bytes()
    kept = f"{proposal.subject_json}{proposal.result_json}"

    letter = press(approver, desk.slug, "new-letter", proposal=proposal.id)

    [page] = read_pages(letter.data)
    code = code_in(page)
    assert b"%PDF" not in sealed
    assert code not in kept
    assert desk.vote.codes[0] not in kept


def test_nothing_is_replaced_once_the_vote_is_over(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session)
    clerk = browser_of(client, desk.clerk)
    ask_replacement(clerk, desk)
    now(desk.vote.closes_at)

    late = ask_replacement(browser_of(client, desk.clerk), desk)
    lapsed = approve(browser_of(client, desk.approver), session, desk)

    assert (late.status_code, lapsed.status_code) == (409, 409)
    assert counts(session) == {ISSUED: 1}


def test_a_dead_letter_is_not_replaced_twice(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session)
    clerk, approver = (browser_of(client, m) for m in (desk.clerk, desk.approver))
    ask_replacement(clerk, desk)
    approve(approver, session, desk)

    assert ask_replacement(clerk, desk).status_code == 409


def test_a_round_answers_only_for_its_own_letters(
    client: PageClient, session: Session, now: Clock
) -> None:
    here, there = make_desk(session), make_desk(session)

    answer = ask_replacement(
        browser_of(client, here.clerk), here, letter=there.numbers[0]
    )

    assert answer.status_code == 422
    batches = session.scalars(select(CodeBatch)).all()
    assert {batch.channel for batch in batches} == {"file"}
    assert session.scalars(select(Envelope)).all() == []
