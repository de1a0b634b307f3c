"""Staff read remarks, decide about them, answer them, and set the rules."""

import csv
import io
from collections.abc import Sequence

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from exports.table import MARK, harmless
from pb import clock
from pb.auth.access import current_staff, has_role, staff_required
from pb.auth.models import Role
from pb.db import db, reading_session, writing
from pb.fingerprint import ChangedMeanwhile
from pb.projects.listing import Filter, list_projects
from pb.rounds.models import BudgetRound
from pb.talk.blueprint import DESK, ITEM, MODERATORS, bp, key
from pb.talk.forms import AnswerForm, RefusalForm, RulesForm
from pb.talk.letters import tell_refusal
from pb.talk.models import Remark
from pb.talk.remarks import (
    ToRead,
    UnknownRemark,
    answer_as_staff,
    decide,
    list_remarks,
)
from pb.talk.settings import GOING_ON, SUPPORTING, read_rules, save_rules
from pb.talk.support import NobodySupports, count_supporters, issue_code
from pb.talk.words import KINDS, STATES
from pb.trail.viewing import note_export, note_viewed
from pb.web.forms import Form
from pb.web.rounds import desk_round

COLUMNS = ("nummer", "plan", "soort", "tekst", "stand", "reden", "dag", "meldingen")


@bp.get(DESK)
@staff_required(*MODERATORS)
def remarks(slug: str) -> ResponseReturnValue:
    """Show the remarks of a round, those to read first."""
    reading_session()
    return _page(desk_round(slug))


@bp.post(f"{DESK}/{ITEM}/plaats")
@staff_required(*MODERATORS)
def show_remark(slug: str, item_id: int) -> ResponseReturnValue:
    """Show a remark, or leave it where it was reported without cause."""
    _own(slug, item_id)
    return _decide(slug, item_id, "")


@bp.post(f"{DESK}/{ITEM}/weiger")
@staff_required(*MODERATORS)
def refuse_remark(slug: str, item_id: int) -> ResponseReturnValue:
    """Refuse a remark with a reason, or take it away."""
    budget_round = _own(slug, item_id)
    form = RefusalForm(prefix=f"weiger{item_id}-")
    if not form.validate():
        return _page(budget_round, 422, {f"refusal_{item_id}": form})
    return _decide(slug, item_id, form.refusal.data or "")


@bp.post(f"{DESK}/{ITEM}/antwoord")
@staff_required(*MODERATORS)
def answer_remark(slug: str, item_id: int) -> ResponseReturnValue:
    """Answer for the deelgemeente."""
    budget_round = _own(slug, item_id)
    form = AnswerForm(prefix=f"antwoord{item_id}-")
    if not form.validate():
        return _page(budget_round, 422, {f"answer_{item_id}": form})
    try:
        with writing() as session:
            answer_as_staff(
                session,
                item_id,
                form.text.data or "",
                submission_id=form.submission_id.data or "",
                staff_id=current_staff().id,
                now=clock.now(),
            )
    except UnknownRemark:
        abort(409, _("Hierop kunt u niet antwoorden."))
    flash(_("Uw antwoord staat op de pagina van het plan."))
    return redirect(url_for(".remarks", slug=slug), 303)


def _own(slug: str, item_id: int) -> BudgetRound:
    """Return the round of a remark, or answer 404."""
    session = reading_session()
    budget_round = desk_round(slug)
    numbers = {row.remark.id for row in list_remarks(session, budget_round)}
    if item_id not in numbers:
        abort(404)
    return budget_round


def _decide(slug: str, item_id: int, refusal: str) -> ResponseReturnValue:
    staff_id = current_staff().id
    try:
        with writing() as session:
            now = clock.now()
            remark = decide(
                session, item_id, refusal=refusal, staff_id=staff_id, now=now
            )
            if refusal:
                tell_refusal(session, remark, now=now)
            session.commit()
    except UnknownRemark:
        abort(409, _("Over deze reactie is al besloten."))
    flash(_("De reactie is geweigerd.") if refusal else _("De reactie staat er."))
    return redirect(url_for(".remarks", slug=slug), 303)


