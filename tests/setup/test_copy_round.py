"""A new round from an earlier one, in one act."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import null, select
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import BudgetRound, Project
from pb.projects.care import save_settings, settings_of
from pb.retention.models import RetentionPeriod
from pb.rounds.phases import Stage
from pb.talk.settings import Rules, read_rules, save_rules
from tests.auth.login import log_in, make_staff
from tests.factories import NOW, make_area, make_contest, make_project, make_round
from tests.pages import PageClient
from tests.rounds.factories import make_round_in

Travel = Callable[[datetime], None]
COPY = "/beheer/rondes/overnemen"


@pytest.fixture
def staff(client: PageClient, session: Session, now: Travel) -> PageClient:
    """A browser in which a configurator is logged in."""
    log_in(client, make_staff(session, Role.CONFIGURATOR))
    return client


def make_source(session: Session, **values: object) -> BudgetRound:
    source = make_round(session, title="Buurtbudget 2026", slug="b-2026", **values)
    area = make_area(session, source, name="Rubroek", letters_sent=7300)
    options = {"min_score": "25", "groups": [{"projects": ["1"], "at_most": 1}]}
    contest = make_contest(
        session,
        source,
        title="Groen 2026",
        area_id=area.id,
        max_choices=None,
        rule="greedy",
        utility=null(),  # a plain None would ask for the default
        completion=null(),
        rule_options=options,
    )
    make_project(session, contest)
    session.commit()
    return source


def copied(session: Session) -> BudgetRound:
    """Return the newest round."""
    return session.scalars(select(BudgetRound).order_by(BudgetRound.id)).all()[-1]


def test_areas_pots_and_rules_come_along_and_plans_do_not(
    staff: PageClient, session: Session
) -> None:
    make_source(session)

    answer = staff.post(COPY, data={"source": "b-2026"})

    made = copied(session)
    (area,), (contest,) = made.areas, made.contests
    assert answer.location == "/beheer/rondes/buurtbudget-2027"
    assert (made.title, made.stage) == ("Buurtbudget 2027", Stage.DRAFT)
    assert (area.name, area.letters_sent) == ("Rubroek", 7300)
    assert (contest.title, contest.area_id) == ("Groen 2027", area.id)
    assert (contest.rule, contest.completion, contest.max_choices) == (
        "greedy",
        None,
        None,
    )
    assert contest.rule_options == {"min_score": "25"}
    plans = select(Project).where(Project.budget_round_id == made.id)
    assert session.scalars(plans).all() == []


def test_every_setting_of_every_table_comes_along(
    staff: PageClient, session: Session
) -> None:
    source = make_source(
        session, recast="last_counts", hides_receipt=True, objection_weeks=8
    )
    rules = Rules(
        is_open=True,
        reads_first=False,
        supports=True,
        threshold=25,
        by_area={source.areas[0].id: 10},
    )
    save_rules(session, source, rules)
    session.add(RetentionPeriod(budget_round_id=source.id, kind="remark", months=3))
    session.commit()

    staff.post(COPY, data={"source": "b-2026"})

    made = copied(session)
    assert _settings(made) == _settings(found_source(session))
    copied_rules = read_rules(session, made)
    assert copied_rules == replace(rules, by_area={made.areas[0].id: 10})
    terms = select(RetentionPeriod.kind, RetentionPeriod.months).where(
        RetentionPeriod.budget_round_id == made.id
    )
    assert session.execute(terms).all() == [("remark", 3)]


def test_how_plans_are_handled_comes_along_and_that_verdicts_are_public_does_not(
    staff: PageClient, session: Session
) -> None:
    source = make_source(session)
    save_settings(session, source, releases_together=True, objection_days=14)
    settings_of(session, source).released_at = NOW
    session.commit()

    staff.post(COPY, data={"source": "b-2026"})

    made = settings_of(session, copied(session))
    assert (made.releases_together, made.objection_days) == (True, 14)
    assert made.released_at is None


# Of a round: what it was, and what became of it. All other columns are settings.
OF_ONE_ROUND = frozenset(
    [
        "id",
        "slug",
        "title",
        "stage",
        "tie_seed",
        "config_json",
        "config_hash",
        "imported_from",
        "dates_from",
        "created_at",
        "frozen_at",
        "closed_at",
        "public_key",
        "key_tested_at",
        "unsealed_at",
        "key_destroyed_at",
        "on_hold_at",
        "paused_at",
        "pause_reason",
        "collecting_opens_at",
        "collecting_closes_at",
        "opens_at",
        "closes_at",
    ]
)


def _settings(budget_round: BudgetRound) -> dict[str, object]:
    """Return every column that is a setting; a new column is one until it is named."""
    names = {column.key for column in BudgetRound.__table__.columns}
    return {name: getattr(budget_round, name) for name in names - OF_ONE_ROUND}


def found_source(session: Session) -> BudgetRound:
    return session.scalars(
        select(BudgetRound).where(BudgetRound.slug == "b-2026")
    ).one()


def test_dates_move_a_year_by_the_clock_and_ask_to_be_checked(
    staff: PageClient, session: Session
) -> None:
    # 20:00 in summer in Amsterdam; a year later that day is still in summer.
    closes = datetime(2026, 10, 24, 18, tzinfo=UTC)
    opens = datetime(2026, 10, 1, 7, tzinfo=UTC)
    make_source(session, opens_at=opens, closes_at=closes)

    staff.post(COPY, data={"source": "b-2026"})

    made = copied(session)
    assert made.closes_at == datetime(2027, 10, 24, 18, tzinfo=UTC)
    assert made.dates_from == "Buurtbudget 2026"
    assert "Kijk de data na" in staff.get(f"/beheer/rondes/{made.slug}").text


def test_dates_of_long_ago_move_until_they_lie_ahead(
    staff: PageClient, session: Session
) -> None:
    leap = datetime(2020, 2, 29, 11, tzinfo=UTC)
    march = datetime(2020, 3, 28, 1, 30, tzinfo=UTC)
    make_source(
        session,
        opens_at=leap,
        closes_at=march,
        collecting_opens_at=None,
        collecting_closes_at=None,
    )

    staff.post(COPY, data={"source": "b-2026"})

    made = copied(session)
    assert made.opens_at == datetime(2027, 2, 28, 11, tzinfo=UTC)
    # 28 March 2027, 02:30 does not exist: the clock goes forward.
    assert made.closes_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_storing_the_dates_or_a_button_ends_the_warning(
    staff: PageClient, session: Session
) -> None:
    make_source(session)
    staff.post(COPY, data={"source": "b-2026"})
    slug = copied(session).slug

    answer = staff.post(f"/beheer/rondes/{slug}/dates-checked")

    assert answer.status_code == 303
    assert "Kijk de data na" not in staff.get(f"/beheer/rondes/{slug}").text


def test_a_round_is_not_announced_before_somebody_looked_at_its_dates(
    staff: PageClient, session: Session
) -> None:
    make_source(session)
    staff.post(COPY, data={"source": "b-2026"})
    desk = f"/beheer/rondes/{copied(session).slug}"

    assert staff.post(f"{desk}/announce").status_code == 409
    staff.post(f"{desk}/dates-checked")

    assert staff.post(f"{desk}/announce").status_code == 303


def test_two_copies_get_addresses_of_their_own(
    staff: PageClient, session: Session
) -> None:
    make_source(session)

    first, second = (staff.post(COPY, data={"source": "b-2026"}) for _ in range(2))

    assert first.location != second.location
    assert second.location == "/beheer/rondes/buurtbudget-2027-2"


def test_a_frozen_round_can_be_copied_and_stays_as_it_is(
    staff: PageClient, session: Session
) -> None:
    source = make_round_in(session, Stage.CLOSED)
    slug, hash_ = source.slug, source.config_hash

    answer = staff.post(COPY, data={"source": slug})

    assert answer.status_code == 303
    session.expire_all()
    found = session.scalars(select(BudgetRound).where(BudgetRound.slug == slug)).one()
    assert (found.stage, found.config_hash) == (Stage.CLOSED, hash_)


def test_an_unknown_round_cannot_be_copied(staff: PageClient) -> None:
    for source in ("", "er-is-niets", "x\0"):
        assert staff.post(COPY, data={"source": source}).status_code == 404


@pytest.mark.parametrize("role", [Role.COUNCIL_READER, Role.COUNTER, None])
def test_only_a_configurator_copies(
    client: PageClient, session: Session, role: Role | None, now: Travel
) -> None:
    make_source(session)
    if role is not None:
        log_in(client, make_staff(session, role))

    answer = client.post(COPY, data={"source": "b-2026"})

    assert answer.status_code == (303 if role is None else 403)
    assert copied(session).slug == "b-2026"
