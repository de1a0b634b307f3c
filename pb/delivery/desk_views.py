"""Staff say how plans are carried out: promises, money, news, what was learned."""

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from pb import clock
from pb.auth.access import current_staff, has_role, staff_required
from pb.db import db, reading_session
from pb.delivery import service
from pb.delivery.blueprint import DESK, NUMBER, WRITERS, bp, carried_of
from pb.delivery.forms import (
    ContactForm,
    GrantForm,
    LessonForm,
    MoneyForm,
    RefusalForm,
    StaffNewsForm,
    StateForm,
    StepChangeForm,
    StepForm,
)
from pb.delivery.models import Delivery, DeliveryState, NoteState
from pb.delivery.news import AlreadyDecided, decide_news, find_photo, tell_news
from pb.delivery.photo_files import send_photo
from pb.delivery.reading import Carried, count_waiting, read_overview, read_story
from pb.delivery.service import Act, ChangedMeanwhile, MoreThanThere, ReasonMissing
from pb.delivery.standing import today
from pb.delivery.words import STANDINGS, STATES, sentence
from pb.projects.blueprint import writing
from pb.projects.own_plan import CODE
from pb.projects.own_plan import grant as grant_access
from pb.rounds.models import BudgetRound
from pb.web.forms import Form
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
    budget_round, carried = _asked(slug, project_id)
    return _page(budget_round, carried)


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
            act=_act(),
        )

    return _do(slug, project_id, "state", act)


@bp.post(f"{PLAN}/bedrag")
@staff_required(*WRITERS)
def grant(slug: str, project_id: int) -> ResponseReturnValue:
    """Change what a plan gets, with a reason."""

    def act(session: Session, delivery: Delivery, form: GrantForm) -> None:
        service.check_version(delivery, form.seen_version)
        granted, reason = form.granted.data or 0, form.reason.data or ""
        service.set_grant(session, delivery, granted=granted, reason=reason, act=_act())

    return _do(slug, project_id, "grant", act)


@bp.post(f"{PLAN}/geld")
@staff_required(*WRITERS)
def money(slug: str, project_id: int) -> ResponseReturnValue:
    """Write down a sum that was paid or accounted for."""

    def act(session: Session, delivery: Delivery, form: MoneyForm) -> None:
        service.enter_money(session, delivery, form.payment(), _act())

    return _do(slug, project_id, "money", act)


@bp.post(f"{PLAN}/stappen")
@staff_required(*WRITERS)
def add_step(slug: str, project_id: int) -> ResponseReturnValue:
    """Promise a step on a day."""

    def act(session: Session, delivery: Delivery, form: StepForm) -> None:
        title, due_on = form.title.data or "", form.due_on.data or date.min
        service.add_milestone(session, delivery, title=title, due_on=due_on, act=_act())

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
            act=_act(),
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
        service.set_lesson(session, delivery, thanks=thanks, lesson=learned, act=_act())

    return _do(slug, project_id, "lesson", act)


@bp.post(f"{PLAN}/berichten")
@staff_required(*WRITERS)
def staff_news(slug: str, project_id: int) -> ResponseReturnValue:
    """Show news that staff write."""

    def act(session: Session, delivery: Delivery, form: StaffNewsForm) -> None:
        tell_news(session, delivery.project_id, form.text.data or "", _act())

    return _do(slug, project_id, "news", act)


@bp.post(f"{PLAN}/berichten/{ITEM}/plaats")
@staff_required(*WRITERS)
def show_news(slug: str, project_id: int, item_id: int) -> ResponseReturnValue:
    """Show a piece of news of the makers."""
    _asked(slug, project_id)
    return _decide(slug, project_id, item_id, "")


@bp.post(f"{PLAN}/berichten/{ITEM}/weiger")
@staff_required(*WRITERS)
def refuse_news(slug: str, project_id: int, item_id: int) -> ResponseReturnValue:
    """Refuse a piece of news, with a reason."""
    budget_round, carried = _asked(slug, project_id)
    form = RefusalForm(prefix=f"weiger{item_id}-")
    if not form.validate():
        name = f"refusal_{item_id}"
        return _page(budget_round, carried, 422, **{name: form})
    return _decide(slug, project_id, item_id, form.refusal.data or "")


def _decide(
    slug: str, project_id: int, news_id: int, refusal: str
) -> ResponseReturnValue:
    try:
        with writing() as session:
            decide_news(session, project_id, news_id, refusal=refusal, act=_act())
    except AlreadyDecided:
        abort(409, _("Over dit bericht is al besloten."))
    flash(_("Het bericht is geweigerd.") if refusal else _("Het bericht is geplaatst."))
    return _back(slug, project_id)


