"""The addresses of talking and supporting, and what their pages begin with."""

from flask import Blueprint, Response, current_app, request

from pb import clock
from pb.auth.models import Role
from pb.db import db
from pb.projects.listing import find_project
from pb.projects.models import Project, ProjectStatus
from pb.rounds.models import BudgetRound
from pb.talk.remarks import count_to_read, said_about
from pb.talk.settings import may_support, may_talk, read_rules
from pb.talk.support import count_supporters
from pb.web.rounds import found_or_404

bp = Blueprint("talk", __name__)
PLAN = "/rondes/<slug>/plannen/<int(max=2147483647):project_id>"
ITEM = "<int(max=2147483647):item_id>"
DESK = "/beheer/rondes/<slug>/reacties"
MODERATORS = (Role.EVALUATOR, Role.DESK_CLERK, Role.BROKER, Role.CONFIGURATOR)


@bp.after_request
def keep_to_oneself(response: Response) -> Response:
    """Leave no copy of a personal page in the browser of a shared computer."""
    if request.endpoint == "talk.confirm_support":
        response.headers["Cache-Control"] = "no-store"
    return response


def plan_of(budget_round: BudgetRound, project_id: int) -> Project:
    """Return a plan of this round, or answer 404."""
    return found_or_404(find_project(db.session(), budget_round, project_id))


def key() -> bytes:
    """Return the key of the hashes of this installation."""
    code_key: bytes = current_app.config["CODE_KEY"]
    return code_key


@bp.app_template_global()
def talk_about(budget_round: BudgetRound, project: Project) -> dict[str, object]:
    """Return what the page of a plan shows of talking and supporting."""
    session, now = db.session(), clock.now()
    rules = read_rules(session, budget_round)
    said = said_about(session, project.id) if rules.is_open else {}
    is_gone = project.status is ProjectStatus.WITHDRAWN
    is_out = is_gone or project.status is ProjectStatus.NOT_FEASIBLE
    shows = rules.supports and not is_gone
    supporters = count_supporters(session, budget_round) if shows else {}
    return {
        "said": said,
        "total": sum(len(each) for each in said.values()),
        "may_talk": may_talk(rules, budget_round, project, now),
        "supports": shows,
        "supporters": supporters.get(project.id, 0),
        "threshold": None if is_out else rules.threshold_of(project),
        "may_support": may_support(rules, budget_round, project, now),
    }


@bp.app_template_global()
def remarks_to_read(budget_round: BudgetRound) -> int:
    """Return how many remarks of a round wait for staff."""
    return count_to_read(db.session(), budget_round)
