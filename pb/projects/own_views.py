"""The page of a proposer: how far the own plan is, and what one can do about it."""

from flask import (
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.db import db, reading_session, writing
from pb.limits.service import TooManyFailures, check, count_failure
from pb.projects.blueprint import bp
from pb.projects.care import (
    NothingToAnswer,
    answer,
    can_change,
    details_of,
    objection_ends,
    questions_of,
    settings_of,
)
from pb.projects.care_models import PlanObjection
from pb.projects.change_reading import comes_from, goes_on_as, open_change
from pb.projects.history import read_history
from pb.projects.history_words import told
from pb.projects.joining import joiners_of
from pb.projects.models import Project
from pb.projects.own_forms import AnswerForm, CodeForm
from pb.projects.own_plan import CODE, find_by_code, find_by_link, grant
from pb.projects.own_visits import (
    close_own_plan,
    current_plan,
    open_own_plan,
    plan_of_visitor,
)
from pb.projects.service import OPEN_STAGES
from pb.projects.statuses import WORDS
from pb.projects.timeline import timeline
from pb.rounds.models import BudgetRound
from pb.web.addresses import visitor_subject

WRONG_CODES_A_MINUTE = 10
HERE = "/mijn-plan"


@bp.after_request
def keep_own_pages(response: Response) -> Response:
    """Let no browser or proxy keep what only a proposer may see."""
    if request.path == HERE or request.path.startswith(f"{HERE}/"):
        response.headers["Cache-Control"] = "no-store"
    return response


def round_of(project: Project) -> BudgetRound:
    """Return the round of a plan."""
    return db.session().get_one(BudgetRound, project.budget_round_id)


@bp.route(HERE, methods=["GET", "POST"])
def own() -> ResponseReturnValue:
    """Ask for a code, or show the plan that was opened."""
    reading_session()
    form = CodeForm()
    if form.is_submitted():
        return _open_by_code(form)
    project = plan_of_visitor()
    if project is None:
        return render_template("projects/own_code.html", form=form)
    return own_page(project)


def own_page(
    project: Project, status: int = 200, **context: object
) -> ResponseReturnValue:
    """Show everything about the plan to its proposer."""
    session, now, budget_round = db.session(), clock.now(), round_of(project)
    settings = settings_of(session, budget_round)
    is_open = budget_round.stage in OPEN_STAGES and project.status != "withdrawn"
    page = render_template(
        "projects/own.html",
        **{
            "budget_round": budget_round,
            "project": project,
            "details": details_of(session, project.id),
            "words": WORDS[project.status],
            "timeline": timeline(project, budget_round, now),
            "history": told(read_history(session, project.id, is_public=False)),
            "questions": questions_of(session, project.id),
            "answer_form": AnswerForm(),
            "asked_change": open_change(session, project.id),
            "goes_on_as": goes_on_as(session, project.id),
            "comes_from": comes_from(session, project.id),
            "joiners": joiners_of(session, project.id),
            "may_change": can_change(budget_round, project, now),
            "may_withdraw": is_open,
            "objection": session.get(PlanObjection, project.id),
            "objection_ends": objection_ends(project, settings) if is_open else None,
            "now": now,
            **context,
        },
    )
    return page, status


def _open_by_code(form: CodeForm) -> ResponseReturnValue:
    now, subject = clock.now(), visitor_subject()
    try:
        check(db.session(), "plan code", subject, limit=WRONG_CODES_A_MINUTE, now=now)
    except TooManyFailures as refusal:
        page = render_template("projects/own_code.html", form=form, is_busy=True)
        return page, 429, {"Retry-After": str(refusal.retry_after)}
    if not form.validate():
        return render_template("projects/own_code.html", form=form), 422
    access = find_by_code(db.session(), form.code.data or "")
    if access is None:
        with writing() as session:
            count_failure(session, "plan code", subject, now=now)
        form.code.errors = [
            _("Wij kennen deze code niet. Vergelijk de code met uw brief.")
        ]
        return render_template("projects/own_code.html", form=form), 422
    open_own_plan(access)
    return redirect(url_for(".own"), 303)


@bp.route(f"{HERE}/open/<words>", methods=["GET", "POST"])
def open_by_link(words: str) -> ResponseReturnValue:
    """Ask for one press of a button: programs that read mail open links as well."""
    access = find_by_link(reading_session(), words)
    if access is None:
        return render_template("projects/own_unknown.html"), 404
    if request.method == "GET":
        return render_template("projects/own_open.html", words=words)
    open_own_plan(access)
    return redirect(url_for(".own"), 303)


@bp.post(f"{HERE}/uit")
def close() -> ResponseReturnValue:
    """Close the plan, for who uses somebody else's computer."""
    close_own_plan()
    flash(_("Uw plan is gesloten op dit apparaat."))
    return redirect(url_for(".own"), 303)


@bp.post(f"{HERE}/code")
def new_code() -> ResponseReturnValue:
    """Show a new code for this plan, once."""
    number = current_plan().id
    with writing() as session:
        _id, code = grant(session, number, CODE, now=clock.now())
    return make_response(
        render_template(
            "projects/own_new_code.html",
            code=code,
            project=db.session().get_one(Project, number),
        )
    )


@bp.post(f"{HERE}/vragen/<int(max=2147483647):question_id>")
def answer_question(question_id: int) -> ResponseReturnValue:
    """Take the answer to a question of staff."""
    project = current_plan()
    form, number = AnswerForm(), project.id
    if not form.validate():
        return own_page(project, 422, answer_form=form, answered_id=question_id)
    try:
        with writing() as session:
            answer(
                session, number, question_id, form.answer.data or "", now=clock.now()
            )
    except NothingToAnswer:
        abort(409, _("Deze vraag is al beantwoord. Kijk op de pagina van uw plan."))
    flash(_("Bedankt. Wij hebben uw antwoord ontvangen."))
    return redirect(url_for(".own"), 303)
