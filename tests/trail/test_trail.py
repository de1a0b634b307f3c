"""The trail tells who came in and who looked, and forgets nothing."""

import csv
import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.trail import service
from pb.trail.kinds import Kind
from pb.trail.models import TrailEntry
from pb.trail.service import SYSTEM, UNKNOWN, note
from pb.trail.words import TITLES
from tests.auth.login import PASSWORD, code_of, log_in, make_staff
from tests.factories import NOW
from tests.html_tree import parse
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round, make_plan

Clock = Callable[[datetime], None]
TRAIL = "/beheer/spoor"
pytestmark = pytest.mark.usefixtures("cheap_hashes", "now")


def told(session: Session) -> list[tuple[str, str]]:
    session.rollback()
    entries = session.scalars(select(TrailEntry).order_by(TrailEntry.id))
    return [(entry.kind, entry.actor) for entry in entries]


def test_tells_who_came_in_and_who_did_not(
    client: PageClient, session: Session
) -> None:
    member = make_staff(session, Role.AUDITOR)
    login = {"email": member.email, "password": "fout"}
    client.post("/beheer/inloggen", data=login)
    client.post("/beheer/inloggen", data=login | {"email": "niemand@example.org"})
    client.post("/beheer/inloggen", data=login | {"password": PASSWORD})
    client.post("/beheer/inloggen/code", data={"totp": "000000"})
    client.post("/beheer/inloggen/code", data={"totp": code_of(member, NOW)})

    alias = service.aliases(session)[member.id]
    assert told(session) == [
        (Kind.LOGIN_FAILED, alias),
        (Kind.LOGIN_FAILED, UNKNOWN),
        (Kind.CODE_FAILED, alias),
        (Kind.LOGGED_IN, alias),
    ]


@pytest.mark.parametrize("what", ["update", "delete"])
def test_the_database_refuses_to_change_a_line(session: Session, what: str) -> None:
    """T31: on both databases, whoever asks."""
    note(session, Kind.LOGIN_FAILED, at=NOW, actor=UNKNOWN)
    session.commit()
    change = (
        update(TrailEntry).values(actor="X") if what == "update" else delete(TrailEntry)
    )

    with pytest.raises(DBAPIError, match="the trail is"):
        session.execute(change)
    session.rollback()
    assert told(session) == [(Kind.LOGIN_FAILED, UNKNOWN)]


def test_refuses_details_that_were_not_agreed(session: Session) -> None:
    with pytest.raises(ValueError, match="tells"):
        note(
            session, Kind.LOGIN_FAILED, at=NOW, actor=SYSTEM, detail={"email": "x@y.nl"}
        )


def test_one_person_has_one_pseudonym(session: Session) -> None:
    member = make_staff(session)
    for _time in range(3):
        note(session, Kind.PASSWORD_CHANGED, at=NOW, actor=member.id)
    session.commit()

    assert len({actor for _kind, actor in told(session)}) == 1


def test_the_page_filters_by_kind_period_and_person(
    client: PageClient, session: Session
) -> None:
    reader = make_staff(session, Role.AUDITOR)
    for days, kind in enumerate((Kind.LOGIN_FAILED, Kind.CODE_FAILED)):
        note(session, kind, at=NOW - timedelta(days=days), actor=reader.id)
    note(session, Kind.LOGIN_FAILED, at=NOW, actor=UNKNOWN)
    session.commit()
    log_in(client, reader)
    alias = service.aliases(session)[reader.id]

    def lines(query: str) -> int:
        page = parse(client.get(f"{TRAIL}{query}").text).root
        return len(list(next(page.all("tbody"), page).all("tr")))

    assert lines("") == 3
    assert lines("?soort=login_failed") == 2
    assert lines("?van=2026-11-22&tot=2026-11-22") == 2
    assert lines("?tot=2026-11-21") == 1
    assert lines(f"?wie={alias}") == 2
    assert lines(f"?wie={alias}&soort=code_failed") == 1


@pytest.mark.parametrize(
    "query", ["?soort=x", "?van=gisteren", "?van=0001-01-01", "?tot=2026-02-30"]
)
def test_a_filter_that_means_nothing_is_not_found(
    client: PageClient, session: Session, query: str
) -> None:
    log_in(client, make_staff(session, Role.AUDITOR))

    assert client.get(f"{TRAIL}{query}").status_code == 404


def test_a_strange_filter_is_only_a_text(client: PageClient, session: Session) -> None:
    log_in(client, make_staff(session, Role.AUDITOR))

    for typed in ("'--", "%00", "{{7*7}}", "<script>", "x" * 5000):
        assert client.get(TRAIL, query_string={"wie": typed}).status_code == 200
    assert client.get(f"{TRAIL}?voor=99999999999999999999").status_code == 200


def test_the_files_hold_what_was_asked_for_and_are_told_of(
    client: PageClient, session: Session
) -> None:
    reader = make_staff(session, Role.AUDITOR)
    detail = {"before": [], "after": ["auditor"]}
    note(
        session,
        Kind.ROLES_CHANGED,
        at=NOW,
        actor=SYSTEM,
        about=reader.id,
        detail=detail,
    )
    note(session, Kind.LOGIN_FAILED, at=NOW, actor=UNKNOWN)
    session.commit()
    log_in(client, reader)

    lines = client.get(f"{TRAIL}/bestand.jsonl?soort=roles_changed").text.splitlines()
    assert [json.loads(line)["detail"] for line in lines] == [detail]
    table = list(csv.reader(io.StringIO(client.get(f"{TRAIL}/bestand.csv").text)))
    assert len(table) == 5  # the head, two lines, and that two files were taken
    assert told(session)[-1][0] == Kind.EXPORT_TAKEN
    assert not [cell for row in table for cell in row if cell[:1] in "=+-@\t" and cell]


@pytest.mark.parametrize(
    ("role", "times"), [(Role.DESK_CLERK, 1), (Role.COUNCIL_READER, 0)]
)
def test_who_sees_the_contact_of_a_plan_is_told(
    client: PageClient, session: Session, role: Role, times: int
) -> None:
    budget_round = make_collecting_round(session)
    plan = make_plan(session, budget_round)
    log_in(client, make_staff(session, role))
    page = client.get(f"/beheer/rondes/{budget_round.slug}/plannen/{plan.id}")

    assert ("fatima@example.org" in page.text) is bool(times)
    assert [kind for kind, _who in told(session)] == [Kind.PERSONAL_DATA_VIEWED] * times
    assert "atima" not in str([vars(e) for e in session.scalars(select(TrailEntry))])


def test_old_lines_are_a_page_further(client: PageClient, session: Session) -> None:
    for _number in range(60):
        note(session, Kind.LOGIN_FAILED, at=NOW, actor=UNKNOWN)
    session.commit()
    log_in(client, make_staff(session, Role.AUDITOR))
    page = parse(client.get(TRAIL).text).root
    further = next(a["href"] for a in page.all("a") if "voor=" in a["href"])

    assert len(list(next(page.all("tbody")).all("tr"))) == 50
    rest = parse(client.get(further).text).root
    assert len(list(next(rest.all("tbody")).all("tr"))) == 10


@pytest.mark.parametrize(
    "role", [r for r in Role if r not in {"auditor", "administrator"}]
)
def test_others_do_not_read_it(
    client: PageClient, session: Session, role: Role
) -> None:
    log_in(client, make_staff(session, role))

    assert client.get(TRAIL).status_code == 403


def test_every_kind_has_words() -> None:
    assert set(TITLES) == set(Kind)
