"""A round that takes codes, and a desk to issue them from."""

import io
import zipfile
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pb.auth.models import Role
from pb.models import BudgetRound, Job
from pb.rounds.phases import Stage
from pb.rounds.service import fix_configuration
from tests.auth.login import log_in, make_staff
from tests.factories import NOW, make_area, make_contest, make_project, make_round

KEY = b"code key of the tests, long enough"  # as tests.conftest.make_app sets it


def make_frozen_round(session: Session, *letters: int, **values: object) -> BudgetRound:
    """Make a frozen round with an area for each number of letters, and commit."""
    budget_round = make_round(
        session,
        **{
            "stage": Stage.SHORTLISTED,
            "tie_seed": "1 2 3",
            "opens_at": NOW + timedelta(days=7),
            "closes_at": NOW + timedelta(days=21),
            **values,
        },
    )
    for count in letters:
        area = make_area(session, budget_round, letters_sent=count)
        contest = make_contest(session, budget_round, area_id=area.id)
        make_project(session, contest, tie_rank=1)
        make_project(session, contest, tie_rank=2)
    session.flush()
    session.refresh(budget_round)
    fix_configuration(session, budget_round, NOW)
    return budget_round


def arm(session: Session, budget_round: BudgetRound) -> None:
    """Let the clock open the round."""
    budget_round.stage = Stage.ARMED
    session.commit()


def log_in_configurator(client: FlaskClient, session: Session) -> None:
    """Make the visitor a configurator."""
    log_in(client, make_staff(session, Role.CONFIGURATOR))


def ask_for_letters(
    client: FlaskClient, budget_round: BudgetRound, **counts: str
) -> TestResponse:
    """Press the button that issues codes; by default for everyone without a code."""
    data = {f"count-{area.id}": str(area.letters_sent) for area in budget_round.areas}
    data |= {name.replace("_", "-"): count for name, count in counts.items()}
    return act(client, budget_round, "issue-codes", **data)


def act(
    client: FlaskClient, budget_round: BudgetRound, name: str, **data: object
) -> TestResponse:
    """Press a button of the desk."""
    return client.post(f"/beheer/rondes/{budget_round.slug}/{name}", data=data)


def newest_run(session: Session) -> int:
    """Return the number of the newest run."""
    session.rollback()
    number: int | None = session.scalar(select(func.max(Job.id)))
    session.rollback()
    assert number is not None
    return number


def unpacked(response: TestResponse) -> dict[str, bytes]:
    """Return the files of the zip that was handed over."""
    with zipfile.ZipFile(io.BytesIO(response.data)) as parcel:
        assert parcel.testzip() is None
        return {name: parcel.read(name) for name in parcel.namelist()}
