"""Plans that look like what somebody types, and joining one of them."""

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.db import db, writing
from pb.projects.blueprint import NUMBER, PUBLIC, bp, project_of, public_round
from pb.projects.care_models import PlanJoiner
from pb.projects.joining import join_plan, takes_joiners
from pb.projects.models import Project
from pb.projects.own_forms import JoinForm
from pb.projects.service import TooManyPlans
from pb.projects.similar import similar_plans
from pb.projects.statuses import WORDS
from pb.rounds.models import BudgetRound
from pb.web.addresses import visitor_subject
from pb.web.asking import too_often


@bp.get(f"{PUBLIC}/lijkt-op")
def similar(slug: str) -> Response:
    """Return the plans that look like what is being typed, for a script."""
    if (refusal := too_often("plan-questions")) is not None:
        return refusal
    public_round(slug)
    found = similar_plans(db.session(), request.args.get("q", ""))
    return jsonify(
        plans=[
            {
                "title": plan.title,
                "place": plan.place,
                "round": plan.round_title,
                "status": str(WORDS[plan.status].label),
                "address": url_for(".show", slug=plan.slug, project_id=plan.id),
            }
            for plan in found
        ]
    )


@bp.route(f"{PUBLIC}/{NUMBER}/meedoen", methods=["GET", "POST"])
def join(slug: str, project_id: int) -> ResponseReturnValue:
    """Ask who wants to join a plan, and pass it on to its proposers."""
    budget_round = public_round(slug)
    project = project_of(budget_round, project_id)
    form = JoinForm()
    if not takes_joiners(budget_round, project):
        page = _join_page(budget_round, project, form, is_closed=True)
        return page, 409 if form.is_submitted() else 200
    if not form.is_submitted():
        return _join_page(budget_round, project, form)
    if not form.validate():
        return _join_page(budget_round, project, form), 422
    title, joiner = project.title, _joiner(project_id, form)
    try:
        with writing() as session:
            join_plan(session, joiner, subject=visitor_subject(), now=clock.now())
    except TooManyPlans as refusal:
        page = _join_page(budget_round, project, form, is_busy=True)
        return page, 429, {"Retry-After": str(refusal.retry_after)}
    flash(_("Wij geven uw bericht door aan de indieners van ‘%(title)s’.", title=title))
    return redirect(url_for(".show", slug=slug, project_id=project_id), 303)


def _joiner(project_id: int, form: JoinForm) -> PlanJoiner:
    return PlanJoiner(
        project_id=project_id,
        name=form.name.data or "",
        email=form.email.data or "",
        phone=form.phone.data or "",
        message=form.message.data or "",
        at=clock.now(),
    )


def _join_page(
    budget_round: BudgetRound, project: Project, form: JoinForm, **context: object
) -> str:
    return render_template(
        "projects/join.html",
        budget_round=budget_round,
        project=project,
        form=form,
        **context,
    )
