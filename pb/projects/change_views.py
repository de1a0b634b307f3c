"""Merging and splitting at the desk: asking, noting what proposers say, doing it."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from pb import clock
from pb.auth.access import current_staff, staff_required
from pb.auth.models import Role
from pb.db import db, writing
from pb.projects.blueprint import DESK, NUMBER, bp, desk_round, frozen, project_of
from pb.projects.care_forms import MergeForm, SplitForm
from pb.projects.change_reading import answers_to, comes_from, goes_on_as, open_change
from pb.projects.changes import (
    CannotChange,
    NotAgreed,
    Part,
    ask_to_merge,
    ask_to_split,
    carry_out,
    drop_change,
    give_answer,
)
from pb.projects.models import Project
from pb.projects.service import RoundTakesNoPlans
from pb.projects.similar import similar_plans
from pb.rounds.models import BudgetRound

PLAN = f"{DESK}/{NUMBER}"


def change_parts(session: Session, project: Project) -> dict[str, Any]:
    """Return what the page of a plan shows about merging and splitting."""
    change = open_change(session, project.id)
    rows = [] if change is None else answers_to(session, change.id)
    numbers = [row.project_id for row in rows]
    titles = {number: session.get_one(Project, number).title for number in numbers}
    return {
        "asked_change": change,
        "change_answers": [(row, titles[row.project_id]) for row in rows],
        "is_agreed": bool(rows) and all(row.answer == "yes" for row in rows),
        "goes_on_as": goes_on_as(session, project.id),
        "comes_from": comes_from(session, project.id),
    }


@bp.route(f"{PLAN}/samenvoegen", methods=["GET", "POST"])
@staff_required(Role.EVALUATOR)
def merge(slug: str, project_id: int) -> ResponseReturnValue:
    """Ask which plans go on as this one, and ask their proposers."""
    budget_round = desk_round(slug)
    project, form = project_of(budget_round, project_id), MergeForm()
    if not form.is_submitted():
        return _merge_page(budget_round, project, form)
    if not form.validate() or not form.numbers:
        return _merge_page(budget_round, project, form, 422)
    try:
        with writing() as session:
            ask_to_merge(
                session,
                budget_round,
                project_id,
                form.numbers,
                form.merge_reason.data or "",
                staff_id=current_staff().id,
                now=clock.now(),
            )
    except CannotChange:
        form.goes.errors = [
            _(
                "Dit kan niet: een plan is van een andere ronde, ingetrokken, of de"
                " indiener heeft al een voorstel."
            )
        ]
        return _merge_page(budget_round, project, form, 409)
    except RoundTakesNoPlans:
        abort(409, frozen())
    return _asked(slug, project_id)


def _asked(slug: str, number: int) -> ResponseReturnValue:
    flash(_("De indieners krijgen uw voorstel."))
    return redirect(url_for(".care", slug=slug, project_id=number), 303)


def _merge_page(
    budget_round: BudgetRound, project: Project, form: MergeForm, status: int = 200
) -> ResponseReturnValue:
    words = f"{project.title} {project.place}"
    similar = similar_plans(db.session(), words, without=project.id)
    page = render_template(
        "projects/merge.html",
        budget_round=budget_round,
        project=project,
        form=form,
        similar=[plan for plan in similar if plan.slug == budget_round.slug],
    )
    return page, status


@bp.route(f"{PLAN}/splitsen", methods=["GET", "POST"])
@staff_required(Role.EVALUATOR)
def split(slug: str, project_id: int) -> ResponseReturnValue:
    """Ask in which parts a plan goes on, and ask its proposer."""
    budget_round = desk_round(slug)
    project, form = project_of(budget_round, project_id), SplitForm()
    status = 200
    if form.is_submitted():
        status = _ask_to_split(budget_round, project_id, form)
        if status == 303:
            return _asked(slug, project_id)
    page = render_template(
        "projects/split.html", budget_round=budget_round, project=project, form=form
    )
    return page, status


def _ask_to_split(budget_round: BudgetRound, number: int, form: SplitForm) -> int:
    if not form.validate():
        return 422
    parts = [
        Part(form.part_1.data or "", form.amount_1.data or 0),
        Part(form.part_2.data or "", form.amount_2.data or 0),
    ]
    try:
        with writing() as session:
            ask_to_split(
                session,
                budget_round,
                number,
                parts,
                form.split_reason.data or "",
                staff_id=current_staff().id,
                now=clock.now(),
            )
    except CannotChange:
        form.part_1.errors = [_("Dit plan is ingetrokken, of er is al een voorstel.")]
        return 409
    except RoundTakesNoPlans:
        abort(409, frozen())
    return 303


@bp.post(f"{PLAN}/voorstel/<int(max=2147483647):change_id>")
@staff_required(Role.EVALUATOR)
def move_change(slug: str, project_id: int, change_id: int) -> ResponseReturnValue:
    """Note what a proposer said, carry the proposal out, or drop it."""
    budget_round = desk_round(slug)
    project_of(budget_round, project_id)
    asked = open_change(db.session(), project_id)
    if asked is None or asked.id != change_id:
        abort(409, _("Dit voorstel is voorbij."))
    act = request.form.get("act", "")
    try:
        with writing() as session:
            _move(session, budget_round, change_id, act)
    except NotAgreed:
        abort(409, _("Nog niet alle indieners vinden dit goed."))
    except CannotChange:
        abort(409, _("Dit voorstel is voorbij, of een plan is intussen ingetrokken."))
    except RoundTakesNoPlans:
        abort(409, frozen())
    flash(_("Bewaard."))
    return redirect(url_for(".care", slug=slug, project_id=project_id), 303)


def _move(
    session: Session, budget_round: BudgetRound, change_id: int, act: str
) -> None:
    said, _sep, number = act.partition("-")
    if act == "do":
        carry_out(session, budget_round, change_id, clock.now())
    elif act == "drop":
        drop_change(session, change_id, clock.now())
    elif said in {"yes", "no"} and number.isdigit() and len(number) < 10:
        give_answer(
            session,
            change_id,
            int(number),
            is_yes=said == "yes",
            by_staff=True,
            now=clock.now(),
        )
    else:
        abort(400)
