"""Staff count a closed round and propose its result."""

from http import HTTPStatus
from typing import NoReturn

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.approvals.acts import TwoPersonAct
from pb.approvals.proposals import list_open
from pb.approvals.proposing import propose_here
from pb.approvals.subjects import is_as_proposed
from pb.auth.access import current_staff, has_role, staff_required
from pb.auth.models import Role
from pb.db import db
from pb.jobs.queue import enqueue
from pb.results import listing, service
from pb.results.blueprint import DESK, bp
from pb.results.forms import CorrectionForm, WithdrawForm
from pb.results.models import Publication, Withdrawal
from pb.results.publishing import ReasonMissing
from pb.results.refusals import busy, stage_refusal
from pb.results.withdrawals import find_withdrawal, newest_is_withdrawn
from pb.results.withdrawing import why_not
from pb.results.work import COUNTERS
from pb.rounds.models import BudgetRound
from pb.web.forms import Form
from pb.web.rounds import desk_round


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
        abort(409, busy())
    job_id = job.id
    session.commit()
    enqueue(job_id)
    flash(_("Het tellen is begonnen. Ververs deze pagina om te zien hoe ver het is."))
    return _back(slug)


@bp.post(f"{DESK}/propose-result")
@staff_required(*COUNTERS)
def propose(slug: str) -> ResponseReturnValue:
    """Propose to publish the newest count; a colleague adopts it."""
    budget_round, form = desk_round(slug), CorrectionForm()
    is_correction = listing.takes_correction(db.session(), budget_round)
    if is_correction and not form.validate_on_submit():
        return _again("results/correct.html", budget_round, form)
    reason = (form.reason.data or "") if is_correction else ""
    try:
        return propose_here(
            budget_round, TwoPersonAct.PROPOSE_RESULT, {"reason": reason}, *COUNTERS
        )
    except ReasonMissing:  # somebody withdrew the result a moment ago
        db.session().rollback()
        return _again("results/correct.html", desk_round(slug), CorrectionForm())


@bp.post(f"{DESK}/withdraw")
@staff_required(*COUNTERS)
def withdraw(slug: str) -> ResponseReturnValue:
    """Propose that a published result does not hold any more."""
    budget_round, form = desk_round(slug), WithdrawForm()
    refusal = why_not(db.session(), budget_round)
    if refusal:
        abort(HTTPStatus.CONFLICT, refusal)
    if not form.validate_on_submit():
        return _again("results/withdraw.html", budget_round, form)
    arguments = {"reason": form.reason.data or ""}
    return propose_here(budget_round, TwoPersonAct.WITHDRAW, arguments, *COUNTERS)


def _again(template: str, budget_round: BudgetRound, form: Form) -> ResponseReturnValue:
    page = render_template(template, budget_round=budget_round, form=form)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


@bp.get(f"{DESK}/telverslag")
@staff_required(*COUNTERS)
def report(slug: str) -> ResponseReturnValue:
    """Show the newest count to be printed, with its hash in numbered groups."""
    budget_round = desk_round(slug)
    results = listing.desk_state(db.session(), budget_round, clock.now())
    if results.outcome is None:
        abort(404, _("Er is nog niet geteld."))
    return render_template(
        "results/report.html", budget_round=budget_round, results=results
    )


@bp.app_template_global()
def may_count_result() -> bool:
    """Say whether who asks for this page may count and propose."""
    return has_role(*COUNTERS)


@bp.app_template_global()
def may_see_count() -> bool:
    """Say whether who asks for this page may know a count that is not public."""
    return has_role(*COUNTERS, Role.APPROVER)


@bp.app_template_global()
def withdraw_form() -> WithdrawForm | None:
    """Return an empty form, for who may propose to withdraw a result."""
    return WithdrawForm(formdata=None) if has_role(*COUNTERS) else None


@bp.app_template_global()
def correction_form() -> CorrectionForm:
    """Return an empty form for what is different in another version."""
    return CorrectionForm(formdata=None)


@bp.app_template_global()
def withdrawal_of(publication: Publication) -> Withdrawal | None:
    """Return when and why a version was withdrawn; None for one that holds."""
    return find_withdrawal(db.session(), publication)


@bp.app_template_global()
def result_is_withdrawn(budget_round: BudgetRound) -> bool:
    """Say whether there is a public result that does not hold any more."""
    session = db.session()
    return budget_round.is_published and newest_is_withdrawn(session, budget_round)


@bp.app_template_global()
def proposes_result(budget_round: BudgetRound) -> bool:
    """Say whether the newest count waits for a second person."""
    session, act = db.session(), TwoPersonAct.PROPOSE_RESULT
    return any(
        proposal.act == act
        and is_as_proposed(session, budget_round, proposal, clock.now())
        for proposal in list_open(session, budget_round)
    )


def _refuse_stage(budget_round: BudgetRound) -> NoReturn:
    stage = budget_round.stage
    db.session().rollback()
    abort(409, stage_refusal(stage))


def _back(slug: str) -> ResponseReturnValue:
    address = url_for("rounds.desk", slug=slug, _anchor="uitslag")
    return redirect(address, HTTPStatus.SEE_OTHER)
