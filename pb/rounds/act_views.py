"""The acts that move a round: each a button on the desk, each refused in words."""

import secrets
from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from pb import clock
from pb.auth.access import has_role, staff_required
from pb.auth.models import Role
from pb.db import db
from pb.log.acting import acting, sign
from pb.rounds import service, voting_acts
from pb.rounds.acts import MOVES, Act
from pb.rounds.blueprint import DESK, bp
from pb.rounds.draw_form import DrawForm
from pb.rounds.listing import drawn_plans, listed_plans
from pb.rounds.models import BudgetRound
from pb.rounds.need_words import checklist
from pb.rounds.needs import checks_for
from pb.rounds.service import ActRefused, NotReady, WrongStage
from pb.rounds.situation import look_at
from pb.rounds.tie_order import NotAnOrder
from pb.rounds.words import ACTS, refusal
from pb.web.rounds import desk_round

SERVICES: dict[Act, Callable[..., None]] = {
    Act.ANNOUNCE: service.announce,
    Act.SHORTLIST: service.make_shortlist,
    Act.REOPEN_LIST: service.reopen_list,
    Act.OPEN: service.open_round,
    Act.RESUME: voting_acts.resume,
    Act.CLOSE: service.close_round,
    Act.DELIVER: voting_acts.begin_delivery,
    Act.ARCHIVE: voting_acts.archive,
}
# What the logbook tells, and so under whose pseudonym.
LOGGED = frozenset({Act.OPEN, Act.RESUME, Act.CLOSE, Act.DELIVER, Act.ARCHIVE})
# What can't be undone and one person does.
FINAL = frozenset({Act.OPEN, Act.CLOSE, Act.ARCHIVE})
FINAL_NAMES = ", ".join(f'"{act.value}"' for act in sorted(FINAL))
NAMES = ", ".join(f'"{act.value}"' for act in SERVICES)
ACT = f"<any({NAMES}):name>"


@bp.post(f"{DESK}/{ACT}")
@staff_required(Role.CONFIGURATOR)
def act(slug: str, name: str) -> ResponseReturnValue:
    """Move a round, or say why that can't be done now."""
    budget_round = desk_round(slug)
    wanted = Act(name)
    move = SERVICES[wanted]
    if wanted in LOGGED:
        move = partial(move, actor=acting(budget_round, Role.CONFIGURATOR))
    try:
        move(db.session(), budget_round, clock.now())
    except ActRefused as reason:
        return refused(budget_round, reason)
    if wanted in LOGGED:
        sign(budget_round)
    flash(str(ACTS[wanted].done), "ok")
    return redirect(url_for("rounds.desk", slug=slug), HTTPStatus.SEE_OTHER)


@bp.get(f"{DESK}/<any({FINAL_NAMES}):name>")
@staff_required(Role.CONFIGURATOR)
def about_act(slug: str, name: str) -> ResponseReturnValue:
    """Say what an act that can't be undone leads to, before somebody does it."""
    budget_round, wanted = desk_round(slug), Act(name)
    session, now = db.session(), clock.now()
    checks = checks_for(wanted, look_at(session, budget_round, now))
    why = ""
    if budget_round.stage is not MOVES[wanted].begins:
        why = refusal(wanted, budget_round.stage, MOVES[wanted].ends)
    return render_template(
        "rounds/confirm.html",
        budget_round=budget_round,
        act=wanted,
        words=ACTS[wanted],
        why=why,
        checks=[] if why else checklist(budget_round, checks),
        is_ready=not why and not any(check.stops for check in checks),
    )


@bp.get(f"{DESK}/loting")
@staff_required()
def tie_order(slug: str) -> ResponseReturnValue:
    """Show the tie order, and how to draw it."""
    return _tie_order_page(desk_round(slug), DrawForm(formdata=None))


@bp.post(f"{DESK}/draw")
@staff_required(Role.CONFIGURATOR)
def draw(slug: str) -> ResponseReturnValue:
    """Draw the tie order, from the seed that staff typed or from a fresh one."""
    budget_round = desk_round(slug)
    form = DrawForm()
    form.offer(listed_plans(db.session(), budget_round))
    if budget_round.stage is MOVES[Act.DRAW].begins and not form.validate_on_submit():
        return _tie_order_page(budget_round, form), HTTPStatus.UNPROCESSABLE_ENTITY
    seed = form.seed.data if form.source.data != "computer" else secrets.token_hex(16)
    try:
        service.draw_tie_order(
            db.session(), budget_round, seed or "-", clock.now(), order=form.order()
        )
    except NotAnOrder:  # the list changed at this moment
        db.session().rollback()
        return redirect(url_for("rounds.tie_order", slug=slug), HTTPStatus.SEE_OTHER)
    except ActRefused as reason:
        return refused(budget_round, reason)
    flash(str(ACTS[Act.DRAW].done), "ok")
    return redirect(url_for("rounds.tie_order", slug=slug), HTTPStatus.SEE_OTHER)


def _tie_order_page(budget_round: BudgetRound, form: DrawForm) -> str:
    return render_template(
        "rounds/tie_order.html",
        budget_round=budget_round,
        form=form,
        listed=listed_plans(db.session(), budget_round),
        drawn=drawn_plans(db.session(), budget_round),
        may_draw=has_role(Role.CONFIGURATOR)
        and budget_round.stage is MOVES[Act.DRAW].begins,
        locale=str(get_locale() or "nl"),
    )


def refused(budget_round: BudgetRound, reason: ActRefused) -> ResponseReturnValue:
    """Answer 409: why the act can't be done, and what to do."""
    db.session().rollback()
    why, checks = "", []
    if isinstance(reason, WrongStage):
        why = refusal(reason.act, reason.stage, MOVES[reason.act].ends)
    if isinstance(reason, NotReady):
        open_checks = [check for check in reason.checks if check.stops]
        checks = checklist(budget_round, open_checks)
    page = render_template(
        "rounds/refused.html",
        budget_round=budget_round,
        label=ACTS[reason.act].label,
        why=why,
        checks=checks,
        path=request.path,
    )
    return page, HTTPStatus.CONFLICT
