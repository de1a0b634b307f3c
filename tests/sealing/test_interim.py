"""T26: while an urn is shut, nothing anywhere follows from what people chose."""

import itertools
import logging
import random
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import AnyConverter, Rule

from pb.auth.models import Role
from pb.db import Base, db, may_write
from pb.log.acting import signer
from pb.log.keeping import keep_logs
from pb.models import Area, BudgetRound, Contest, Project, VotingCode
from pb.rounds.service import close_round
from pb.sessions import store
from tests import factories
from tests.auth import login
from tests.databases import EmptyDatabase
from tests.factories import NOW
from tests.voting.factories import Vote, make_vote
from tests.voting.submitting import send

Clock = Callable[[datetime], None]
Choose = Callable[[Vote], list[int]]
VOTERS = 30
FRESH = re.compile(
    r"'Date', '[^']*'|'Content-Length', '\d+'"
    r"|D:\d{14}Z|<xmp(?:MM)?:\w+(?:Date|ID)>[^<]*|/ID *\[[^]]*]"  # of a PDF
    r'|value="[0-9a-f]{32}"'  # the name of one sending of a form
    r"|[\d.]+ (?:GiB free|s beside)"  # how this machine is
    r'|name="csrf_token"[^>]*>|value="[^"]*"[^>]*name="csrf_token"'
    r"|nonce-[\w+/=-]+|nonce=\"[^\"]*\""
)
# What is sealed, keyed or drawn: only its length is looked at.
SEALED = {("envelope", name) for name in ("id", "ciphertext", "body_mac")}
OF_THIS_TEST = {"web_session", "staff_member"}  # how the staff of this test logged in


class PerfectBox:
    """An ideal seal: bytes that follow from the length of the content alone."""

    source = random.Random()  # noqa: S311  # repeatable is the point

    def __init__(self, _key: object) -> None:
        pass

    def encrypt(self, content: bytes) -> bytes:
        """Return noise as long as a sealed box."""
        return self.source.randbytes(len(content) + 48)


def chance() -> Iterator[tuple[object, str, object]]:
    """Yield what makes every draw follow from one seed, each kind by itself."""
    names = ("randbits", "token_bytes", "token_hex", "choice")
    source = {name: random.Random(26) for name in names}  # noqa: S311
    yield secrets, "randbits", source["randbits"].getrandbits
    yield secrets, "choice", source["choice"].choice
    draw = source["token_bytes"].randbytes
    yield secrets, "token_bytes", lambda count=32: draw(count)
    hexed = source["token_hex"].randbytes
    yield secrets, "token_hex", lambda count=32: hexed(count).hex()


@pytest.fixture
def worlds(
    backend: tuple[Flask, EmptyDatabase],
    app: Flask,
    now: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[], None]:
    """Return what begins the world anew: an empty database and the same chance."""

    def begin() -> None:
        backend[1].reset()
        now(NOW)
        for module, name, value in chance():
            monkeypatch.setattr(module, name, value)
        monkeypatch.setattr(PerfectBox, "source", random.Random(27))  # noqa: S311
        monkeypatch.setattr("pb.urn.sealing.SealedBox", PerfectBox)
        monkeypatch.setattr(factories, "numbers", itertools.count(1))
        monkeypatch.setattr(login, "numbers", itertools.count(1))

    return begin


def first_plans(vote: Vote) -> list[int]:
    return [vote.plans[0], vote.shared[0]]


def other_plans(vote: Vote) -> list[int]:
    return [*vote.plans[1:4], *vote.shared[1:4]]


def nothing(_vote: Vote) -> list[int]:
    return []


def all_vote(
    app: Flask, session: Session, vote: Vote, choose: Choose, voters: int = VOTERS
) -> None:
    """Let everybody but a few vote alike."""
    ids = sorted(session.scalars(select(VotingCode.id)))[:voters]
    session.rollback()
    for place, id_ in enumerate(ids):
        cookie = f"stem={store.start('voter', now=NOW, code_id=id_)}"
        form: dict[str, object] = {
            "choice": choose(vote),
            "nonce": f"{place:064x}",
            "submission_id": f"{place:032x}",
        }
        assert send(app, (cookie, form)).status == 200


def addresses(app: Flask, session: Session, slug: str) -> Iterator[str]:
    """Yield every address that can be looked at, with every value it can take."""
    candidates: dict[str, list[object]] = {
        "slug": [slug],
        "project_id": list(session.scalars(select(Project.id).order_by(Project.id))),
        "contest_id": list(session.scalars(select(Contest.id).order_by(Contest.id))),
        "area_id": list(session.scalars(select(Area.id).order_by(Area.id))),
        "number": [1],  # of a batch of paper
        "item_id": [1],  # of a wish, a place or a remark
        "attachment_id": [1],
        "name": ["een-foto-die-er-niet-is.jpg"],
        "words": ["een-link-die-er-niet-is"],
        "log": ["events", "ballots"],
        "size": [1, 2, 3],
        "version": [1],
        "what": ["wijken", "plannen"],  # of a file that is taken in
        "token": ["een-bestand-dat-er-niet-is"],
        "rest": ["ronde", "plannen", "uitslag", "uitvoering"],  # of the previews
    }
    session.rollback()
    for rule in sorted(app.url_map.iter_rules(), key=str):
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            yield from _filled(app, rule, candidates)


