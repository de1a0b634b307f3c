"""Talking about a plan, and supporting it, for everyone."""

from typing import Any

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
from pb.limits.service import TooManyFailures
from pb.projects.models import Project
from pb.rounds.models import BudgetRound
from pb.talk import desk_views, keeping, support_views, threshold_views
from pb.talk.blueprint import ITEM, PLAN, bp, plan_of
from pb.talk.forms import ReasonForm, RemarkForm
from pb.talk.models import Remark
from pb.talk.remarks import SHOWN, UnknownRemark, Written, report, write_remark
from pb.talk.settings import may_talk, read_rules
from pb.talk.words import SLUGS
from pb.web.addresses import visitor_subject
from pb.web.languages import chosen_language
from pb.web.rounds import public_round

__all__ = ["bp", "desk_views", "keeping", "support_views", "threshold_views"]


@bp.route(f"{PLAN}/reacties/nieuw", methods=["GET", "POST"])
def write(slug: str, project_id: int) -> ResponseReturnValue:
    """Show the form for a remark or an answer, and take one in."""
    reading_session()
    budget_round = public_round(slug)
    project = plan_of(budget_round, project_id)
    rules = read_rules(db.session(), budget_round)
    if not may_talk(rules, budget_round, project, clock.now()):
        abort(409, _("U kunt nu niet reageren op dit plan."))
    asked = _answered(project)
    kind = SLUGS.get(request.args.get("soort", ""), "")
    form = RemarkForm(kind, is_answer=asked is not None)
    context: dict[str, Any] = {"asked": asked, "reads_first": rules.reads_first}
    if not form.is_submitted():
        return _form_page(budget_round, project, form, **context)
    if not form.validate():
        return _form_page(budget_round, project, form, 422, **context)
    try:
        _keep(project.id, form, asked, reads_first=rules.reads_first)
    except TooManyFailures as failures:
        context["wait"] = failures.retry_after
        return _wait(_form_page(budget_round, project, form, 429, **context), failures)
    except UnknownRemark:
        abort(409, _("Deze reactie is er niet meer."))
    if rules.reads_first:
        flash(_("Dank u wel. Wij lezen uw reactie. Daarna staat hij op deze pagina."))
    else:
        flash(_("Dank u wel. Uw reactie staat op deze pagina."))
    return _to_plan(slug, project_id)


def _answered(project: Project) -> Remark | None:
    """Return the remark that is answered, if one is."""
    number = request.args.get("op", "")
    if not number:
        return None
    is_number = number.isascii() and number.isdigit() and len(number) < 10
    found = db.session().get(Remark, int(number)) if is_number else None
    if found is None or found.project_id != project.id or found.state != SHOWN:
        abort(404)
    return found


def _keep(
    project_id: int, form: RemarkForm, asked: Remark | None, *, reads_first: bool
) -> None:
    written = Written(
        kind="answer" if asked else str(form.kind.data),
        text=form.text.data or "",
        name=form.name.data or "",
        email=form.email.data or "",
        answers_id=asked.id if asked else None,
        language=chosen_language(),
    )
    with writing() as session:
        write_remark(
            session,
            project_id,
            written,
            submission_id=form.submission_id.data or "",
            subject=visitor_subject(),
            reads_first=reads_first,
            now=clock.now(),
        )


def _form_page(
    budget_round: BudgetRound,
    project: Project,
    form: RemarkForm,
    status: int = 200,
    **context: object,
) -> tuple[str, int]:
    page = render_template(
        "talk/write.html",
        budget_round=budget_round,
        project=project,
        form=form,
        **context,
    )
    return page, status


@bp.route(f"{PLAN}/reacties/{ITEM}/melden", methods=["GET", "POST"])
def report_remark(slug: str, project_id: int, item_id: int) -> ResponseReturnValue:
    """Take in that a remark should not be there."""
    session = reading_session()
    budget_round = public_round(slug)
    project = plan_of(budget_round, project_id)
    remark = session.get(Remark, item_id)
    if remark is None or remark.project_id != project.id or remark.state != SHOWN:
        abort(404)
    form = ReasonForm()
    context = {"budget_round": budget_round, "project": project, "remark": remark}
    if not form.is_submitted():
        return render_template("talk/report.html", form=form, **context)
    if not form.validate():
        return render_template("talk/report.html", form=form, **context), 422
    try:
        with writing() as session:
            reason = form.reason.data or ""
            subject = visitor_subject()
            report(session, item_id, reason, subject=subject, now=clock.now())
    except TooManyFailures as failures:
        page = render_template("talk/report.html", form=form, wait=True, **context)
        return _wait((page, 429), failures)
    except UnknownRemark:
        abort(409, _("Deze reactie is er niet meer."))
    flash(_("Dank u wel. Een medewerker kijkt naar de reactie."))
    return _to_plan(slug, project_id)


def _wait(page: tuple[str, int], failures: TooManyFailures) -> Response:
    response = make_response(page)
    response.headers["Retry-After"] = str(failures.retry_after)
    return response


def _to_plan(slug: str, project_id: int) -> ResponseReturnValue:
    return redirect(
        url_for("projects.show", slug=slug, project_id=project_id, _anchor="reacties"),
        303,
    )
