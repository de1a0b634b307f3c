"""What concerns all plans of a round at once: agreements, release, the table."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.auth.access import has_role, staff_required
from pb.auth.models import Role
from pb.db import db, writing
from pb.fingerprint import ChangedMeanwhile
from pb.projects.blueprint import DESK, WRITERS, bp, desk_round, frozen, is_open
from pb.projects.care import save_settings, settings_of, stored_settings
from pb.projects.care_forms import SettingsForm
from pb.projects.drafting import NothingToRelease, drafts_of, release
from pb.projects.models import Project
from pb.projects.plan_table import rows, to_csv, to_xlsx
from pb.projects.service import RoundTakesNoPlans
from pb.projects.verdicts import InvalidVerdict
from pb.rounds.models import BudgetRound
from pb.trail.viewing import note_export
from pb.web.seen import with_seen

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.route(f"{DESK}/afspraken", methods=["GET", "POST"])
@staff_required(Role.CONFIGURATOR, Role.EVALUATOR)
def settings(slug: str) -> ResponseReturnValue:
    """Show how plans are handled in this round, and store it."""
    budget_round = desk_round(slug)
    form, status = _settings_form(budget_round), 200
    if form.is_submitted():
        if not has_role(Role.CONFIGURATOR):
            abort(403)
        if not is_open(budget_round) and budget_round.is_frozen:
            abort(409, frozen())
        if form.validate() and _stored(budget_round, form):
            flash(_("De afspraken zijn bewaard."))
            return redirect(url_for(".queue", slug=slug), 303)
        budget_round = desk_round(slug)
        status = 422 if form.errors else 409
    page = render_template(
        "projects/settings.html",
        budget_round=budget_round,
        form=form,
        differences=form.meet(_values(budget_round)) if status == 409 else None,
        may_change=has_role(Role.CONFIGURATOR),
    )
    return page, status


def _stored(budget_round: BudgetRound, form: SettingsForm) -> bool:
    """Store what was typed, unless a colleague changed it meanwhile."""
    try:
        with writing() as session:
            save_settings(
                session,
                budget_round,
                releases_together=bool(form.releases_together.data),
                objection_days=form.objection_days.data or 0,
                seen=form.seen.data,
            )
    except ChangedMeanwhile:
        return False
    return True


def _values(budget_round: BudgetRound) -> dict[str, Any]:
    return stored_settings(settings_of(db.session(), budget_round))


def _settings_form(budget_round: BudgetRound) -> SettingsForm:
    return SettingsForm(data=with_seen(_values(budget_round)))


@bp.route(f"{DESK}/vrijgeven", methods=["GET", "POST"])
@staff_required(Role.EVALUATOR)
def release_all(slug: str) -> ResponseReturnValue:
    """Show the verdicts that are not public yet, and make them public."""
    budget_round = desk_round(slug)
    form = SettingsForm()  # for its token only
    if form.is_submitted():
        return _release(budget_round)
    session = db.session()
    drafts = [
        (draft, session.get_one(Project, draft.project_id))
        for draft in drafts_of(session, budget_round)
    ]
    return render_template(
        "projects/release.html",
        budget_round=budget_round,
        drafts=drafts,
        settings=settings_of(session, budget_round),
        is_open=is_open(budget_round),
    )


def _release(budget_round: BudgetRound) -> ResponseReturnValue:
    slug = budget_round.slug
    try:
        with writing() as session:
            number = release(session, budget_round, clock.now())
    except NothingToRelease:
        abort(409, _("Er zijn geen besluiten die nog bekend moeten worden."))
    except InvalidVerdict:
        abort(409, _("Een besluit past niet meer bij de pot. Kijk de besluiten na."))
    except RoundTakesNoPlans:
        abort(409, frozen())
    flash(_("Bekendgemaakt: %(number)s besluiten.", number=number))
    return redirect(url_for(".queue", slug=slug), 303)


@bp.get(f"{DESK}/tabel.<any(csv, xlsx):kind>")
@staff_required(*WRITERS, Role.CONFIGURATOR)
def table(slug: str, kind: str) -> Response:
    """Give all plans of a round as a file; without who handed them in."""
    budget_round = desk_round(slug)
    found = list(rows(db.session(), budget_round))
    db.session().rollback()
    note_export(budget_round, f"plans_{kind}")
    if kind == "csv":
        response = Response(to_csv(found), content_type="text/csv; charset=utf-8")
    else:
        response = Response(to_xlsx(found), mimetype=XLSX)
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"plannen-{slug}.{kind}"
    )
    return response
