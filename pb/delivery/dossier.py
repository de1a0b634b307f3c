"""The page of one plan on the desk, with every form about it."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from pb import clock
from pb.auth.access import current_staff, has_role
from pb.db import db, reading_session
from pb.delivery.blueprint import WRITERS, carried_of
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
from pb.delivery.models import NoteState
from pb.delivery.reading import Carried, read_story
from pb.delivery.service import Act
from pb.delivery.words import STANDINGS, STATES, sentence
from pb.rounds.models import BudgetRound
from pb.web.forms import Form
from pb.web.rounds import desk_round


def asked(slug: str, project_id: int) -> tuple[BudgetRound, Carried]:
    """Return the round and the plan of an address, only to read; or answer 404."""
    reading_session()
    budget_round = desk_round(slug)
    return budget_round, carried_of(budget_round, project_id)


def acting() -> Act:
    """Return who asks for this page, and when."""
    return Act(current_staff().id, clock.now())


def back(slug: str, project_id: int) -> ResponseReturnValue:
    """Lead back to the plan."""
    return redirect(url_for(".dossier", slug=slug, project_id=project_id), 303)


def forms_of(carried: Carried, **kwargs: Any) -> dict[str, Form]:
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


def dossier_page(
    budget_round: BudgetRound,
    carried: Carried,
    status: int = 200,
    *,
    is_conflict: bool = False,
    **filled_in: Form,
) -> ResponseReturnValue:
    """Show a plan with every form about it; one of them may hold what was typed."""
    forms = {**forms_of(carried, formdata=None), **filled_in}
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
