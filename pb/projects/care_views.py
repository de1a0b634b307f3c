"""Handling one plan: everything about it on one page of the desk."""

from typing import Any

from flask import (
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from pb import clock
from pb.auth.access import current_staff, has_role, staff_required
from pb.auth.models import Role
from pb.db import db, writing
from pb.fingerprint import ChangedMeanwhile
from pb.projects.blueprint import (
    DESK,
    NUMBER,
    WRITERS,
    bp,
    desk_round,
    frozen,
    is_open,
    project_of,
)
from pb.projects.care import (
    NoObjection,
    ask,
    decide_objection,
    details_of,
    questions_of,
)
from pb.projects.care_forms import (
    AttachmentForm,
    DepartmentForm,
    HandlingForm,
    ObjectionDecisionForm,
    OpinionForm,
    QuestionForm,
)
from pb.projects.care_models import PlanObjection
from pb.projects.change_views import change_parts
from pb.projects.facts import read_facts
from pb.projects.handling import Handling, set_handling, stored_handling
from pb.projects.history import read_history
from pb.projects.history_words import told
from pb.projects.models import Project
from pb.projects.opinions import (
    ANSWERS,
    CRITERIA,
    VERDICTS,
    ask_opinion,
    attachments_of,
    give_opinion,
    opinions_of,
)
from pb.projects.own_plan import CODE, grant
from pb.projects.photo_keeping import photos_of
from pb.projects.service import RoundTakesNoPlans
from pb.projects.statuses import WORDS
from pb.rounds.models import BudgetRound
from pb.trail.kinds import Kind
from pb.trail.service import note
from pb.web.seen import with_seen

READERS = (*WRITERS, Role.CONFIGURATOR)
PLAN = f"{DESK}/{NUMBER}"


def care_page(
    budget_round: BudgetRound, project: Project, status: int = 200, **forms: object
) -> ResponseReturnValue:
    """Show everything about a plan that staff work with."""
    session = db.session()
    context: dict[str, Any] = {
        "budget_round": budget_round,
        "project": project,
        "criteria": CRITERIA,
        "answers": ANSWERS,
        "verdicts": VERDICTS,
        "words": WORDS,
        "may_judge": is_open(budget_round) and has_role(Role.EVALUATOR),
        "may_write": has_role(*WRITERS),
        "may_evaluate": has_role(Role.EVALUATOR),
        "now": clock.now(),
        **_known(session, project),
        **_empty_forms(),
        **change_parts(session, project),
        **forms,
    }
    return render_template("projects/care.html", **context), status


def _known(session: Session, project: Project) -> dict[str, Any]:
    """Return what is kept of a plan, and the form of who handles it."""
    details = details_of(session, project.id)
    return {
        "details": details,
        "facts": read_facts(session, project.id),
        "photos": photos_of(session, project_id=project.id),
        "history": told(read_history(session, project.id, is_public=False)),
        "questions": questions_of(session, project.id),
        "opinions": opinions_of(session, project.id),
        "attachments": attachments_of(session, project.id),
        "objection": session.get(PlanObjection, project.id),
        "handling_form": HandlingForm(data=with_seen(stored_handling(details))),
    }


def _empty_forms() -> dict[str, Any]:
    return {
        "question_form": QuestionForm(),
        "department_form": DepartmentForm(),
        "opinion_form": OpinionForm(),
        "attachment_form": AttachmentForm(),
        "objection_form": ObjectionDecisionForm(),
    }


def plan_of(slug: str, number: int) -> tuple[BudgetRound, Project]:
    """Return a plan with its round, or answer 404."""
    budget_round = desk_round(slug)
    return budget_round, project_of(budget_round, number)


def done(slug: str, number: int, text: str) -> ResponseReturnValue:
    """Say what was done, on the page of the plan."""
    flash(text)
    return redirect(url_for(".care", slug=slug, project_id=number), 303)


@bp.get(f"{PLAN}/behandelen")
@staff_required(*READERS)
def care(slug: str, project_id: int) -> ResponseReturnValue:
    """Show one plan with all that goes on about it."""
    chosen = request.args.get("advies", "")
    opened = int(chosen) if chosen.isdigit() and len(chosen) < 10 else None
    return care_page(*plan_of(slug, project_id), opened_opinion=opened)


@bp.post(f"{PLAN}/behandelaar")
@staff_required(Role.EVALUATOR)
def handle(slug: str, project_id: int) -> ResponseReturnValue:
    """Store who handles a plan and what comes next."""
    budget_round, project = plan_of(slug, project_id)
    form = HandlingForm()
    if not form.validate():
        return care_page(budget_round, project, 422, handling_form=form)
    handling = Handling(
        handled_by=form.handled_by.data or "",
        next_step=form.next_step.data or "",
        next_by=form.next_by.end,
        staff_id=current_staff().id,
    )
    try:
        with writing() as session:
            set_handling(
                session,
                project_id,
                handling,
                now=clock.now(),
                seen=form.seen.data,
            )
    except ChangedMeanwhile:
        budget_round, project = plan_of(slug, project_id)
        stored = stored_handling(details_of(db.session(), project_id))
        differences = form.meet(stored)
        return care_page(
            budget_round, project, 409, handling_form=form, differences=differences
        )
    return done(slug, project_id, _("Bewaard. Iedereen kan dit nu lezen."))


@bp.post(f"{PLAN}/vraag")
@staff_required(Role.EVALUATOR)
def ask_question(slug: str, project_id: int) -> ResponseReturnValue:
    """Ask the proposer something."""
    budget_round, project = plan_of(slug, project_id)
    form = QuestionForm()
    if not form.validate():
        return care_page(budget_round, project, 422, question_form=form)
    with writing() as session:
        ask(
            session,
            project_id,
            form.question.data or "",
            due_at=form.due.end,
            staff_id=current_staff().id,
            now=clock.now(),
        )
    return done(slug, project_id, _("De vraag is gesteld."))


@bp.post(f"{PLAN}/adviezen")
@staff_required(Role.EVALUATOR)
def ask_department(slug: str, project_id: int) -> ResponseReturnValue:
    """Ask a department what it thinks."""
    budget_round, project = plan_of(slug, project_id)
    form = DepartmentForm()
    if not form.validate():
        return care_page(budget_round, project, 422, department_form=form)
    with writing() as session:
        ask_opinion(
            session,
            project_id,
            form.department.data or "",
            due_at=form.due_department.end,
            now=clock.now(),
        )
    return done(slug, project_id, _("Het advies is gevraagd."))


@bp.post(f"{PLAN}/adviezen/<int(max=2147483647):opinion_id>")
@staff_required(Role.EVALUATOR)
def give(slug: str, project_id: int, opinion_id: int) -> ResponseReturnValue:
    """Store what a department thinks."""
    budget_round, project = plan_of(slug, project_id)
    form = OpinionForm()
    if not form.validate():
        return care_page(
            budget_round, project, 422, opinion_form=form, opened_opinion=opinion_id
        )
    with writing() as session:
        is_known = give_opinion(
            session,
            project_id,
            opinion_id,
            form.opinion(),
            staff_id=current_staff().id,
            now=clock.now(),
        )
    if not is_known:
        abort(404)
    return done(
        slug, project_id, _("Het advies is bewaard. Alleen collega’s zien het.")
    )


@bp.post(f"{PLAN}/bezwaar")
@staff_required(Role.EVALUATOR)
def decide(slug: str, project_id: int) -> ResponseReturnValue:
    """Decide about an objection."""
    budget_round, project = plan_of(slug, project_id)
    form = ObjectionDecisionForm()
    if not form.validate():
        return care_page(budget_round, project, 422, objection_form=form)
    try:
        with writing() as session:
            decide_objection(
                session,
                budget_round,
                project_id,
                is_upheld=form.decision.data == "upheld",
                reason=form.objection_reason.data or "",
                staff_id=current_staff().id,
                now=clock.now(),
            )
    except NoObjection:
        abort(409, _("Over dit bezwaar is al besloten, of er is geen bezwaar."))
    except RoundTakesNoPlans:
        abort(409, frozen())
    return done(slug, project_id, _("Het besluit over het bezwaar is bewaard."))


@bp.post(f"{PLAN}/brief")
@staff_required(*WRITERS)
def letter(slug: str, project_id: int) -> ResponseReturnValue:
    """Show a letter with a new code, to print for who has no e-mail."""
    budget_round, project = plan_of(slug, project_id)
    now = clock.now()
    with writing() as session:
        note(
            session,
            Kind.PLAN_CODE_MADE,
            at=now,
            actor=current_staff().id,
            round_slug=slug,
            detail={"plan": project_id},
        )
        _id, code = grant(session, project_id, CODE, now=now)
    return render_template(
        "projects/letter.html",
        budget_round=budget_round,
        project=project_of(budget_round, project.id),
        code=code,
        public_url=current_app.config["PUBLIC_URL"],
        now=clock.now(),
    )
