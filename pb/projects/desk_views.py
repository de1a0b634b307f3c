"""The plans of a round on the desk: the queue, and one dossier."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.auth.access import current_staff, has_role, staff_required
from pb.auth.models import Role, StaffMember
from pb.db import db, writing
from pb.projects.blueprint import (
    DESK,
    NUMBER,
    WRITERS,
    bp,
    desk_round,
    frozen,
    is_open,
    project_of,
    withdrawn,
)
from pb.projects.care import settings_of
from pb.projects.desk_forms import VerdictForm
from pb.projects.drafting import draft_of, drafts_of, save_draft
from pb.projects.facts import read_facts
from pb.projects.listing import contest_of, list_queue
from pb.projects.models import Project, ProjectStatus
from pb.projects.opinions import VERDICTS, opinions_of
from pb.projects.service import (
    AlreadyWithdrawn,
    ChangedMeanwhile,
    RoundTakesNoPlans,
    desk_state,
)
from pb.projects.statuses import WORDS
from pb.projects.themes import theme_of
from pb.projects.timeline import timeline
from pb.projects.verdicts import judge_project
from pb.rounds.models import BudgetRound
from pb.trail.viewing import note_viewed

READERS = (*WRITERS, Role.CONFIGURATOR)
# The parts of the queue, by what stands in the address.
QUEUES = {
    "nakijken": frozenset({ProjectStatus.SUBMITTED}),
    "haalbaar": frozenset({ProjectStatus.FEASIBLE, ProjectStatus.SHORTLISTED}),
    "afgewezen": frozenset({ProjectStatus.NOT_FEASIBLE}),
    "ingetrokken": frozenset({ProjectStatus.WITHDRAWN}),
}
NEIGHBOURS = 5  # of the queue, shown beside a dossier


@bp.get(DESK)
@staff_required(*READERS)
def queue(slug: str) -> ResponseReturnValue:
    """Show the plans of a round, those to check first."""
    budget_round = desk_round(slug)
    part = request.args.get("lijst", "nakijken")
    if part not in QUEUES:
        part = "nakijken"
    return render_template(
        "projects/queue.html",
        budget_round=budget_round,
        part=part,
        projects=list_queue(db.session(), budget_round, QUEUES[part]),
        state=desk_state(db.session(), budget_round, clock.now()),
        may_enter=is_open(budget_round) and has_role(*WRITERS),
        words=WORDS,
        now=clock.now(),
        waiting_verdicts=len(drafts_of(db.session(), budget_round)),
    )


@bp.route(f"{DESK}/{NUMBER}", methods=["GET", "POST"])
@staff_required(*READERS)
def check(slug: str, project_id: int) -> ResponseReturnValue:
    """Show everything about a plan, and take a verdict in."""
    budget_round = desk_round(slug)
    project = project_of(budget_round, project_id)
    form = VerdictForm(budget_round, project, draft_of(db.session(), project.id))
    if not form.is_submitted():
        if project.contact is not None and has_role(*WRITERS):
            note_viewed(budget_round, "proposer_contact")
        return _dossier(budget_round, project, form)
    if not has_role(Role.EVALUATOR):
        abort(403)
    if not is_open(budget_round):
        abort(409, frozen())
    if form.seen_version != project.version:
        return _changed_meanwhile(budget_round, project, form)
    if not form.validate():
        return _dossier(budget_round, project, form, status=422)
    return _judge(budget_round, project, form)


def _judge(
    budget_round: BudgetRound, project: Project, form: VerdictForm
) -> ResponseReturnValue:
    slug, number, title = budget_round.slug, project.id, form.title.data
    waits = "concept" in request.form or _release_together(budget_round)
    try:
        with writing() as session:
            store = save_draft if waits else judge_project
            store(
                session,
                budget_round,
                number,
                form.verdict(),
                version=form.seen_version,
                staff_id=current_staff().id,
                now=clock.now(),
            )
    except ChangedMeanwhile:
        return _changed_meanwhile(budget_round, project, form)
    except AlreadyWithdrawn:
        abort(409, withdrawn())
    except RoundTakesNoPlans:
        abort(409, frozen())
    if waits:
        text = _("Bewaard als concept: ‘%(title)s’. Alleen collega’s zien het.")
        flash(text % {"title": title})
    else:
        flash(_("Bewaard: ‘%(title)s’. Iedereen kan uw besluit nu lezen.", title=title))
    return redirect(url_for(".check", slug=slug, project_id=number), 303)


def _release_together(budget_round: BudgetRound) -> bool:
    return settings_of(db.session(), budget_round).releases_together


def _changed_meanwhile(
    budget_round: BudgetRound, project: Project, form: VerdictForm
) -> ResponseReturnValue:
    """Show what a colleague stored beside what was typed; saving again overwrites."""
    form.validate()
    form.version.data = str(project.version)
    return _dossier(budget_round, project, form, status=409)


def _dossier(
    budget_round: BudgetRound, project: Project, form: VerdictForm, status: int = 200
) -> ResponseReturnValue:
    page = render_template(
        "projects/check.html",
        budget_round=budget_round,
        project=project,
        contest=contest_of(budget_round, project),
        checked_by=_checked_by(project),
        form=form,
        is_conflict=status == 409,
        # Only asking for the page leaves a line in the trail: an answer shows nothing.
        may_see_contact=status == 200 and has_role(*WRITERS),
        is_answer=status != 200,
        words=WORDS,
        theme=theme_of(project.theme),
        timeline=timeline(project, budget_round, clock.now()),
        **_judging(budget_round, project),
        **_beside(budget_round, project),
    )
    return page, status


def _judging(budget_round: BudgetRound, project: Project) -> dict[str, object]:
    """Return what may be decided about a plan, and what was thought of it so far."""
    session = db.session()
    is_changeable = (
        is_open(budget_round) and project.status is not ProjectStatus.WITHDRAWN
    )
    return {
        "closed_because": _closed_because(budget_round, project),
        "may_judge": is_changeable and has_role(Role.EVALUATOR),
        "may_withdraw": is_changeable and has_role(*WRITERS),
        "releases_together": _release_together(budget_round),
        "draft": draft_of(session, project.id),
        "opinions": opinions_of(session, project.id),
        "opinion_words": VERDICTS,
        "facts": read_facts(session, project.id),
    }


def _beside(budget_round: BudgetRound, project: Project) -> dict[str, object]:
    """Return where a plan stands among those of its queue."""
    part = next(name for name in QUEUES if project.status in QUEUES[name])
    others = list_queue(db.session(), budget_round, QUEUES[part])
    neighbours = _around(others, project)
    return {"part": part, "neighbours": neighbours, "waiting": len(others)}


def _checked_by(project: Project) -> str:
    if project.checked_by_id is None:
        return ""
    return db.session().get_one(StaffMember, project.checked_by_id).email


def _closed_because(budget_round: BudgetRound, project: Project) -> str:
    if project.status is ProjectStatus.WITHDRAWN:
        return withdrawn()
    if not is_open(budget_round):
        return frozen()
    return str(_("Alleen een beoordelaar kan een besluit nemen."))


def _around(projects: list[Project], project: Project) -> list[Project]:
    """Return the plan with its neighbours in the queue."""
    at = next((i for i, other in enumerate(projects) if other.id == project.id), 0)
    first = max(0, min(at - NEIGHBOURS // 2, len(projects) - NEIGHBOURS))
    return projects[first : first + NEIGHBOURS]
