"""The plans of a round, for everyone; and handing one in."""

import re
from functools import partial

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pb import clock
from pb.db import db
from pb.projects import desk_views, entry_views
from pb.projects.blueprint import (
    NUMBER,
    PUBLIC,
    bp,
    project_of,
    public_round,
    writing,
)
from pb.projects.forms import ProposalForm, new_submission_id
from pb.projects.listing import Filter, contest_of, list_projects
from pb.projects.models import ProjectStatus
from pb.projects.proposals import submit_project
from pb.projects.service import AlreadySubmitted, NotCollecting, TooManyPlans
from pb.projects.statuses import BY_SLUG, filter_words, words_of
from pb.projects.themes import theme_of
from pb.projects.timeline import timeline
from pb.results.verdicts import published_verdicts
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase
from pb.web.addresses import visitor_subject

AREA = re.compile("[0-9]{1,9}")
__all__ = ["bp", "desk_views", "entry_views"]


@bp.get(PUBLIC)
def index(slug: str) -> ResponseReturnValue:
    """Show the plans of a round, all or those that fit the query."""
    budget_round = public_round(slug)
    wanted, session = read_filter(), db.session()
    verdicts = published_verdicts(session, budget_round)
    return render_template(
        "projects/index.html",
        budget_round=budget_round,
        wanted=wanted,
        listing=list_projects(session, budget_round, wanted),
        phase=budget_round.phase(clock.now()),
        words=filter_words(is_published=budget_round.is_published),
        words_of=partial(words_of, verdicts=verdicts),
        theme_of=theme_of,
    )


def read_filter() -> Filter:
    """Return what the query asks for; what it cannot mean is left out."""
    area = request.args.get("wijk", "")
    return Filter(
        area=int(area) if AREA.fullmatch(area) else None,
        theme=request.args.get("onderwerp") or None,
        status=BY_SLUG.get(request.args.get("status", "")),
    )


@bp.get(f"{PUBLIC}/{NUMBER}")
def show(slug: str, project_id: int) -> ResponseReturnValue:
    """Show one plan: all that is public about it."""
    budget_round = public_round(slug)
    project = project_of(budget_round, project_id)
    now = clock.now()
    verdicts = published_verdicts(db.session(), budget_round)
    return render_template(
        "projects/show.html",
        budget_round=budget_round,
        project=project,
        contest=contest_of(budget_round, project),
        phase=budget_round.phase(now),
        words=words_of(project, verdicts),
        theme=theme_of(project.theme),
        timeline=timeline(project, budget_round, now),
    )


@bp.route("/rondes/<slug>/indienen", methods=["GET", "POST"])
def submit(slug: str) -> ResponseReturnValue:
    """Show the form for a plan, and take one in."""
    budget_round = public_round(slug)
    form = ProposalForm(budget_round)
    if budget_round.phase(clock.now()) is not Phase.COLLECTING:
        return _not_collecting(budget_round, form)
    if not form.is_submitted():
        return _form_page(budget_round, form)
    if not form.validate():
        return _form_page(budget_round, form, 422)
    return _submit(budget_round, form)


def _submit(budget_round: BudgetRound, form: ProposalForm) -> ResponseReturnValue:
    slug = budget_round.slug
    try:
        with writing() as session:
            number = submit_project(
                session,
                budget_round,
                form.proposal(),
                submission_id=form.submission_id.data or new_submission_id(),
                subject=visitor_subject(),
                now=clock.now(),
            )
    except NotCollecting:
        return _not_collecting(budget_round, form)
    except AlreadySubmitted as earlier:
        form.submission_id.data = new_submission_id()
        return _form_page(budget_round, form, 409, earlier=earlier.project_id)
    except TooManyPlans as refusal:
        page = _form_page(budget_round, form, 429, retry_after=refusal.retry_after)
        response = make_response(page)
        response.headers["Retry-After"] = str(refusal.retry_after)
        return response
    return redirect(url_for(".received", slug=slug, project_id=number), 303)


def _form_page(
    budget_round: BudgetRound, form: ProposalForm, status: int = 200, **context: object
) -> tuple[str, int]:
    page = render_template(
        "projects/submit.html", budget_round=budget_round, form=form, **context
    )
    return page, status


def _not_collecting(
    budget_round: BudgetRound, form: ProposalForm
) -> ResponseReturnValue:
    """Say when plans can be handed in, and give back what was typed."""
    page = render_template(
        "projects/not_collecting.html",
        budget_round=budget_round,
        form=form if form.is_submitted() else None,
        now=clock.now(),
    )
    return page, 409 if form.is_submitted() else 200


@bp.get(f"{PUBLIC}/{NUMBER}/ontvangen")
def received(slug: str, project_id: int) -> ResponseReturnValue:
    """Thank who handed a plan in, and say what comes next."""
    budget_round = public_round(slug)
    project = project_of(budget_round, project_id)
    if project.status is not ProjectStatus.SUBMITTED:
        return redirect(url_for(".show", slug=slug, project_id=project_id), 303)
    return render_template(
        "projects/received.html", budget_round=budget_round, project=project
    )
