"""The page of health says what `check` says, and the numbers tell nothing of a vote."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy.orm import Session

from pb import clock
from pb.auth.models import Role
from pb.config import ConfigurationError, read_config
from pb.health.checking import find_all
from pb.health.words import NAMES, WELL, WRONG, name_of, say
from pb.recovery.soundness import Part
from pb.rounds import situation
from pb.rounds.phases import Stage
from pb.rounds.service import NotReady, open_round
from tests.auth.login import log_in, make_staff
from tests.pages import PageClient
from tests.rounds.factories import CHECKED_AT, add_codes, make_round_in
from tests.urn import give_key
from tests.voting.factories import cast, make_vote

TOKEN = "a token of enough characters"
HEADERS = {"Authorization": f"Bearer {TOKEN}"}
pytestmark = pytest.mark.usefixtures("cheap_hashes", "now")


@pytest.fixture
def measured(app: Flask) -> Iterator[Flask]:
    """An installation whose /metrics is on."""
    config = app.extensions["config"]
    app.extensions["config"] = replace(config, metrics_token=TOKEN)
    yield app
    app.extensions["config"] = config


def test_the_page_shows_every_finding_of_the_command(
    app: Flask, client: PageClient, session: Session
) -> None:
    log_in(client, make_staff(session, Role.ADMINISTRATOR))
    page = client.get("/beheer/gezondheid").text
    found = list(find_all(app, session, clock.now()))

    assert len(found) > 8
    assert {"environment", "database", "mail", "checkpoints"} <= {f.name for f in found}
    assert page.count('<p lang="en" class="finding">') == len(found)
    wrong, well = page.split('id="in-orde"')
    for each in found:
        said = well if each.is_ok else wrong
        assert said.count(str(escape(say(each)))) == 1


def test_each_finding_is_said_in_dutch_with_what_to_do(
    app: Flask, session: Session
) -> None:
    parts = {"clock of the log", "outbox", "printed mail", "no copies"}

    assert WELL.keys() == NAMES.keys() | parts | {"round"}
    assert WRONG.keys() == NAMES.keys() | parts | {"no backups", *Part}
    for each in find_all(app, session, clock.now()):
        assert say(each)
        assert name_of(each)


def test_a_trial_installation_does_not_say_that_mail_goes_out(
    app: Flask, session: Session
) -> None:
    said = {each.part: say(each) for each in find_all(app, session, clock.now())}

    assert "mail wordt niet verstuurd" in said["printed mail"]
    assert said["no copies"].startswith("Niemand anders heeft onze controlepunten.")


def test_no_known_backup_is_not_in_order(app: Flask, session: Session) -> None:
    found = list(find_all(app, session, clock.now()))

    (backups,) = [each for each in found if each.name == "backups"]
    assert app.extensions["config"].backups is None
    assert not backups.is_ok
    assert say(backups).startswith("Er worden geen back-ups gemaakt")


@pytest.mark.parametrize(
    "role", [r for r in Role if r not in {"administrator", "auditor"}]
)
def test_others_do_not_see_it(client: PageClient, session: Session, role: Role) -> None:
    log_in(client, make_staff(session, role))

    assert client.get("/beheer/gezondheid").status_code == 403


def test_there_are_no_metrics_until_somebody_asks_for_them(client: PageClient) -> None:
    for headers in (
        {},
        HEADERS,
        {"Authorization": "Bearer None"},
        {"Authorization": "Bearer "},
    ):
        assert client.get("/metrics", headers=headers).status_code == 404


@pytest.mark.parametrize(
    "given", ["", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer é", "Bearer "]
)
def test_metrics_are_for_who_knows_the_token(
    measured: Flask, client: PageClient, given: str
) -> None:
    answer = client.get(
        "/metrics", headers={"Authorization": given.encode().decode("latin-1")}
    )

    assert answer.status_code == 404
    assert "buurtgeld_disk" not in answer.text


def test_metrics_say_how_the_machine_is(measured: Flask, client: PageClient) -> None:
    answer = client.get("/metrics", headers=HEADERS)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert re.search(r"^buurtgeld_disk_free_bytes [0-9.e+]+$", answer.text, re.M)
    assert "buurtgeld_database_promise{" in answer.text


def test_metrics_are_the_same_whatever_was_voted(
    measured: Flask, client: PageClient, session: Session
) -> None:
    """T26: no number of them moves when somebody votes."""
    vote = make_vote(session, codes=2)

    def numbers() -> list[str]:
        text = client.get("/metrics", headers=HEADERS).text
        return [line for line in text.splitlines() if "disk" not in line]

    before = numbers()
    cast(client, vote.codes[0], vote.plans[0])
    cast(client, vote.codes[1], vote.plans[1])
    assert numbers() == before
    assert vote.slug not in str(before)


def test_a_token_that_is_easy_to_guess_stops_the_start(tmp_path: Path) -> None:
    environ = {"BUURTGELD_INSTANCE": str(tmp_path), "BUURTGELD_METRICS_TOKEN": "kort"}

    with pytest.raises(ConfigurationError, match="METRICS_TOKEN"):
        read_config(environ)


def test_a_round_is_not_opened_on_a_database_that_may_lose_votes(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T18: the desk and the service refuse by the same need."""
    budget_round = make_round_in(session, Stage.FROZEN)
    add_codes(session, budget_round)
    give_key(budget_round)
    session.commit()
    promises: dict[str, Any] = {"synchronous": False, "journal_mode": True}
    monkeypatch.setattr(situation, "health", lambda _session: promises)

    with pytest.raises(NotReady) as refused:
        open_round(session, budget_round, CHECKED_AT)
    (need,) = [check for check in refused.value.checks if check.stops]
    assert (need.need, need.names) == ("database-safe", ("synchronous",))
    monkeypatch.undo()
    open_round(session, budget_round, CHECKED_AT)
