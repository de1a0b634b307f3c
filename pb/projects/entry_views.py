"""Typing a plan in for somebody, and taking one back on request."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.auth.access import staff_required
from pb.db import db, writing
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
)
from pb.projects.change_reading import shared_with
from pb.projects.desk_forms import WithdrawalForm
from pb.projects.models import Project, ProjectStatus
from pb.projects.photo_forms import PhotoForm
from pb.projects.photo_keeping import photos_of
from pb.projects.photo_views import change_photos
from pb.projects.photos import MOST_PHOTOS
from pb.projects.pinning import with_point
from pb.projects.proposals import enter_project
from pb.projects.service import (
    AlreadySubmitted,
    AlreadyWithdrawn,
    ChangedMeanwhile,
    OthersShareIt,
    RoundTakesNoPlans,
    withdraw_project,
)
from pb.projects.steps import STEPS, Whole, empty, from_request
from pb.rounds.models import BudgetRound
from pb.web.submissions import known_or_new


@bp.route(f"{DESK}/nieuw", methods=["GET", "POST"])
@staff_required(*WRITERS)
def enter(slug: str) -> ResponseReturnValue:
    """Show all questions on one page, as on paper, and take a plan in for somebody."""
    budget_round = desk_round(slug)
    if not is_open(budget_round):
        abort(409, frozen())
    if request.method == "GET":
        return _entry_page(budget_round, empty(budget_round))
    typed = dict(request.form.lists())
    pointed = with_point(budget_round, typed)
    whole = from_request(budget_round, pointed or typed, by_staff=True)
    if pointed is not None:
        return _entry_page(budget_round, whole)
    if whole.wrong():
        return _entry_page(budget_round, whole, 422)
    return _enter(budget_round, whole)


def _enter(budget_round: BudgetRound, whole: Whole) -> ResponseReturnValue:
    slug = budget_round.slug
    try:
        with writing() as session:
            number = enter_project(
                session,
                budget_round,
                whole.proposal(),
                submission_id=known_or_new(request.form.get("submission_id")),
                now=clock.now(),
            )
    except AlreadySubmitted as earlier:
        return _entry_page(budget_round, whole, 409, earlier=earlier.project_id)
    except RoundTakesNoPlans:
        abort(409, frozen())
    return redirect(url_for(".entered", slug=slug, project_id=number), 303)


def _entry_page(
    budget_round: BudgetRound,
    whole: Whole,
    status: int = 200,
    *,
    earlier: int | None = None,
) -> ResponseReturnValue:
    # After a conflict the form is another one, and makes another plan.
    sent = None if earlier else request.form.get("submission_id")
    page = render_template(
        "projects/enter.html",
        budget_round=budget_round,
        whole=whole,
        steps=STEPS,
        submission_id=known_or_new(sent),
        earlier=earlier,
    )
    return page, status


@bp.get(f"{DESK}/{NUMBER}/ingevoerd")
@staff_required(*WRITERS)
def entered(slug: str, project_id: int) -> ResponseReturnValue:
    """Say what is left to do for who handed a plan in on paper: photos, a letter."""
    budget_round = desk_round(slug)
    project = project_of(budget_round, project_id)
    return render_template(
        "projects/entered.html",
        budget_round=budget_round,
        project=project,
        photos=photos_of(db.session(), project_id=project_id),
        is_open=is_open(budget_round),
    )


def _plan_that_may_change(slug: str, project_id: int) -> tuple[BudgetRound, Project]:
    """Return a plan and its round, or say why nothing can change any more."""
    budget_round = desk_round(slug)
    project = project_of(budget_round, project_id)
    if not is_open(budget_round):
        abort(409, frozen())
    if project.status is ProjectStatus.WITHDRAWN:
        abort(409, withdrawn())
    return budget_round, project


@bp.route(f"{DESK}/{NUMBER}/fotos", methods=["GET", "POST"])
@staff_required(*WRITERS)
def desk_photos(slug: str, project_id: int) -> ResponseReturnValue:
    """Show the photos of a plan; take one in, or away, for who handed it in."""
    budget_round, project = _plan_that_may_change(slug, project_id)
    form, refused = PhotoForm(), 0
    if request.method == "POST":
        refused = change_photos(form, project_id=project_id)
        if not refused:
            here = url_for(".desk_photos", slug=slug, project_id=project_id)
            return redirect(here, 303)
    page = render_template(
        "projects/desk_photos.html",
        budget_round=budget_round,
        project=project,
        photos=photos_of(db.session(), project_id=project_id),
        most=MOST_PHOTOS,
        form=form,
    )
    return page, refused or 200


@bp.route(f"{DESK}/{NUMBER}/intrekken", methods=["GET", "POST"])
@staff_required(*WRITERS)
def withdraw(slug: str, project_id: int) -> ResponseReturnValue:
    """Ask whether a plan is to be taken back, and take it back."""
    budget_round, project = _plan_that_may_change(slug, project_id)
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
                all_agree=bool(form.all_agree.data),
            )
    except ChangedMeanwhile:
        return _withdrawal_page(budget_round, project, form, is_stale=True)
    except OthersShareIt:
        form.all_agree.errors = [_("Vraag het eerst aan alle indieners.")]
        return _withdrawal_page(budget_round, project, form)
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
        shared=shared_with(db.session(), project.id),
        is_stale=is_stale,
    )
    return page, 409 if is_stale else 422 if form.errors else 200
