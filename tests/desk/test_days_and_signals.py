"""Turnout by day and area, and what staff are warned of while people vote."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import current_app
from sqlalchemy.orm import Session

from pb.desk.days import day_rows, note_days, read_days
from pb.desk.signals import GUESSING, Silence, silent_areas, wrong_codes
from pb.health.checking import find_all
from pb.limits.models import FailureCount
from pb.models import Area
from tests.desk.factories import browser_of, find_round, make_desk
from tests.factories import NOW
from tests.pages import PageClient, tree
from tests.voting.factories import cast

Clock = Callable[[datetime], None]
DAY = timedelta(days=1)
TODAY = NOW.date()


def instance() -> Path:
    folder: Path = current_app.extensions["config"].instance
    return folder


def areas(*names: str) -> list[Area]:
    return [Area(id=number, name=name) for number, name in enumerate(names, start=1)]


def test_each_day_keeps_what_it_ended_with(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session, codes=3)
    slug, area = desk.slug, desk.vote
    cast(client, area.codes[0], area.plans[0])
    note_days(session, instance(), NOW)
    cast(PageClient(client.application), area.codes[1], area.plans[0])
    session.rollback()
    note_days(session, instance(), NOW)
    note_days(session, instance(), NOW + DAY)

    days = read_days(instance(), slug)

    assert [sum(days[day].values()) for day in sorted(days)] == [2, 2]
    rows = day_rows(find_round(session, slug).areas, {}, days, None)
    assert [(row.day, row.votes, row.total) for row in rows] == [
        (TODAY + DAY, 0, 2),
        (TODAY, 2, 2),
    ]


def test_the_desk_shows_turnout_by_day_and_area(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session, codes=2)
    cast(client, desk.vote.codes[0], desk.vote.plans[0])

    text = tree(browser_of(client, desk.clerk).get(f"/beheer/rondes/{desk.slug}")).text

    assert "Opkomst per dag" in text
    assert "Per dag en wijk" in text


@pytest.mark.parametrize("kept", ["", "[]", "null", '{"x": 1}', '{"2026-01-01": 3}'])
def test_a_damaged_file_is_begun_anew(
    client: PageClient, session: Session, now: Clock, kept: str
) -> None:
    desk = make_desk(session)
    path = instance() / "days" / f"{desk.slug}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(kept)

    assert read_days(instance(), desk.slug) == {}
    note_days(session, instance(), NOW)
    assert list(read_days(instance(), desk.slug)) == [TODAY]


def test_an_area_that_falls_silent_is_named() -> None:
    before = {1: 30, 2: 12}
    days = {TODAY - 3 * DAY: before, TODAY - DAY: {1: 60, 2: 12}}

    found = silent_areas(areas("Rubroek", "Oost"), {1: 70, 2: 12}, days, NOW)

    assert found == [Silence("Oost", TODAY - 3 * DAY)]


def test_an_area_without_any_vote_is_named_at_once() -> None:
    found = silent_areas(areas("Rubroek", "Oost"), {1: 20}, {}, NOW)

    assert found == [Silence("Oost", None)]


@pytest.mark.parametrize(
    ("votes", "days"),
    [
        ({1: 19}, {}),  # too few anywhere
        ({1: 70, 2: 13}, {TODAY - 3 * DAY: {1: 30, 2: 12}}),  # one more
        ({1: 40, 2: 12}, {TODAY - 3 * DAY: {1: 30, 2: 12}}),  # quiet everywhere
        ({1: 70, 2: 12}, {TODAY - DAY: {1: 30, 2: 12}}),  # since yesterday only
    ],
)
def test_nobody_is_warned_of_an_ordinary_lull(
    votes: dict[int, int], days: dict[date, dict[int, int]]
) -> None:
    assert silent_areas(areas("Rubroek", "Oost"), votes, days, NOW) == []


def test_many_wrong_codes_are_told_to_staff_and_to_the_operator(
    client: PageClient, session: Session, now: Clock
) -> None:
    """T1: guessing from many addresses shows, also below each one's limit."""
    desk = make_desk(session)
    address = f"/beheer/rondes/{desk.slug}"
    clerk = browser_of(client, desk.clerk)
    assert "data-warning" not in clerk.get(address).text
    session.add_all(
        FailureCount(scope="code", subject=f"{n}", minute=NOW, count=10)
        for n in range(GUESSING // 10 + 1)
    )
    session.commit()

    assert "1.010 keer een code die wij niet kennen" in clerk.get(address).text
    found = find_all(client.application, session, NOW)
    assert [each.is_ok for each in found if each.name == "codes"] == [False]
    assert wrong_codes(session, NOW + 2 * timedelta(hours=1)) == 0


def test_a_round_that_is_not_open_is_not_written_down(
    client: PageClient, session: Session, now: Clock
) -> None:
    desk = make_desk(session)
    opens_at = find_round(session, desk.slug).opens_at
    assert opens_at is not None

    note_days(session, instance(), opens_at - DAY)

    assert read_days(instance(), desk.slug) == {}
