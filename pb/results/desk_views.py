"""Staff count a closed round and publish its result."""

from http import HTTPStatus
from typing import NoReturn

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.auth.access import current_staff, has_role, staff_required
from pb.auth.models import Role
from pb.db import db
from pb.jobs.queue import enqueue
from pb.log.acting import acting, sign
from pb.results import service
from pb.results.blueprint import DESK, bp
from pb.results.counting import count_apart
from pb.results.refusals import REFUSALS
from pb.results.shelves import filled_shelf
from pb.results.work import COUNTERS
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Stage
from pb.web.rounds import desk_round

APPROVERS = (*COUNTERS, Role.APPROVER)


@bp.post(f"{DESK}/count")
@staff_required(*COUNTERS)
def count(slug: str) -> ResponseReturnValue:
    """Ask the worker to count the ballots."""
    session, budget_round = db.session(), desk_round(slug)
    try:
        job = service.request_count(
            session, budget_round, staff_id=current_staff().id, now=clock.now()
        )
    except service.WrongStage:
        _refuse_stage(budget_round)
    except service.CountIsRunning:
        abort(409, _("Er loopt al een telling. Wacht tot die klaar is."))
    job_id = job.id
    session.commit()
    enqueue(job_id)
    flash(_("Het tellen is begonnen. Ververs deze pagina om te zien hoe ver het is."))
    return _back(slug)


@bp.post(f"{DESK}/propose-result")
@staff_required(*COUNTERS)
def propose(slug: str) -> ResponseReturnValue:
    """Put the newest count forward as the result."""
    budget_round = desk_round(slug)
    try:
        actor = acting(budget_round, *COUNTERS)
        service.propose(db.session(), budget_round, clock.now(), actor=actor)
    except service.WrongStage:
        _refuse_stage(budget_round)
    sign(budget_round)
    flash(
        _("De uitslag is voorgesteld. Vergelijk het controlegetal en stel vast."), "ok"
    )
    return _back(slug)


@bp.post(f"{DESK}/approve-propose-result")
@staff_required(*APPROVERS)
def approve(slug: str) -> ResponseReturnValue:
    """Adopt the proposed result and publish it."""
    budget_round = desk_round(slug)
    try:
        publication = service.publish(
            db.session(),
            budget_round,
            clock.now(),
            count=count_apart,
            actor=acting(budget_round, Role.APPROVER, *COUNTERS),
        )
    except service.WrongStage:
        _refuse_stage(budget_round)
    except service.ResultRefused as reason:
        db.session().rollback()
        abort(409, str(REFUSALS[type(reason)]) % {"reason": reason})
    filled_shelf(publication, slug)  # ready before the first visitor asks
    flash(_("De uitslag is vastgesteld. Iedereen kan hem nu zien."), "ok")
    return _back(slug)


@bp.app_template_global()
def may_count_result() -> bool:
    """Say whether who asks for this page may count and propose."""
    return has_role(*COUNTERS)


@bp.app_template_global()
def may_adopt_result() -> bool:
    """Say whether who asks for this page may adopt a proposed result."""
    return has_role(*APPROVERS)


def _refuse_stage(budget_round: BudgetRound) -> NoReturn:
    stage = budget_round.stage
    db.session().rollback()
    if stage is Stage.CLOSED:
        abort(409, _("De stemmen zijn nog niet geteld. Tel eerst."))
    if stage in {Stage.PUBLISHED, Stage.DELIVERING, Stage.ARCHIVED}:
        abort(409, _("De uitslag is al vastgesteld. Er is niets veranderd."))
    abort(409, _("De stemming is nog niet definitief gesloten. Sluit eerst de ronde."))


def _back(slug: str) -> ResponseReturnValue:
    address = url_for("rounds.desk", slug=slug, _anchor="uitslag")
    return redirect(address, HTTPStatus.SEE_OTHER)
