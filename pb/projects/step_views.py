"""Handing in a plan step by step; what is typed is kept from the first step on."""

from flask import (
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from pb import clock
from pb.db import db, writing
from pb.projects.blueprint import bp, public_round
from pb.projects.drafts import (
    answers_of,
    find_draft,
    save_step,
    start_draft,
    submission_of,
)
from pb.projects.own_plan import grant
from pb.projects.own_visits import open_own_plan
from pb.projects.photo_keeping import photos_of
from pb.projects.pinning import with_point
from pb.projects.plan_models import PlanDraft
from pb.projects.proposals import submit_project
from pb.projects.service import AlreadySubmitted, NotCollecting, TooManyPlans
from pb.projects.similar import similar_plans
from pb.projects.step_form import StepForm
from pb.projects.step_forms import STEP_FORMS, WhatForm
from pb.projects.steps import STEPS, Whole, from_answers
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase
from pb.web.addresses import visitor_subject
from pb.web.preview import current_preview

PLACE = "/rondes/<slug>/indienen/<token>"
PRIVATE = frozenset(
    {"projects.step", "projects.photos", "projects.saved", "projects.review"}
)
ORDER = list(STEPS)


@bp.after_request
def keep_private(response: Response) -> Response:
    """Let no browser or proxy keep a page whose address is a secret."""
    if request.endpoint in PRIVATE:
        response.headers["Cache-Control"] = "no-store"
    return response


def start_page(
    budget_round: BudgetRound,
    form: StepForm | None = None,
    status: int = 200,
    retry_after: int = 0,
) -> ResponseReturnValue:
    """Show the first step, of a plan that is nowhere yet."""
    page = render_template(
        "projects/step.html",
        budget_round=budget_round,
        step="wat",
        steps=STEPS,
        token="",
        form=form or WhatForm(budget_round),
        retry_after=retry_after,
    )
    response = make_response(page, status)
    if retry_after:
        response.headers["Retry-After"] = str(retry_after)
    return response


def begin(budget_round: BudgetRound) -> ResponseReturnValue:
    """Keep the first step of a new plan, and go on."""
    slug, answers = budget_round.slug, _typed("wat")
    form = WhatForm(budget_round, answers=answers)
    if not (_only_saves() or form.validate()):
        return start_page(budget_round, form, 422)
    try:
        with writing() as session:
            token = start_draft(
                session,
                budget_round,
                answers,
                subject=visitor_subject(),
                now=clock.now(),
            )
    except TooManyPlans as refusal:
        return start_page(budget_round, form, 429, refusal.retry_after)
    if _wants_no_page():
        here = url_for(".step", slug=slug, token=token, step="wat")
        return {"address": here}, 201
    if _only_saves():
        return redirect(url_for(".saved", slug=slug, token=token), 303)
    return redirect(url_for(".step", slug=slug, token=token, step="waar"), 303)


@bp.route(f"{PLACE}/<any({', '.join(STEP_FORMS)}):step>", methods=["GET", "POST"])
def step(slug: str, token: str, step: str) -> ResponseReturnValue:
    """Show one step, or keep what was typed there and go on."""
    budget_round, draft = open_draft(slug, token)
    if request.method == "GET":
        form = STEP_FORMS[step](budget_round, answers=answers_of(draft).get(step))
        return _step_page(budget_round, token, step, form)
    answers, draft_id = _typed(step), draft.id
    pointed = with_point(budget_round, answers) if step == "waar" else None
    with writing() as session:
        save_step(session, draft_id, step, pointed or answers, now=clock.now())
    if pointed is not None:
        return redirect(_here(slug, token, step), 303)
    if _wants_no_page():
        return Response(status=204, mimetype="text/plain")
    if _only_saves():
        return redirect(url_for(".saved", slug=slug, token=token), 303)
    form = STEP_FORMS[step](budget_round, answers=answers)
    if not form.validate():
        return _step_page(budget_round, token, step, form, 422)
    return redirect(_after(slug, token, step), 303)


def _here(slug: str, token: str, step: str) -> str:
    """Return the address of the map in a step, on the way that one came."""
    back = request.args.get("terug")
    return url_for(
        ".step",
        slug=slug,
        token=token,
        step=step,
        terug="controle" if back == "controle" else None,
        _anchor="kaart",
    )


def _after(slug: str, token: str, step: str) -> str:
    if request.args.get("terug") == "controle":
        return url_for(".review", slug=slug, token=token)
    following = ORDER[ORDER.index(step) + 1]
    if following == "fotos":
        return url_for(".photos", slug=slug, token=token)
    return url_for(".step", slug=slug, token=token, step=following)


def _typed(step: str) -> dict[str, list[str]]:
    """Return what was typed in the fields of a step, and nothing else."""
    form = STEP_FORMS[step]
    names = [name for name in dir(form) if hasattr(getattr(form, name), "field_class")]
    sent = request.form
    return {name: sent.getlist(name) for name in names if name in sent}


def _only_saves() -> bool:
    return "bewaar" in request.form


def _wants_no_page() -> bool:
    return _only_saves() and request.headers.get("X-Requested-With") == "save"


def open_draft(slug: str, token: str) -> tuple[BudgetRound, PlanDraft]:
    """Return the draft of an address, or answer why it is not open."""
    budget_round = public_round(slug)
    if current_preview() is not None:
        return budget_round, PlanDraft(id=0, answers="{}")  # of nobody
    draft = find_draft(db.session(), budget_round, token)
    if draft is None:
        abort(404)
    if draft.project_id is not None:
        there = url_for(".received", slug=slug, project_id=draft.project_id)
        abort(make_response(redirect(there, 303)))
    if budget_round.phase(clock.now()) is not Phase.COLLECTING:
        page = render_template(
            "projects/not_collecting.html",
            budget_round=budget_round,
            form=from_answers(budget_round, answers_of(draft)).forms["wat"],
            now=clock.now(),
        )
        is_sent = request.method == "POST"
        abort(make_response(page, 409 if is_sent else 200))
    return budget_round, draft


def _step_page(
    budget_round: BudgetRound,
    token: str,
    step: str,
    form: StepForm,
    status: int = 200,
) -> ResponseReturnValue:
    page = render_template(
        "projects/step.html",
        budget_round=budget_round,
        step=step,
        steps=STEPS,
        token=token,
        form=form,
    )
    return page, status


@bp.get(f"{PLACE}/bewaard")
def saved(slug: str, token: str) -> ResponseReturnValue:
    """Say that the plan is kept, and with which address one comes back."""
    budget_round, _draft = open_draft(slug, token)
    public_url = current_app.config["PUBLIC_URL"]
    return render_template(
        "projects/saved.html",
        budget_round=budget_round,
        address=public_url + url_for("projects.review", slug=slug, token=token),
        token=token,
    )


@bp.route(f"{PLACE}/controle", methods=["GET", "POST"])
def review(slug: str, token: str) -> ResponseReturnValue:
    """Show the whole plan once more, and hand it in."""
    budget_round, draft = open_draft(slug, token)
    whole = from_answers(budget_round, answers_of(draft))
    wrong = whole.wrong()
    if request.method == "GET" or wrong:
        status = 422 if request.method == "POST" else 200
        return _review_page(budget_round, token, draft, whole, wrong, status=status)
    return _hand_in(budget_round, token, draft, whole)


def _review_page(
    budget_round: BudgetRound,
    token: str,
    draft: PlanDraft,
    whole: Whole,
    wrong: list[str],
    *,
    status: int = 200,
    retry_after: int = 0,
) -> ResponseReturnValue:
    page = render_template(
        "projects/review.html",
        budget_round=budget_round,
        token=token,
        steps=STEPS,
        whole=whole,
        wrong=wrong,
        is_sent=status == 422,
        retry_after=retry_after,
        photos=photos_of(db.session(), draft_id=draft.id),
        similar=similar_plans(db.session(), _words(whole)),
    )
    return page, status


def _words(whole: Whole) -> str:
    place = whole.forms["waar"]["place"].data or ""
    return f"{whole.title} {place}"


def _hand_in(
    budget_round: BudgetRound, token: str, draft: PlanDraft, whole: Whole
) -> ResponseReturnValue:
    slug, proposal = budget_round.slug, whole.proposal(draft.id)
    try:
        with writing() as session:
            number = submit_project(
                session,
                budget_round,
                proposal,
                submission_id=submission_of(token),
                subject=visitor_subject(),
                now=clock.now(),
            )
    except NotCollecting:
        return redirect(url_for(".submit", slug=slug), 303)
    except AlreadySubmitted as earlier:
        number = earlier.project_id
    except TooManyPlans as refusal:
        wait = refusal.retry_after
        page = _review_page(
            budget_round, token, draft, whole, [], status=429, retry_after=wait
        )
        response = make_response(page)
        response.headers["Retry-After"] = str(wait)
        return response
    with writing() as session:
        open_own_plan(grant(session, number, "link", now=clock.now())[0])
    return redirect(url_for(".received", slug=slug, project_id=number), 303)