def _filled(
    app: Flask, rule: Rule, candidates: dict[str, list[object]]
) -> Iterator[str]:
    names = sorted(rule.arguments)
    unknown = [n for n in names if n not in candidates and not _choices(rule, n)]
    assert not unknown, f"{rule}: say what to look at"
    adapter = app.url_map.bind("localhost")
    given: list[list[object]] = [
        [*_choices(rule, name)] or candidates[name] for name in names
    ]
    for values in itertools.product(*given):
        yield adapter.build(rule.endpoint, dict(zip(names, values, strict=True)))


def _choices(rule: Rule, name: str) -> list[str]:
    """Return what an argument can be, where its rule says so itself."""
    converter = rule._converters[name]
    return sorted(converter.items) if isinstance(converter, AnyConverter) else []


def everything(
    app: Flask, session: Session, slug: str, log: pytest.LogCaptureFixture
) -> dict[tuple[str, str], object]:
    """Return all that residents, staff and the database show."""
    seen: dict[tuple[str, str], object] = {}
    public = FlaskClient(app, app.response_class)
    staff = FlaskClient(app, app.response_class)
    login.log_in(staff, login.make_staff(session, *Role))
    for address in list(addresses(app, session, slug)):
        for who, client in (("public", public), ("staff", staff)):
            with app.app_context():  # as on a server, each has its own
                answer = client.get(address)
            headers = sorted(h for h in answer.headers if h[0] != "Set-Cookie")
            body = FRESH.sub("", answer.get_data().decode("latin-1"))
            seen[who, address] = (
                FRESH.sub("", repr((answer.status_code, headers))),
                body,
            )
    seen["log", ""] = log.text
    return seen | dict(rows(session))


def rows(session: Session) -> Iterator[tuple[tuple[str, str], object]]:
    """Yield the rows of each table; of what is sealed only the length."""
    for table in Base.metadata.sorted_tables:
        if table.name in OF_THIS_TEST:
            continue
        found = [
            [
                len(value) if (table.name, name) in SEALED else value
                for name, value in row._mapping.items()
            ]
            for row in session.execute(select(table))
        ]
        # Where PostgreSQL puts a row depends on what the last test left there.
        yield ("table", table.name), sorted(found, key=repr)
    session.rollback()


@contextmanager
def informed(log: pytest.LogCaptureFixture) -> Iterator[None]:
    """Begin an empty log."""
    log.clear()
    with log.at_level(logging.INFO):
        yield


def live(
    app: Flask, choose: Choose, log: pytest.LogCaptureFixture
) -> Iterator[dict[tuple[str, str], object]]:
    """Yield what can be seen at each moment until the urn is opened."""
    session = db.session()
    vote = make_vote(session, codes=VOTERS + 5)
    with informed(log):
        all_vote(app, session, vote, choose)
        keep_logs(session, signer(), now=NOW + timedelta(hours=1))
        yield everything(app, session, vote.slug, log)
        may_write(session)  # the last page was asked for with a GET
        budget_round = session.scalars(select(BudgetRound)).one()
        close_round(session, budget_round, vote.closes_at)
        keep_logs(session, signer(), now=vote.closes_at)
        yield everything(app, session, vote.slug, log)


@pytest.mark.parametrize("other", [other_plans, nothing])
def test_opposite_votes_look_the_same(
    app: Flask,
    worlds: Callable[[], None],
    caplog: pytest.LogCaptureFixture,
    other: Choose,
) -> None:
    """While the round is open, and while it is closed and sealed."""
    lives = []
    for choose in (first_plans, other):
        worlds()
        lives.append(list(live(app, choose, caplog)))

    for one, another in zip(*lives, strict=True):
        assert len(one) > 80
        assert one.keys() == another.keys()
        different = [place for place in one if one[place] != another[place]]
        assert different == []


def test_turnout_is_seen(
    app: Flask,
    worlds: Callable[[], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The comparison can fail: one vote less is seen, in the number of codes."""
    seen = []
    for voters in (VOTERS, VOTERS - 1):
        worlds()
        session = db.session()
        vote = make_vote(session, codes=VOTERS + 5)
        all_vote(app, session, vote, first_plans, voters)
        keep_logs(session, signer(), now=NOW + timedelta(hours=1))
        seen.append(everything(app, session, vote.slug, caplog))

    different = {place for place in seen[0] if seen[0][place] != seen[1][place]}
    assert ("public", f"/rondes/{vote.slug}/logboek.jsonl") in different
    assert ("table", "envelope") in different
