"""The report for the council: what it says, and how it is read aloud."""

import ctypes
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import BudgetRound
from pb.results import file_views, listing
from pb.results.record import Record
from pb.results.report import Standing, make_report
from pb.results.service import count_round, propose
from pb.results.shelves import dutch_page
from tests.auth.login import log_in, make_staff
from tests.pages import PageClient
from tests.results.conftest import found
from tests.results.factories import (
    AFTER,
    EXAMPLE,
    make_armed_round,
    make_published_round,
)


def words(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in pages)
    return " ".join(text.split())


def told(ask: object, element: object) -> str:
    length = ask(element, None, 0)  # type: ignore[operator]  # a function of C
    buffer = ctypes.create_string_buffer(length)
    ask(element, buffer, length)  # type: ignore[operator]
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def elements(pdf: bytes) -> Iterator[tuple[str, str]]:
    """Yield kind and alternative text of the structure tree, in reading order."""
    for page in pypdfium2.PdfDocument(pdf):
        tree = pdfium.FPDF_StructTree_GetForPage(page)
        count = pdfium.FPDF_StructTree_CountChildren(tree)
        waiting = [
            pdfium.FPDF_StructTree_GetChildAtIndex(tree, i)
            for i in reversed(range(count))
        ]
        while waiting:
            element = waiting.pop()
            kind = told(pdfium.FPDF_StructElement_GetType, element)
            yield kind, told(pdfium.FPDF_StructElement_GetAltText, element)
            inner = pdfium.FPDF_StructElement_CountChildren(element)
            children = (
                pdfium.FPDF_StructElement_GetChildAtIndex(element, i)
                for i in reversed(range(inner))
            )
            waiting += [child for child in children if child]


def report(client: PageClient, budget_round: BudgetRound) -> bytes:
    address = f"/rondes/{budget_round.slug}/uitslag/v1/uitslag.pdf"
    response = client.get(address, buffered=True)
    assert response.status_code == 200, response.text
    return bytes(response.data)


def test_tells_the_result_and_why_for_each_plan(
    client: PageClient, published: BudgetRound
) -> None:
    text = words(report(client, published))

    assert "3 plannen krijgen geld" in text
    assert "10 bewoners stemden over € 1.000" in text.replace("\u00a0", " ")
    assert "Proces-verbaal van de telling" in text
    assert "11 = 1 + 10 + 0. Dat klopt." in text
    assert "Voorstel, nog niet vastgesteld" not in text


def test_shows_the_hash_in_sixteen_numbered_groups(
    client: PageClient, session: Session, published: BudgetRound
) -> None:
    publication = listing.find_publication(session, published)
    assert publication is not None
    hash_ = publication.result_hash
    groups = [f"{at + 1} {hash_[at * 4 : at * 4 + 4]}" for at in range(16)]

    text = words(report(client, published))

    assert " ".join(groups) in text


def test_is_tagged_for_who_has_it_read_aloud(
    client: PageClient, published: BudgetRound
) -> None:
    pdf = report(client, published)

    found_elements = list(elements(pdf))
    kinds = Counter(kind for kind, _alt in found_elements)
    assert pdfium.FPDFCatalog_IsTagged(pypdfium2.PdfDocument(pdf))
    assert b"pdfuaid" in pdf
    assert kinds["H1"] == 1
    assert min(kinds["H2"], kinds["H3"], kinds["Table"], kinds["TH"], kinds["LI"]) > 3
    [picture] = [alt for kind, alt in found_elements if kind == "Figure"]
    assert "tabel hieronder" in picture


def test_says_what_a_reader_aloud_must_know_of_the_whole(
    client: PageClient, published: BudgetRound
) -> None:
    pdf = report(client, published)

    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    for part in (b"/Lang(nl-NL)", b"/Marked true", b"/DisplayDocTitle true"):
        assert part in pdf
    pages = len(pypdfium2.PdfDocument(pdf))
    assert pdf.count(b"/Tabs/S") == pages  # the keyboard follows the structure
    title = pypdfium2.PdfDocument(pdf).get_metadata_dict()["Title"]
    assert title == "Uitslag Buurtbudget 2026"


def test_headings_leave_out_no_level(
    client: PageClient, two_areas: BudgetRound
) -> None:
    found = elements(report(client, two_areas))
    levels = [int(kind[1]) for kind, _alt in found if kind in {"H1", "H2", "H3", "H4"}]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(now <= before + 1 for before, now in pairwise(levels))


def test_has_a_chapter_per_pot_and_hides_the_turnout_of_few(
    client: PageClient, two_areas: BudgetRound
) -> None:
    text = words(report(client, two_areas))

    for contest in two_areas.contests:
        assert f"De uitslag: {contest.title}" in text
    assert text.count("niet getoond") == 2


def test_says_so_when_no_plan_gets_money(client: PageClient, session: Session) -> None:
    slug = make_armed_round(session)
    budget_round = make_published_round(session, found(session, slug), [(0, {})] * 12)

    text = words(report(client, budget_round))

    assert "Geen plan krijgt geld" in text
    assert "geven aan" not in text


@pytest.mark.parametrize(("is_own", "fixed"), [(True, "is geloot"), (False, "vastlag")])
def test_speaks_of_lots_only_where_they_were_drawn(
    app: Flask, session: Session, is_own: bool, fixed: str
) -> None:
    budget_round = found(session, make_armed_round(session))
    tie = [(0, {0: "DE"}), (0, {0: "DE"})]
    version = listing.find_publication(
        session, make_published_round(session, budget_round, tie)
    )
    assert version is not None
    with app.test_request_context():
        page = dutch_page(budget_round, version)
    pots = [replace(pot, is_own=is_own) for pot in page.contests]
    standing = Standing(version, False, is_own, "de gemeente", "")

    told = make_report(replace(page, contests=pots), Record(""), standing)

    assert f"De volgorde die vooraf {fixed}, besliste." in str(told["questions"])


def test_is_made_once_and_the_same_for_everybody(
    client: PageClient, published: BudgetRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = report(client, published)
    monkeypatch.setattr(file_views, "published_report", None)

    assert report(client, published) == first


def test_prints_a_name_in_letters_that_no_font_has(
    client: PageClient, session: Session
) -> None:
    slug = make_armed_round(session, name_of_a='#image("x") 游乐场 *vet* \u202e')
    budget_round = make_published_round(session, found(session, slug), EXAMPLE)

    text = words(report(client, budget_round))

    assert '#image("x") ??? *vet*' in text
    assert "staat er als ?" in text


def test_a_proposal_has_its_report_for_staff_alone(
    client: PageClient, session: Session, closed: BudgetRound
) -> None:
    address = f"/beheer/rondes/{closed.slug}/telverslag.pdf"
    count_round(session, closed, AFTER)
    log_in(client, make_staff(session, Role.APPROVER))
    early = client.get(address)
    propose(session, closed, AFTER)

    given = client.get(address, buffered=True)

    assert early.status_code == 404
    text = words(given.data)
    assert "Voorstel, nog niet vastgesteld" in text
    assert "typt twee van deze groepen over" in text
    assert given.headers["Cache-Control"] == "no-store"


def test_a_proposal_is_not_public(
    client: PageClient, session: Session, closed: BudgetRound
) -> None:
    count_round(session, closed, AFTER)
    propose(session, closed, AFTER)

    anonymous = client.get(f"/beheer/rondes/{closed.slug}/telverslag.pdf")
    public = client.get(f"/rondes/{closed.slug}/uitslag/v1/uitslag.pdf")

    assert anonymous.status_code == 303
    assert public.status_code == 404
