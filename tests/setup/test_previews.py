"""The public pages of a round, shown to staff before they are public."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.codes.code import normalise
from pb.codes.letter import Letter
from pb.codes.letter_number import normalise_number
from pb.models import Ballot, BudgetRound, Project, Publication
from pb.rehearsal.codes import is_play
from pb.rehearsal.models import PlayCode
from pb.rehearsal.service import issue_play_codes
from pb.rounds.phases import Stage
from pb.setup import letter_views
from pb.setup.previews import SHOWN
from pb.talk.settings import Rules, save_rules
from tests.auth.login import log_in, make_staff
from tests.factories import NOW, make_area
from tests.pages import PageClient
from tests.rounds.factories import make_round_in

# Given in a preview of another page, or a file for a machine.
FILES = {
    "rounds.config_file",
    "maps.picture",
    "maps.point",
    "projects.similar",
    "log.table",
    "log.lines",
    "log.key",
    "log.newest",
    "log.checkpoint",
    "results.ballots_file",
    "results.bundle_file",
    "results.card_file",
    "results.csv_file",
    "results.json_file",
    "results.report_file",
    "results.workbook_file",
    "delivery.table",
    "delivery.photo",
    # The result in short, for a frame on the site of the municipality.
    "results.embedded",
}
# They begin with something public: a line, a remark.
NOTHING_BEFORE = {"log.show", "talk.report_remark"}
ELSEWHERE = {"results.version", "results.why_then", "projects.on_map"}
Travel = Callable[[datetime], None]


@pytest.fixture
def staff(client: PageClient, session: Session, now: Travel) -> PageClient:
    """A browser in which a member of staff is logged in who only reads."""
    log_in(client, make_staff(session, Role.COUNCIL_READER))
    return client


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.SHORTLISTED, Stage.ARMED])
def test_staff_see_each_page_before_residents_do(
    app: Flask, staff: PageClient, session: Session, stage: Stage
) -> None:
    budget_round = make_round_in(session, stage)
    save_rules(session, budget_round, Rules(is_open=True, supports=True))
    slug, desk = budget_round.slug, f"/beheer/rondes/{budget_round.slug}/voorbeeld"

    seen = set()
    waiting = links_of(staff.get(desk).text, desk)
    while waiting:
        link = waiting.pop()
        answer = staff.get(link)
        assert answer.status_code == 200, link
        assert "Voorbeeld" in answer.text
        assert not re.search(rf'href="/rondes/{slug}["/]', answer.text)
        seen.add(endpoint_of(app, link))
        if "/uitvoering" in link:  # the plans with money are found from there
            waiting |= links_of(answer.text, f"{desk}/plannen/") - {link}
            waiting = {each for each in waiting if endpoint_of(app, each) not in seen}
    assert seen >= SHOWN.keys() - ELSEWHERE


def links_of(page: str, start: str) -> set[str]:
    """Return the addresses of previews that a page links to, without the letters."""
    found = re.findall(rf'href="({start}[^"#]+)"', page)
    return {link for link in found if not re.search(r"\.pdf|/v1/\w+\.\w+", link)}


def endpoint_of(app: Flask, link: str) -> str:
    """Return which view a preview shows."""
    slug, rest = re.findall(r"rondes/([^/]+)/voorbeeld/([^?]+)", link)[0]
    path = f"/rondes/{slug}" + ("" if rest == "ronde" else f"/{rest}")
    return str(app.url_map.bind("localhost").match(path, method="GET")[0])


def test_every_public_page_of_a_round_has_a_preview(app: Flask) -> None:
    """A new page without a preview fails here."""
    rules = app.url_map.iter_rules()
    public = {
        rule.endpoint
        for rule in rules
        if rule.rule.startswith("/rondes/<slug>") and "GET" in (rule.methods or ())
    }

    assert public - SHOWN.keys() == FILES | NOTHING_BEFORE
    assert SHOWN.keys() <= public


def test_signs_that_no_letter_can_show_are_named(
    staff: PageClient, session: Session
) -> None:
    budget_round = make_round_in(session, Stage.DRAFT)
    area = budget_round.areas[0]
    area.name = "Wijk \U000e0fff"
    session.commit()

    address = f"/beheer/rondes/{budget_round.slug}/voorbeeld/brief-{area.id}.pdf"
    answer = staff.get(address)

    assert answer.status_code == 409
    assert "Deze tekens kunnen niet op een brief worden afgedrukt" in answer.text


def test_the_letter_is_shown_with_a_play_code(
    staff: PageClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget_round = make_round_in(session, Stage.DRAFT)
    issue_play_codes(session, budget_round, 1, NOW)
    session.commit()
    area, other = budget_round.areas[0], make_area(session, budget_round)
    printed: list[Letter] = []

    def press(_text: object, letter: Letter, **_style: object) -> bytes:
        printed.append(letter)
        return b"%PDF"

    monkeypatch.setattr(letter_views, "press_letter", press)
    for each in (area, other):
        address = f"/beheer/rondes/{budget_round.slug}/voorbeeld/brief-{each.id}.pdf"
        assert staff.get(address).data == b"%PDF"
        assert staff.get(f"{address}?taal=xx").status_code == 404
    codes = session.scalars(select(PlayCode.code)).all()
    assert [letter.code for letter in printed] == [*codes, letter_views.CODE]
    for letter in printed:
        assert is_play(normalise(letter.code) or "")
        assert normalise_number(letter.number)
        assert letter.address[0] == "VOORBEELD"


def test_handing_in_is_shown_as_it_will_be(staff: PageClient, session: Session) -> None:
    budget_round = make_round_in(session, Stage.DRAFT)
    address = f"/beheer/rondes/{budget_round.slug}/voorbeeld/indienen"

    assert "Indienen kan tot" in staff.get(address).text
    assert staff.post(address).status_code == 405


def test_nothing_of_a_preview_is_stored(staff: PageClient, session: Session) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    slug = budget_round.slug

    staff.get(f"/beheer/rondes/{slug}/voorbeeld/uitslag")

    session.expire_all()
    found = session.scalars(select(BudgetRound).where(BudgetRound.slug == slug)).one()
    assert (found.stage, found.config_hash) == (Stage.SHORTLISTED, None)
    for table in (Publication, Ballot):
        assert session.scalar(select(func.count()).select_from(table)) == 0


def test_a_draft_stays_hidden_from_residents_after_a_preview(
    staff: PageClient, session: Session
) -> None:
    budget_round = make_round_in(session, Stage.DRAFT)
    staff.get(f"/beheer/rondes/{budget_round.slug}/voorbeeld/ronde")

    assert staff.get(f"/rondes/{budget_round.slug}").status_code == 404
    assert staff.get(f"/rondes/{budget_round.slug}/uitslag").status_code == 404


def test_every_link_to_another_preview_works(
    staff: PageClient, session: Session
) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    desk = f"/beheer/rondes/{budget_round.slug}/voorbeeld"
    links = set()
    for rest in ("ronde", "plannen", "uitslag"):
        page = staff.get(f"{desk}/{rest}").text
        links |= set(
            re.findall(rf'href="({desk}/(?:ronde|plannen|uitslag)[^"#]*)', page)
        )

    plain = {link for link in links if not re.search(r"/v\d|\.\w+$|atom", link)}
    assert plain
    for link in plain:
        assert staff.get(link).status_code in {200, 404}, link


@pytest.mark.parametrize(
    "rest", ["stemmen.pb", "uitslag/v1/bundel.zip", "logboek", "niets", "../../beheer"]
)
def test_what_has_no_preview_is_not_there(
    staff: PageClient, session: Session, rest: str
) -> None:
    budget_round = make_round_in(session, Stage.SHORTLISTED)

    answer = staff.get(f"/beheer/rondes/{budget_round.slug}/voorbeeld/{rest}")

    assert answer.status_code == 404


def test_a_result_needs_something_to_count(staff: PageClient, session: Session) -> None:
    budget_round = make_round_in(session, Stage.DRAFT)
    for plan in session.scalars(select(Project)):
        plan.cost = None
    session.commit()

    answer = staff.get(f"/beheer/rondes/{budget_round.slug}/voorbeeld/uitslag")

    assert answer.status_code == 409
    assert "Er is nog niets om te tonen" in answer.text


def test_only_staff_see_previews(
    client: PageClient, session: Session, now: Travel
) -> None:
    budget_round = make_round_in(session, Stage.DRAFT)

    answer = client.get(f"/beheer/rondes/{budget_round.slug}/voorbeeld/ronde")

    assert answer.status_code == 303
    assert "inloggen" in answer.location
