"""Supporting a plan by a link in a mail, or by a code from staff."""

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.db import db, reading_session, writing
from pb.limits.service import TooManyFailures
from pb.projects.models import Project
from pb.rounds.models import BudgetRound
from pb.talk.blueprint import PLAN, bp, key, plan_of
from pb.talk.forms import SupportCodeForm, SupportForm
from pb.talk.letters import ask_supporter
from pb.talk.settings import may_support, read_rules
from pb.talk.support import (
    UnknownLink,
    WrongCode,
    ask,
    find_asked,
    support_by_code,
    support_by_link,
)
from pb.web.addresses import visitor_subject
from pb.web.forms import Form
from pb.web.rounds import public_round


@bp.route(f"{PLAN}/steun", methods=["GET", "POST"])
def support(slug: str, project_id: int) -> ResponseReturnValue:
    """Show the two ways to support a plan, and send a link."""
    budget_round, project = _open_plan(slug, project_id)
    form = SupportForm()
    if not form.is_submitted():
        return _page(budget_round, project, form, SupportCodeForm())
    code_form = SupportCodeForm(formdata=None)
    if not form.validate():
        return _page(budget_round, project, form, code_form, 422)
    try:
        with writing() as session:
            subject, email = visitor_subject(), form.email.data or ""
            now = clock.now()
            asked = ask(session, project, email, subject=subject, now=now)
            if asked is not None:
                row, words = asked
                ask_supporter(session, row, project, words, now=now)
            session.commit()
    except TooManyFailures as failures:
        return _too_many(budget_round, project, form, code_form, failures)
    flash(_("Kijk in uw mail. Uw steun telt als u op de knop achter de link drukt."))
    return _to_plan(project_id, slug)


@bp.post(f"{PLAN}/steun/code")
def support_with_code(slug: str, project_id: int) -> ResponseReturnValue:
    """Count who has a code."""
    budget_round, project = _open_plan(slug, project_id)
    form, empty = SupportCodeForm(), SupportForm(formdata=None)
    if not form.validate():
        return _page(budget_round, project, empty, form, 422)
    try:
        with writing() as session:
            is_new = support_by_code(
                session,
                project,
                form.code.data or "",
                key=key(),
                subject=visitor_subject(),
                now=clock.now(),
            )
    except WrongCode:
        form.wrong_code()
        return _page(*_open_plan(slug, project_id), empty, form, 422)
    except TooManyFailures as failures:
        return _too_many(*_open_plan(slug, project_id), empty, form, failures)
    _thank(is_new=is_new)
    return _to_plan(project_id, slug)


@bp.route("/steun/<words>", methods=["GET", "POST"])
def confirm_support(words: str) -> ResponseReturnValue:
    """Ask for one press of a button, and count whoever has this address."""
    session = reading_session()
    try:
        row = find_asked(session, words, now=clock.now())
    except UnknownLink:
        abort(410, _("Deze link is gebruikt, of hij is te oud."))
    project = session.get_one(Project, row.project_id)
    budget_round = session.get_one(BudgetRound, project.budget_round_id)
    slug, number = budget_round.slug, project.id
    _open_plan(slug, number)
    if not Form().is_submitted():
        return render_template(
            "talk/confirm.html", budget_round=budget_round, project=project, words=words
        )
    try:
        with writing() as session:
            _plan, is_new = support_by_link(session, words, key=key(), now=clock.now())
    except UnknownLink:
        abort(410, _("Deze link is gebruikt, of hij is te oud."))
    _thank(is_new=is_new)
    return _to_plan(number, slug)


def _open_plan(slug: str, project_id: int) -> tuple[BudgetRound, Project]:
    reading_session()
    budget_round = public_round(slug)
    project = plan_of(budget_round, project_id)
    rules = read_rules(db.session(), budget_round)
    if not may_support(rules, budget_round, project, clock.now()):
        abort(409, _("U kunt dit plan nu niet steunen."))
    return budget_round, project


def _thank(*, is_new: bool) -> None:
    if is_new:
        flash(_("Dank u wel. Uw steun is geteld."))
    else:
        flash(_("U steunde dit plan al. Uw steun telt één keer."), "info")


def _page(
    budget_round: BudgetRound,
    project: Project,
    form: SupportForm,
    code_form: SupportCodeForm,
    status: int = 200,
    **context: object,
) -> tuple[str, int]:
    page = render_template(
        "talk/support.html",
        budget_round=budget_round,
        project=project,
        form=form,
        code_form=code_form,
        **context,
    )
    return page, status


def _too_many(
    budget_round: BudgetRound,
    project: Project,
    form: SupportForm,
    code_form: SupportCodeForm,
    failures: TooManyFailures,
) -> ResponseReturnValue:
    page = _page(budget_round, project, form, code_form, 429, wait=True)
    response = make_response(page)
    response.headers["Retry-After"] = str(failures.retry_after)
    return response


def _to_plan(project_id: int, slug: str) -> ResponseReturnValue:
    return redirect(
        url_for("projects.show", slug=slug, project_id=project_id, _anchor="steun"), 303
    )
