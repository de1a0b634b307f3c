"""The plans of a round, for everyone; and handing one in."""

import re
from functools import partial

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from pb import clock
from pb.db import db, writing
from pb.projects import (
    attachment_views,
    care_views,
    desk_views,
    draft_photo_views,
    entry_views,
    keeping,
    keeping_care,
    keeping_more,
    keeping_withdrawn,
    map_views,
    own_acts,
    own_views,
    photo_views,
    round_views,
    similar_views,
)
from pb.projects.aims import AIMS, NEEDS, PROPOSERS, SOURCES, VALUES
from pb.projects.blueprint import NUMBER, PUBLIC, bp, project_of, public_round
from pb.projects.care import details_of, questions_of
from pb.projects.change_reading import comes_from, family_of, goes_on_as
from pb.projects.facts import read_facts
from pb.projects.forms import ProposalForm
from pb.projects.history import read_history
from pb.projects.history_words import told
from pb.projects.joining import takes_joiners
from pb.projects.listing import Filter, contest_of, list_projects
from pb.projects.models import ProjectStatus
from pb.projects.own_plan import LINK, grant
from pb.projects.own_visits import open_own_plan, plan_of_visitor
from pb.projects.photo_keeping import photos_of
from pb.projects.photos import MOST_PHOTOS
from pb.projects.proposals import submit_project
from pb.projects.service import AlreadySubmitted, NotCollecting, TooManyPlans
from pb.projects.statuses import BY_SLUG, WORDS, filter_words, words_of
from pb.projects.step_views import begin, start_page
from pb.projects.steps import STEPS, empty
from pb.projects.themes import theme_of
from pb.projects.timeline import timeline
from pb.results.verdicts import published_verdicts
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase
from pb.web.addresses import visitor_subject
from pb.web.preview import current_preview
from pb.web.submissions import new_submission_id

AREA = re.compile("[0-9]{1,9}")


@bp.app_context_processor
def words() -> dict[str, object]:
    """Give every page about plans the words of what a plan says of itself.

    Also where staff look at a page of a draft: that is shown from another blueprint.
    """
    return {
        "aims": AIMS,
        "values": VALUES,
        "proposers": PROPOSERS,
        "need_words": NEEDS,
        "sources": SOURCES,
        "status_words": WORDS,
    }


__all__ = [
    "attachment_views",
    "bp",
    "care_views",
    "desk_views",
    "draft_photo_views",
    "entry_views",
    "keeping",
    "keeping_care",
    "keeping_more",
    "keeping_withdrawn",
    "map_views",
    "own_acts",
    "own_views",
    "photo_views",
    "round_views",
    "similar_views",
]


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
    now, session = clock.now(), db.session()
    verdicts = published_verdicts(session, budget_round)
    return render_template(
        "projects/show.html",
        facts=read_facts(session, project_id),
        merged=[read_facts(session, n) for n in family_of(session, project_id)[1:]],
        details=details_of(session, project_id),
        photos=photos_of(session, project_id=project_id),
        questions=questions_of(session, project_id),
        history=told(read_history(session, project_id)),
        goes_on_as=goes_on_as(session, project_id),
        comes_from=comes_from(session, project_id),
        takes_joiners=takes_joiners(budget_round, project),
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
        is_short = request.args.get("vorm") == "kort"
        return _form_page(budget_round, form) if is_short else start_page(budget_round)
    if request.form.get("stap") == "wat":
        return begin(budget_round)
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
    with writing() as session:
        open_own_plan(grant(session, number, LINK, now=clock.now())[0])
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


@bp.get("/rondes/<slug>/indienen/papier")
def paper_form(slug: str) -> ResponseReturnValue:
    """Show the questions to print and fill in with a pen: the same as on the screen."""
    budget_round = public_round(slug)
    return render_template(
        "projects/paper.html",
        budget_round=budget_round,
        whole=empty(budget_round),
        steps=STEPS,
        most_photos=MOST_PHOTOS,
    )


@bp.get(f"{PUBLIC}/{NUMBER}/ontvangen")
def received(slug: str, project_id: int) -> ResponseReturnValue:
    """Thank who handed a plan in, and say what comes next."""
    budget_round = public_round(slug)
    project = project_of(budget_round, project_id)
    is_new = project.status is ProjectStatus.SUBMITTED
    if not is_new and current_preview() is None:
        return redirect(url_for(".show", slug=slug, project_id=project_id), 303)
    return render_template(
        "projects/received.html",
        budget_round=budget_round,
        project=project,
        is_own=plan_of_visitor() is not None,
    )