@bp.post(f"{PLAN}/code")
@staff_required(*WRITERS)
def code(slug: str, project_id: int) -> ResponseReturnValue:
    """Give the makers a code for their news, and show it once."""
    budget_round, carried = _asked(slug, project_id)
    with writing() as session:
        _row, made = grant_access(session, carried.project.id, CODE, now=clock.now())
    budget_round, carried = _asked(slug, project_id)
    return render_template(
        "delivery/code.html", budget_round=budget_round, carried=carried, code=made
    )


@bp.get(f"{PLAN}/fotos/<name>")
@staff_required()
def desk_photo(slug: str, project_id: int, name: str) -> Response:
    """Send a photo to staff, also of news that nobody else may see."""
    _round, carried = _asked(slug, project_id)
    return send_photo(find_photo(db.session(), carried.project, name, *NoteState))


def _asked(slug: str, project_id: int) -> tuple[BudgetRound, Carried]:
    reading_session()
    budget_round = desk_round(slug)
    return budget_round, carried_of(budget_round, project_id)


def _act() -> Act:
    return Act(current_staff().id, clock.now())


def _back(slug: str, project_id: int) -> ResponseReturnValue:
    return redirect(url_for(".dossier", slug=slug, project_id=project_id), 303)


def _do(
    slug: str,
    project_id: int,
    name: str,
    act: Callable[[Session, Delivery, Any], None],
) -> ResponseReturnValue:
    """Read the form of that name, do what it asks, and show the plan again."""
    budget_round, carried = _asked(slug, project_id)
    form = _forms(carried).get(name)
    if form is None:
        abort(404)
    if not form.validate():
        return _page(budget_round, carried, 422, **{name: form})
    try:
        with writing() as session:
            act(session, service.take_up(session, budget_round, carried.project), form)
    except ReasonMissing:
        form.reason.errors = [_("Schrijf waarom. Iedereen kan dit lezen.")]
        return _page(*_asked(slug, project_id), 422, **{name: form})
    except MoreThanThere:
        form.amount.errors = [_("Dit is meer dan er in de boeken staat.")]
        return _page(*_asked(slug, project_id), 422, **{name: form})
    except ChangedMeanwhile:
        return _changed(slug, project_id, name, form)
    flash(_("Bewaard."))
    return _back(slug, project_id)


def _changed(slug: str, project_id: int, name: str, form: Any) -> ResponseReturnValue:
    """Show what a colleague stored beside what was typed; saving again overwrites."""
    budget_round, carried = _asked(slug, project_id)
    form.version.data = str(carried.delivery.version)
    return _page(
        budget_round, carried, HTTPStatus.CONFLICT, is_conflict=True, **{name: form}
    )


def _forms(carried: Carried, **kwargs: Any) -> dict[str, Form]:
    """Return every form about a plan, by name, with what was posted of it.

    With `formdata=None` as stored: what was posted belongs to another form.
    """
    delivery = carried.delivery
    story = read_story(db.session(), carried.project, NoteState.WAITING)
    forms: dict[str, Form] = {
        "state": StateForm(delivery, **kwargs),
        "grant": GrantForm(delivery, **kwargs),
        "money": MoneyForm(carried.day, **kwargs),
        "step": StepForm(**kwargs),
        "contact": ContactForm(delivery, story.contact, **kwargs),
        "lesson": LessonForm(delivery, **kwargs),
        "news": StaffNewsForm(**kwargs),
    }
    for step in carried.milestones:
        data = {"due_on": step.due_on, "done_on": step.done_on}
        prefix = f"stap{step.id}-"
        forms[f"step_{step.id}"] = StepChangeForm(prefix=prefix, data=data, **kwargs)
    for note in story.news:
        prefix = f"weiger{note.id}-"
        forms[f"refusal_{note.id}"] = RefusalForm(prefix=prefix, **kwargs)
    return forms


def _page(
    budget_round: BudgetRound,
    carried: Carried,
    status: int = 200,
    *,
    is_conflict: bool = False,
    **filled_in: Form,
) -> ResponseReturnValue:
    forms = {**_forms(carried, formdata=None), **filled_in}
    locale = str(get_locale() or "nl")
    story = read_story(db.session(), carried.project, *NoteState)
    page = render_template(
        "delivery/dossier.html",
        budget_round=budget_round,
        carried=carried,
        project=carried.project,
        words=STANDINGS[carried.standing],
        states=STATES,
        story=story,
        changes=[
            (change, sentence(change, currency=budget_round.currency, locale=locale))
            for change in story.changes
        ],
        forms=forms,
        wrong=next((form for form in filled_in.values() if form.errors), None),
        is_conflict=is_conflict,
        may_write=has_role(*WRITERS),
    )
    return page, status
