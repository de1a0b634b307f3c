"""The paper ballot: the frozen round on A4, for who reads it and who hears it."""

import io
import time

import pypdfium2
import pytest
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import BudgetRound
from pb.paper.ballot_text import write_ballot
from pb.paper.numbered import numbered_plans
from pb.rounds.configuration import read_config
from pb.rounds.phases import Stage
from tests.auth.login import log_in, make_staff
from tests.factories import make_area, make_round
from tests.pages import PageClient
from tests.paper.factories import PaperDesk
from tests.voting.kinds import KINDS, NAMES, make_mixed_vote

A4 = (595, 842)


def read(pdf: bytes) -> tuple[str, list[tuple[int, int]]]:
    """Return the text of all pages on one line, and the sizes of the pages."""
    with pypdfium2.PdfDocument(io.BytesIO(pdf)) as document:
        texts, sizes = [], []
        for page in document:
            texts.append(page.get_textpage().get_text_bounded())
            width, height = page.get_size()
            sizes.append((round(width), round(height)))
            page.close()
    return " ".join(" ".join(texts).split()), sizes


@pytest.fixture
def browser(session: Session, client: PageClient) -> PageClient:
    log_in(client, make_staff(session, Role.DESK_CLERK))
    return client


def address(session: Session) -> str:
    """Return where the ballots of the only round are; the area follows."""
    session.rollback()
    found = session.scalars(select(BudgetRound)).one()
    return f"/beheer/rondes/{found.slug}/papier/biljet-{found.areas[0].id}.pdf"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "Strook met uw stemcode"),
        ("?groot=1", "Schrijf in het vakje hoeveel punten"),
        ("?taal=en", "Moestuin"),
    ],
)
def test_a_ballot_of_every_kind_as_tagged_pdf(
    session: Session, browser: PageClient, now: object, query: str, said: str
) -> None:
    make_mixed_vote(session)

    answer = browser.get(address(session) + query)

    text, sizes = read(answer.data)
    assert answer.mimetype == "application/pdf"
    assert said in text
    # Once in each contest; and where a rule of the contest names them.
    assert min(text.count(name) for name in NAMES) == len(KINDS)
    assert set(sizes) == {A4}
    # PDF/UA-1: typst refuses to write it where a tag or a description lacks.
    assert b"<pdfuaid:part>1</pdfuaid:part>" in answer.data
    assert b"/StructTreeRoot" in answer.data


def test_plans_are_numbered_on_through_the_ballot(session: Session) -> None:
    """What is typed at the desk is what stands on the paper."""
    make_mixed_vote(session)
    session.rollback()
    budget_round = session.scalars(select(BudgetRound)).one()
    config = read_config(budget_round)
    site = current_app.extensions["site"]

    text = write_ballot(config, config.areas[0], site=site, language="nl", large=False)

    printed = [plan for contest in text.contests for plan in contest["plans"]]
    plans = numbered_plans(config, config.areas[0].id)
    assert [plan["number"] for plan in printed] == list(range(1, 5 * len(KINDS) + 1))
    assert [plan["name"] for plan in printed] == [plan.project.name for plan in plans]


def test_only_what_is_frozen_is_printed(session: Session, browser: PageClient) -> None:
    make_area(session, make_round(session, stage=Stage.SHORTLISTED))
    session.commit()

    assert browser.get(address(session)).status_code == 409


def test_no_ballot_of_an_area_or_language_that_is_not_there(
    desk: PaperDesk, browser: PageClient
) -> None:
    base = f"/beheer/rondes/{desk.vote.slug}/papier/biljet-"

    assert browser.get(f"{base}999999.pdf").status_code == 404
    assert browser.get(f"{base}{desk.area.id}.pdf?taal=fr").status_code == 404


def test_every_print_of_a_ballot_is_the_same(
    session: Session, browser: PageClient, now: object
) -> None:
    """To the byte: nothing in it tells when it was printed, or by whom."""
    make_mixed_vote(session, "approval")
    target = address(session)

    first = browser.get(target).data
    time.sleep(1.1)  # a clock in the file would tell seconds

    assert browser.get(target).data == first