def _empty_forms(rows: Sequence[ToRead]) -> dict[str, Form]:
    forms: dict[str, Form] = {}
    for row in rows:
        number = row.remark.id
        forms[f"refusal_{number}"] = RefusalForm(
            prefix=f"weiger{number}-", formdata=None
        )
        forms[f"answer_{number}"] = AnswerForm(
            prefix=f"antwoord{number}-", formdata=None
        )
    return forms


def _page(
    budget_round: BudgetRound,
    status: int = 200,
    filled_in: dict[str, Form] | None = None,
) -> ResponseReturnValue:
    rows = list_remarks(db.session(), budget_round)
    wrong = next(iter((filled_in or {}).values()), None)
    # A form that is shown again names nobody: nothing but a GET notes who looked.
    shows_names = request.method == "GET"
    named = sum(bool(row.name) for row in rows)
    if named and shows_names:
        note_viewed(budget_round, "remark_writer", count=named)
    page = render_template(
        "talk/remarks.html",
        budget_round=budget_round,
        rows=rows,
        forms={**_empty_forms(rows), **(filled_in or {})},
        wrong=wrong,
        kinds=KINDS,
        states=STATES,
        shows_names=shows_names,
        may_set=has_role(Role.CONFIGURATOR),
        takes_support=budget_round.phase(clock.now()) in SUPPORTING,
    )
    return page, status


@bp.route("/beheer/rondes/<slug>/praten", methods=["GET", "POST"])
@staff_required(Role.CONFIGURATOR)
def rules(slug: str) -> ResponseReturnValue:
    """Set how one talks and supports, and see how many support each plan."""
    session = reading_session()
    budget_round = desk_round(slug)
    form = RulesForm(budget_round, read_rules(session, budget_round))
    if not form.is_submitted():
        return _rules_page(budget_round, form)
    if not form.validate():
        return _rules_page(budget_round, form, 422)
    try:
        with writing() as session:
            save_rules(session, desk_round(slug), form.rules(), seen=form.seen.data)
    except ChangedMeanwhile:
        return _rules_page(desk_round(slug), form, 409)
    flash(_("Bewaard."))
    return redirect(url_for(".rules", slug=slug), 303)


def _rules_page(
    budget_round: BudgetRound, form: RulesForm, status: int = 200
) -> ResponseReturnValue:
    session = db.session()
    stored = read_rules(session, budget_round)
    supporters = count_supporters(session, budget_round)
    plans = list_projects(session, budget_round, Filter()).projects
    page = render_template(
        "talk/rules.html",
        budget_round=budget_round,
        form=form,
        differences=form.meet_rules(budget_round, stored) if status == 409 else None,
        rules=stored,
        plans=sorted(
            (plan for plan in plans if plan.status in GOING_ON),
            key=lambda plan: -supporters.get(plan.id, 0),
        ),
        supporters=supporters,
    )
    return page, status


@bp.post("/beheer/rondes/<slug>/steuncode")
@staff_required(*MODERATORS)
def support_code(slug: str) -> ResponseReturnValue:
    """Give one person without e-mail a code to support plans, shown once."""
    reading_session()
    budget_round = desk_round(slug)
    staff_id, now = current_staff().id, clock.now()
    try:
        with writing() as session:
            code = issue_code(
                session, budget_round, key=key(), staff_id=staff_id, now=now
            )
    except NobodySupports:
        abort(409, _("Plannen steunen kan alleen van het indienen tot de stemlijst."))
    return render_template("talk/code.html", budget_round=desk_round(slug), code=code)


@bp.get(f"{DESK}.csv")
@staff_required(*MODERATORS)
def remarks_file(slug: str) -> Response:
    """Give the remarks as a table, without who wrote them."""
    session = reading_session()
    budget_round = desk_round(slug)
    note_export(budget_round, "remarks_csv")
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_cells(row) for row in list_remarks(session, budget_round))
    response = Response(MARK + file.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = "attachment; filename=reacties.csv"
    return response


def _cells(row: ToRead) -> list[str]:
    remark: Remark = row.remark
    return [
        str(remark.id),
        harmless(row.project.title),
        harmless(str(KINDS[remark.kind])),
        harmless(remark.text),
        harmless(str(STATES[remark.state][0])),
        harmless(remark.refusal),
        remark.written_at.date().isoformat(),
        str(len(row.reports)),
    ]
