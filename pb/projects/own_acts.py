"""What a proposer does with the own plan: change, withdraw, agree, object."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.db import db, reading_session, writing
from pb.projects.blueprint import bp, frozen, withdrawn
from pb.projects.care import (
    NoObjection,
    can_change,
    change_plan,
    object_to_refusal,
)
from pb.projects.change_reading import shared_with
from pb.projects.changes import CannotChange, give_answer
from pb.projects.desk_forms import WithdrawalForm
from pb.projects.facts import read_facts
from pb.projects.models import Project
from pb.projects.own_forms import ObjectionForm
from pb.projects.own_plan import LINK, grant
from pb.projects.own_views import HERE, own_page, round_of
from pb.projects.own_visits import current_plan, open_own_plan, plan_of_visitor
from pb.projects.pinning import with_point
from pb.projects.service import (
    AlreadyWithdrawn,
    ChangedMeanwhile,
    NotCollecting,
    OthersShareIt,
    RoundTakesNoPlans,
    withdraw_project,
)
from pb.projects.steps import STEPS, Whole, from_plan, from_request
from pb.rounds.models import BudgetRound


@bp.route(f"{HERE}/wijzig", methods=["GET", "POST"])
def change() -> ResponseReturnValue:
    """Show all questions with the answers so far, and store what changed."""
    reading_session()
    project = current_plan()
    budget_round = round_of(project)
    if not can_change(budget_round, project, clock.now()):
        abort(
            409, _("U kunt dit plan niet meer veranderen. Bel ons als er iets mis is.")
        )
    if request.method == "GET":
        facts = read_facts(db.session(), project.id)
        return _change_page(
            budget_round, project, from_plan(budget_round, project, facts)
        )
    typed = dict(request.form.lists())
    pointed = with_point(budget_round, typed)
    whole = from_request(budget_round, pointed or typed, by_staff=True)
    if pointed is not None:
        return _change_page(budget_round, project, whole)
    if whole.wrong():
        return _change_page(budget_round, project, whole, 422)
    if request.form.get("version") != str(project.version):
        return _change_page(budget_round, project, whole, 409)
    return _change(budget_round, project, whole)


def _change_page(
    budget_round: BudgetRound, project: Project, whole: Whole, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "projects/own_change.html",
        budget_round=budget_round,
        project=project,
        whole=whole,
        steps=STEPS,
        is_stale=status == 409,
        # Only who is told that the plan changed goes on from what it is now.
        version=project.version
        if status == 409
        else request.form.get("version", project.version),
    )
    return page, status


def _change(
    budget_round: BudgetRound, project: Project, whole: Whole
) -> ResponseReturnValue:
    number, version = project.id, project.version
    try:
        with writing() as session:
            is_moved = change_plan(
                session,
                budget_round,
                number,
                whole.proposal(),
                version=version,
                now=clock.now(),
                keeps_pin=not _asks_pin(whole),
            )
    except (NotCollecting, RoundTakesNoPlans):
        abort(409, frozen())
    except AlreadyWithdrawn:
        abort(409, withdrawn())
    except ChangedMeanwhile:
        return _change_page(budget_round, project, whole, 409)
    if is_moved:
        _stay_in(number)
    flash(_("Uw plan is veranderd."))
    return redirect(url_for(".own"), 303)


def _asks_pin(whole: Whole) -> bool:
    """Say whether the form that was sent asked for the point, and we take it."""
    return "pin" in request.form and "pin" in whole.forms["waar"]


def _stay_in(number: int) -> None:
    """Give this browser a link of its own, where it came in by one that was closed."""
    if plan_of_visitor() is None:
        with writing() as session:
            open_own_plan(grant(session, number, LINK, now=clock.now())[0])


@bp.route(f"{HERE}/intrekken", methods=["GET", "POST"])
def withdraw_own() -> ResponseReturnValue:
    """Ask whether the plan is to be taken back, and take it back."""
    reading_session()
    project = current_plan()
    shared, form = shared_with(db.session(), project.id), WithdrawalForm(project)
    if shared:
        page = render_template(
            "projects/own_shared.html", project=project, shared=shared
        )
        return page, 409 if form.is_submitted() else 200
    if not form.is_submitted():
        return render_template("projects/own_withdraw.html", project=project, form=form)
    return _withdraw(round_of(project), project, form)


def _withdraw(
    budget_round: BudgetRound, project: Project, form: WithdrawalForm
) -> ResponseReturnValue:
    number, version = project.id, form.seen_version
    try:
        with writing() as session:
            withdraw_project(
                session, budget_round, number, version=version, now=clock.now()
            )
    except (ChangedMeanwhile, OthersShareIt):
        form.version.data = str(db.session().get_one(Project, number).version)
        page = render_template(
            "projects/own_withdraw.html", project=project, form=form, is_stale=True
        )
        return page, 409
    except AlreadyWithdrawn:
        abort(409, withdrawn())
    except RoundTakesNoPlans:
        abort(409, frozen())
    flash(_("Uw plan is ingetrokken."))
    return redirect(url_for(".own"), 303)


@bp.post(f"{HERE}/voorstel/<int(max=2147483647):change_id>")
def answer_change(change_id: int) -> ResponseReturnValue:
    """Take the answer to a merge or a split."""
    number = current_plan().id
    said = request.form.get("antwoord")
    if said not in {"ja", "nee"}:
        abort(400)
    try:
        with writing() as session:
            give_answer(
                session,
                change_id,
                number,
                is_yes=said == "ja",
                by_staff=False,
                now=clock.now(),
            )
    except CannotChange:
        abort(409, _("Dit voorstel is voorbij. Kijk op de pagina van uw plan."))
    flash(_("Bedankt. Wij hebben uw antwoord ontvangen."))
    return redirect(url_for(".own"), 303)


@bp.post(f"{HERE}/bezwaar")
def object_own() -> ResponseReturnValue:
    """Take an objection to a refusal."""
    project = current_plan()
    form, number, budget_round = ObjectionForm(), project.id, round_of(project)
    if not form.validate():
        return own_page(project, 422, objection_form=form)
    try:
        with writing() as session:
            object_to_refusal(
                session, budget_round, number, form.text.data or "", clock.now()
            )
    except NoObjection:
        abort(409, _("U kunt geen bezwaar meer maken tegen dit besluit. Bel ons."))
    except RoundTakesNoPlans:
        abort(409, frozen())
    flash(_("Wij hebben uw bezwaar ontvangen."))
    return redirect(url_for(".own"), 303)
