"""What happens when two members of staff press at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy.orm import Session

from pb.db import db
from pb.models import BudgetRound
from pb.rounds import service, setup
from pb.rounds.details import AreaDetails, fingerprint
from pb.rounds.fixing import canonical_json, make_config
from pb.rounds.phases import Stage
from pb.rounds.service import ActRefused
from pb.rounds.setup import SetupRefused
from tests.rounds.factories import CHECKED_AT, SEED, make_round_in

Work = Callable[[Session, BudgetRound], None]


def at_once(app: Flask, *works: Work) -> list[str]:
    """Do each work in a thread of its own at one moment; say how each ended."""
    db.session().rollback()  # what the test itself was reading
    barrier = Barrier(len(works))

    def do(work: Work) -> str:
        with app.app_context():
            session = db.session()
            budget_round = session.get_one(BudgetRound, 1)
            session.rollback()
            barrier.wait()
            try:
                work(session, budget_round)
            except (ActRefused, SetupRefused) as reason:
                session.rollback()
                return type(reason).__name__
            finally:
                db.session.remove()
            return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(do, works))


def freeze(session: Session, budget_round: BudgetRound) -> None:
    service.freeze(session, budget_round, CHECKED_AT)


def renaming(shown: BudgetRound) -> Work:
    """Return the work of someone who looked at the area as it is now."""
    seen = fingerprint(shown.areas[0])

    def rename(session: Session, budget_round: BudgetRound) -> None:
        area, details = budget_round.areas[0], AreaDetails("Anders", 7)
        setup.save_area(session, budget_round, details, area=area, seen=seen)

    return rename


def make_ready(session: Session) -> BudgetRound:
    budget_round = make_round_in(session, Stage.SHORTLISTED)
    service.draw_tie_order(session, budget_round, SEED, CHECKED_AT)
    return budget_round


def test_of_eight_who_freeze_one_does(app: Flask, session: Session) -> None:
    budget_round = make_ready(session)

    endings = at_once(app, *[freeze] * 8)
    session.expire_all()

    assert sorted(endings) == ["WrongStage"] * 7 + ["done"]
    assert budget_round.stage is Stage.FROZEN


def test_what_is_frozen_is_what_was_stored_last(app: Flask, session: Session) -> None:
    budget_round = make_ready(session)

    endings = at_once(app, freeze, renaming(budget_round))
    session.expire_all()

    assert endings in (["done", "done"], ["done", "RoundIsFrozen"])
    frozen = (budget_round.config_json or "").encode()
    assert frozen == canonical_json(make_config(session, budget_round))


def test_of_two_who_change_one_area_one_is_told(app: Flask, session: Session) -> None:
    budget_round = make_ready(session)

    endings = at_once(app, *[renaming(budget_round)] * 2)

    assert sorted(endings) == ["ChangedMeanwhile", "done"]
