"""Who may ask for which address: the committed table is the truth (T34).

The walk is done once, on SQLite: who may do what is decided before a database is asked.
After a change of routes: `python tools/route_table.py`, and read the difference.
"""

from pathlib import Path

import pytest

from pb.auth.models import Role
from pb.db import db
from tests.auth.walking import FAULT, Row, read_table, walk
from tests.conftest import make_app
from tests.databases import EmptyDatabase

DESK = "/beheer/rondes/<slug>"


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Row]:
    """The table as it would be written now."""
    return {
        (row["route"], row["method"]): row
        for row in walk_anew(tmp_path_factory.mktemp("walk"))
    }


def walk_anew(instance: Path) -> list[Row]:
    """Walk an application of its own, with an empty database."""
    url = f"sqlite:///{instance / 'walk.db'}"
    app = make_app(instance, url)
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        EmptyDatabase(url).migrate()
        try:
            return walk(app, db.session(), patch)
        finally:
            db.session.remove()
            db.engine.dispose()


def test_every_route_is_in_the_table(walked: dict[tuple[str, str], Row]) -> None:
    """A route that nobody reviewed fails the build."""
    assert sorted(walked) == sorted(read_table()), "run: python tools/route_table.py"


def test_everybody_gets_what_the_table_says(
    walked: dict[tuple[str, str], Row],
) -> None:
    table = read_table()
    wrong = {
        (*address, who): (row[who], table[address][who])
        for address, row in walked.items()
        for who in row
        if address in table and row[who] != table[address].get(who)
    }

    assert not wrong


def test_no_route_breaks_on_an_empty_form(
    walked: dict[tuple[str, str], Row],
) -> None:
    broken = [address for address, row in walked.items() if FAULT in row.values()]

    assert not broken


def test_the_table_gives_strangers_nothing_of_the_desk() -> None:
    open_to_all = {"/beheer/inloggen", "/beheer/inloggen/code", "/beheer/uitloggen"}
    open_to_all |= {"/beheer/inloggen/organisatie", "/beheer/inloggen/terug"}
    open_to_all |= {"/beheer/taal"}
    for (route, method), row in read_table().items():
        if route.startswith("/beheer") and route not in open_to_all:
            asked = {who: row[who] for who in ("anonymous", "voter")}
            assert set(asked.values()) == {"login"}, (route, method, asked)


def test_the_table_gives_a_role_of_one_round_nothing_in_another() -> None:
    for (route, method), row in read_table().items():
        if route.startswith(DESK):
            assert row["other round"] == row["no role"] == "no", (route, method)


@pytest.mark.parametrize(
    ("reader", "own"),
    [
        (Role.COUNCIL_READER, ()),
        (Role.AUDITOR, (f"{DESK}/call-back",)),  # the sheet for a sample
        # What residents say of plans, and plans that got their money.
        (
            Role.BROKER,
            (f"{DESK}/uitvoering/", f"{DESK}/reacties/", f"{DESK}/steuncode"),
        ),
    ],
)
def test_the_table_lets_readers_move_no_round(
    reader: Role, own: tuple[str, ...]
) -> None:
    """Every act of theirs begins with an address that is named here."""
    acts = {
        route
        for (route, method), row in read_table().items()
        if method == "POST" and route.startswith(DESK) and row[reader] == "yes"
    }

    assert {route for route in acts - EVERYBODYS if not route.startswith(own)} == set()


# Acts that look at themselves whether the visitor may: one's own proposal.
EVERYBODYS = {f"{DESK}/withdraw-proposal"}
