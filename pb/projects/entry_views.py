"""Typing a plan in for somebody, and taking one back on request."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.auth.access import staff_required
from pb.projects.blueprint import (
    DESK,
    NUMBER,
    WRITERS,
    bp,
    desk_round,
    frozen,
    is_open,
    project_of,
    withdrawn,
    writing,
)
from pb.projects.desk_forms import WithdrawalForm
from pb.projects.forms import EntryForm, new_submission_id
from pb.projects.models import Project, ProjectStatus
from pb.projects.proposals import enter_project
from pb.projects.service import (
    AlreadySubmitted,
    AlreadyWithdrawn,
    ChangedMeanwhile,
    RoundTakesNoPlans,
    withdraw_project,
)
from pb.rounds.models import BudgetRound


@bp.route(f"{DESK}/nieuw", methods=["GET", "POST"])
@staff_required(*WRITERS)
def enter(slug: str) -> ResponseReturnValue:
    """Show the form for a plan that staff type in, and take it in."""
    budget_round = desk_round(slug)
    if not is_open(budget_round):
        abort(409, frozen())
    form = EntryForm(budget_round)
    if not form.is_submitted():
        return _entry_page(budget_round, form)
    if not form.validate():
        return _entry_page(budget_round, form, 422)
    try:
        with writing() as session:
            number = enter_project(
                session,
                budget_round,
                form.proposal(),
                submission_id=form.submission_id.data or new_submission_id(),
                now=clock.now(),
            )
    except AlreadySubmitted as earlier:
        form.submission_id.data = new_submission_id()
        return _entry_page(budget_round, form, 409, earlier=earlier.project_id)
    except RoundTakesNoPlans:
        abort(409, frozen())
    flash(_("Het plan is ingediend. Het nummer is %(number)s.", number=number))
    return redirect(url_for(".check", slug=slug, project_id=number), 303)


def _entry_page(
    budget_round: BudgetRound, form: EntryForm, status: int = 200, **context: object
) -> ResponseReturnValue:
    page = render_template(
        "projects/enter.html", budget_round=budget_round, form=form, **context
    )
    return page, status


@bp.route(f"{DESK}/{NUMBER}/intrekken", methods=["GET", "POST"])
@staff_required(*WRITERS)
def withdraw(slug: str, project_id: int) -> ResponseReturnValue:
    """Ask whether a plan is to be taken back, and take it back."""
    budget_round = desk_round(slug)
    project = project_of(budget_round, project_id)
    if not is_open(budget_round):
        abort(409, frozen())
    if project.status is ProjectStatus.WITHDRAWN:
        abort(409, withdrawn())
    form = WithdrawalForm(project)
    if not form.is_submitted():
        return _withdrawal_page(budget_round, project, form)
    if form.seen_version != project.version or not form.validate():
        return _withdrawal_page(budget_round, project, form, is_stale=True)
    return _withdraw(budget_round, project, form)


def _withdraw(
    budget_round: BudgetRound, project: Project, form: WithdrawalForm
) -> ResponseReturnValue:
    slug, number, title = budget_round.slug, project.id, project.title
    try:
        with writing() as session:
            withdraw_project(
                session,
                budget_round,
                number,
                version=form.seen_version,
                now=clock.now(),
            )
    except ChangedMeanwhile:
        return _withdrawal_page(budget_round, project, form, is_stale=True)
    except AlreadyWithdrawn:
        abort(409, withdrawn())
    except RoundTakesNoPlans:
        abort(409, frozen())
    flash(_("Ingetrokken: ‘%(title)s’.", title=title))
    return redirect(url_for(".queue", slug=slug), 303)


def _withdrawal_page(
    budget_round: BudgetRound,
    project: Project,
    form: WithdrawalForm,
    *,
    is_stale: bool = False,
) -> ResponseReturnValue:
    form.version.data = str(project.version)
    page = render_template(
        "projects/withdraw.html",
        budget_round=budget_round,
        project=project,
        form=form,
        is_stale=is_stale,
    )
    return page, 409 if is_stale else 200
