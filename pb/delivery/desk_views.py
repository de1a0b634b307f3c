"""Staff say how plans are carried out: promises, money, news, what was learned."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Any

from flask import abort, flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from pb import clock
from pb.auth.access import staff_required
from pb.db import db, reading_session, writing
from pb.delivery import service
from pb.delivery.blueprint import DESK, NUMBER, WRITERS, bp
from pb.delivery.dossier import acting, asked, back, dossier_page, forms_of
from pb.delivery.forms import (
    ContactForm,
    GrantForm,
    LessonForm,
    MoneyForm,
    StaffNewsForm,
    StateForm,
    StepChangeForm,
    StepForm,
)
from pb.delivery.models import Delivery, DeliveryState
from pb.delivery.money import MoreThanThere, enter_money
from pb.delivery.news import tell_news
from pb.delivery.reading import count_waiting, read_overview
from pb.delivery.service import ChangedMeanwhile, ReasonMissing
from pb.delivery.standing import today
from pb.delivery.words import STANDINGS
from pb.web.rounds import desk_round

ITEM = "<int(max=2147483647):item_id>"
PLAN = f"{DESK}/{NUMBER}"


@bp.get(DESK)
@staff_required()
def desk(slug: str) -> ResponseReturnValue:
    """Show staff every funded plan of a round, those that are late first."""
    reading_session()
    budget_round = desk_round(slug)
    if not budget_round.is_published:
        abort(409, _("De uitslag van deze ronde is nog niet bekend."))
    return render_template(
        "delivery/desk.html",
        budget_round=budget_round,
        overview=read_overview(db.session(), budget_round, clock.now()),
        waiting=count_waiting(db.session(), budget_round),
        words=STANDINGS,
    )


@bp.get(PLAN)
@staff_required()
def dossier(slug: str, project_id: int) -> ResponseReturnValue:
    """Show staff one plan, with every form about it."""
    budget_round, carried = asked(slug, project_id)
    return dossier_page(budget_round, carried)


@bp.post(f"{PLAN}/stand")
@staff_required(*WRITERS)
def state(slug: str, project_id: int) -> ResponseReturnValue:
    """Say how far a plan is and when it is to be ready."""

    def act(session: Session, delivery: Delivery, form: StateForm) -> None:
        service.check_version(delivery, form.seen_version)
        service.set_state(
            session,
            delivery,
            state=DeliveryState(form.state.data),
            due_on=form.due_on.data,
            done_on=delivery.done_on or today(clock.now()),
            reason=form.reason.data or "",
            act=acting(),
        )

    return _do(slug, project_id, "state", act)


@bp.post(f"{PLAN}/bedrag")
@staff_required(*WRITERS)
def grant(slug: str, project_id: int) -> ResponseReturnValue:
    """Change what a plan gets, with a reason."""

    def act(session: Session, delivery: Delivery, form: GrantForm) -> None:
        service.check_version(delivery, form.seen_version)
        granted, reason = form.granted.data or 0, form.reason.data or ""
        service.set_grant(
            session, delivery, granted=granted, reason=reason, act=acting()
        )

    return _do(slug, project_id, "grant", act)


@bp.post(f"{PLAN}/geld")
@staff_required(*WRITERS)
def money(slug: str, project_id: int) -> ResponseReturnValue:
    """Write down a sum that was paid or accounted for."""

    def act(session: Session, delivery: Delivery, form: MoneyForm) -> None:
        enter_money(session, delivery, form.payment(), acting())

    return _do(slug, project_id, "money", act)


@bp.post(f"{PLAN}/stappen")
@staff_required(*WRITERS)
def add_step(slug: str, project_id: int) -> ResponseReturnValue:
    """Promise a step on a day."""

    def act(session: Session, delivery: Delivery, form: StepForm) -> None:
        title, due_on = form.title.data or "", form.due_on.data or date.min
        service.add_milestone(
            session, delivery, title=title, due_on=due_on, act=acting()
        )

    return _do(slug, project_id, "step", act)


@bp.post(f"{PLAN}/stappen/{ITEM}")
@staff_required(*WRITERS)
def change_step(slug: str, project_id: int, item_id: int) -> ResponseReturnValue:
    """Move a step to another day, or say that it is done."""

    def act(session: Session, delivery: Delivery, form: StepChangeForm) -> None:
        service.set_milestone(
            session,
            delivery,
            item_id,
            due_on=form.due_on.data or date.min,
            done_on=form.done_on.data,
            reason=form.reason.data or "",
            act=acting(),
        )

    return _do(slug, project_id, f"step_{item_id}", act)


@bp.post(f"{PLAN}/contact")
@staff_required(*WRITERS)
def contact(slug: str, project_id: int) -> ResponseReturnValue:
    """Name whom residents can ask, or nobody."""

    def act(session: Session, delivery: Delivery, form: ContactForm) -> None:
        service.check_version(delivery, form.seen_version)
        service.set_contact(session, delivery, form.contact())

    return _do(slug, project_id, "contact", act)


@bp.post(f"{PLAN}/geleerd")
@staff_required(*WRITERS)
def lesson(slug: str, project_id: int) -> ResponseReturnValue:
    """Keep what was learned."""

    def act(session: Session, delivery: Delivery, form: LessonForm) -> None:
        service.check_version(delivery, form.seen_version)
        thanks, learned = form.thanks.data or "", form.lesson.data or ""
        service.set_lesson(
            session, delivery, thanks=thanks, lesson=learned, act=acting()
        )

    return _do(slug, project_id, "lesson", act)


@bp.post(f"{PLAN}/berichten")
@staff_required(*WRITERS)
def staff_news(slug: str, project_id: int) -> ResponseReturnValue:
    """Show news that staff write."""

    def act(session: Session, delivery: Delivery, form: StaffNewsForm) -> None:
        tell_news(session, delivery.project_id, form.text.data or "", acting())

    return _do(slug, project_id, "news", act)


def _do(
    slug: str,
    project_id: int,
    name: str,
    act: Callable[[Session, Delivery, Any], None],
) -> ResponseReturnValue:
    """Read the form of that name, do what it asks, and show the plan again."""
    budget_round, carried = asked(slug, project_id)
    form = forms_of(carried).get(name)
    if form is None:
        abort(404)
    if not form.validate():
        return dossier_page(budget_round, carried, 422, **{name: form})
    try:
        with writing() as session:
            act(session, service.take_up(session, budget_round, carried.project), form)
    except ReasonMissing:
        form.reason.errors = [_("Schrijf waarom. Iedereen kan dit lezen.")]
        return dossier_page(*asked(slug, project_id), 422, **{name: form})
    except MoreThanThere:
        form.amount.errors = [_("Dit is meer dan er in de boeken staat.")]
        return dossier_page(*asked(slug, project_id), 422, **{name: form})
    except ChangedMeanwhile:
        return _changed(slug, project_id, name, form)
    flash(_("Bewaard."))
    return back(slug, project_id)


def _changed(slug: str, project_id: int, name: str, form: Any) -> ResponseReturnValue:
    """Show what a colleague stored beside what was typed; saving again overwrites."""
    budget_round, carried = asked(slug, project_id)
    form.version.data = str(carried.delivery.version)
    return dossier_page(
        budget_round, carried, HTTPStatus.CONFLICT, is_conflict=True, **{name: form}
    )
