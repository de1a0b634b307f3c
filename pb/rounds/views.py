"""The public page of a round, its desk, and the acts that move it."""

from flask import Response, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from pb import clock
from pb.auth.access import has_role, staff_required
from pb.auth.models import Role
from pb.codes.service import desk_state as codes_state
from pb.db import db
from pb.projects.service import desk_state as projects_state
from pb.results.service import desk_state as results_state
from pb.rounds import act_views, freezing_views, setup_views, voting_views
from pb.rounds.acts import MOVES, NEXT_ACT, Act
from pb.rounds.blueprint import DESK, PUBLIC, bp
from pb.rounds.explanations import explain_ballot, explain_rule, rule_name
from pb.rounds.jumps import jumps_in
from pb.rounds.listing import count_plans, drawn_plans
from pb.rounds.models import BudgetRound, Contest
from pb.rounds.need_words import checklist
from pb.rounds.needs import checks_for
from pb.rounds.people import Needed, needed_people
from pb.rounds.phases import Stage
from pb.rounds.situation import look_at
from pb.rounds.words import ACTS, desk_phases, done_steps
from pb.rounds.work_words import WORK
from pb.urn.keyfiles import urn_files
from pb.urn.listing import desk_state as urn_state
from pb.web.rounds import desk_round, found_or_404, public_round

# Frozen, but ballots can still come.
OPEN_STAGES = frozenset({Stage.FROZEN, Stage.ARMED})
BEFORE_FREEZING = frozenset({Stage.DRAFT, Stage.ANNOUNCED, Stage.SHORTLISTED})
# Importing them adds their routes.
__all__ = ["act_views", "bp", "freezing_views", "setup_views", "voting_views"]


@bp.get(PUBLIC)
def show(slug: str) -> ResponseReturnValue:
    """Tell residents what a round is about, and what they can do now."""
    budget_round = public_round(slug)
    now = clock.now()
    phase = budget_round.phase(now)
    return render_template(
        "rounds/show.html",
        budget_round=budget_round,
        now=now,
        phase=phase,
        plans=count_plans(db.session(), budget_round),
        drawn=drawn_plans(db.session(), budget_round),
        rules=[_in_words(contest, budget_round) for contest in budget_round.contests],
    )


@bp.get(f"{PUBLIC}/config.json")
def config_file(slug: str) -> ResponseReturnValue:
    """Give the bytes over which the hash of a frozen round was taken."""
    config = found_or_404(public_round(slug).config_json)
    return Response(config.encode(), mimetype="application/json")


@bp.get(DESK)
@staff_required()
def desk(slug: str) -> ResponseReturnValue:
    """Show staff what is done, what is next and what is in the way."""
    session = db.session()
    budget_round = desk_round(slug)
    now = clock.now()
    instance = current_app.extensions["config"].instance
    return render_template(
        "rounds/desk.html",
        budget_round=budget_round,
        now=now,
        phase=budget_round.phase(now),
        phases=desk_phases(budget_round, now),
        may_configure=has_role(Role.CONFIGURATOR),
        plans=count_plans(session, budget_round),
        rule_name=rule_name,
        done=done_steps(budget_round),
        people=_people(budget_round),
        work_words=WORK,
        jumps_in=jumps_in,
        codes=codes_state(session, budget_round, now),
        projects=projects_state(session, budget_round, now),
        results=results_state(session, budget_round, now),
        urn=urn_state(session, budget_round, urn_files(instance, slug), now),
        has_closed=budget_round.is_frozen and budget_round.stage not in OPEN_STAGES,
        **_next_step(budget_round),
    )


def _people(budget_round: BudgetRound) -> list[Needed]:
    """Return whom a round still needs; after closing nobody asks."""
    if not has_role(Role.CONFIGURATOR) or budget_round.stage not in {
        *BEFORE_FREEZING,
        *OPEN_STAGES,
    }:
        return []
    site = current_app.extensions["site"]
    return needed_people(db.session(), budget_round, has_paper=site.paper)


def _next_step(budget_round: BudgetRound) -> dict[str, object]:
    """Return the next act with its needs, for the desk."""
    act = NEXT_ACT.get(budget_round.stage)
    if act is None:
        return {"act": None}
    situation = look_at(db.session(), budget_round, clock.now())
    checks = checks_for(act, situation)
    undo = Act.REOPEN_LIST
    can_undo = budget_round.stage is MOVES[undo].begins
    return {
        "act": act,
        "act_words": ACTS[act],
        "undo": undo if can_undo else None,
        "undo_words": ACTS[undo],
        "checks": checklist(budget_round, checks),
        "met": sum(check.is_met for check in checks),
        "ready": not any(check.stops for check in checks),
    }


def _in_words(
    contest: Contest, budget_round: BudgetRound
) -> tuple[Contest, str, list[str], list[str]]:
    locale = str(get_locale() or "nl")
    return (
        contest,
        rule_name(contest),
        explain_ballot(contest, locale),
        explain_rule(contest, budget_round.currency, locale),
    )
