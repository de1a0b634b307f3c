"""What other rules would do: asked for, and shown side by side."""

import json
from http import HTTPStatus
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.auth.access import current_staff, has_role, staff_required
from pb.auth.models import Role
from pb.db import db
from pb.jobs.queue import enqueue
from pb.rounds.models import BudgetRound
from pb.rounds.rule_choices import (
    COMPLETIONS,
    OBJECTIVES,
    ORDERS,
    RULES,
    SAVINGS,
    Choice,
)
from pb.setup import trials
from pb.setup.blueprint import DESK, bp
from pb.setup.models import WhatIf
from pb.setup.trial_forms import TrialForm
from pb.setup.what_if import CHOSEN, THEN
from pb.web.rounds import desk_round


@bp.get(f"{DESK}/wat-als")
@staff_required()
def what_if(slug: str) -> ResponseReturnValue:
    """Show the newest trial, or the one asked for."""
    return _page(desk_round(slug), None)


@bp.post(f"{DESK}/what-if")
@staff_required(Role.CONFIGURATOR)
def ask_what_if(slug: str) -> ResponseReturnValue:
    """Ask the worker to try rules."""
    session, budget_round = db.session(), desk_round(slug)
    form = _form(budget_round, is_sent=True)
    if not budget_round.contests:
        abort(409, _("Er is nog geen pot met geld. Voeg eerst een pot toe."))
    if not form.validate_on_submit():
        return _page(budget_round, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        job = trials.request_trial(
            session,
            budget_round,
            form.to_subject(),
            clock.now(),
            staff_id=current_staff().id,
        )
    except trials.TrialIsRunning:
        abort(409, _("Er loopt al een proef. Wacht tot die klaar is."))
    except trials.NothingToTry:
        abort(
            409,
            _(
                "Er is nog niets om te proberen. Zorg voor een wijk, een pot en een"
                " haalbaar plan met een prijs. Of kies een eerdere ronde."
            ),
        )
    job_id = job.id
    session.commit()
    enqueue(job_id)
    flash(_("De proef is begonnen."), "ok")
    return redirect(url_for(".what_if", slug=slug), HTTPStatus.SEE_OTHER)


def _form(budget_round: BudgetRound, *, is_sent: bool) -> TrialForm:
    form = TrialForm() if is_sent else TrialForm(formdata=None)
    past = [
        each for each in trials.past_rounds(db.session()) if each.id != budget_round.id
    ]
    form.offer(past, budget_round.contests)
    return form


def _page(budget_round: BudgetRound, form: TrialForm | None) -> str:
    session = db.session()
    earlier = trials.list_trials(session, budget_round)
    wanted = request.args.get("proef", "")
    trial = next((each for each in earlier if str(each.id) == wanted), None)
    trial = trial or (earlier[0] if earlier else None)
    told = json.loads(trial.result_json) if trial and trial.result_json else None
    return render_template(
        "setup/what_if.html",
        budget_round=budget_round,
        form=form or _form(budget_round, is_sent=False),
        may_configure=has_role(Role.CONFIGURATOR),
        trial=trial,
        earlier=earlier,
        job=trials.job_of(session, trial) if trial else None,
        source=_source(trial),
        contests=[_contest(each) for each in told["contests"]] if told else [],
        name_of=name_of,
        source_of=_source,
    )


def _source(trial: WhatIf | None) -> str:
    """Return on which votes a trial was."""
    if trial is None:
        return ""
    subject = trial.subject
    if subject["source"] == trials.INVENTED:
        return str(
            _(
                "%(voters)s verzonnen kiezers, begingetal %(seed)s",
                voters=subject["voters"],
                seed=subject["seed"],
            )
        )
    past = db.session().get(BudgetRound, subject["source"])
    return past.title if past else ""


# Rule -> what tells two ways of it apart, and where that stands.
DETAILS: dict[str, tuple[Choice, ...]] = {
    "equal-shares": COMPLETIONS,
    "greedy": ORDERS[1:],
    "knapsack": OBJECTIVES,
    "phragmen": SAVINGS,
}
DETAIL_OF = {
    "equal-shares": "completion",
    "greedy": "utility",
    "knapsack": "objective",
    "phragmen": "completion",
}


def name_of(variant: dict[str, Any]) -> str:
    """Return what a variant is called: its role first, then its rule."""
    words = [str(each.name) for each in RULES if each.value == variant["rule"]]
    words += [
        str(each.name).lower()
        for each in DETAILS.get(variant["rule"], ())
        if each.value == variant.get(DETAIL_OF[variant["rule"]])
    ]
    rule = ", ".join(words)
    if variant["name"] == CHOSEN:
        return str(_("Uw keuze: %(rule)s", rule=rule))
    if variant["name"] == THEN:
        return str(_("Toen: %(rule)s", rule=rule))
    return rule


def _contest(told: dict[str, Any]) -> dict[str, Any]:
    """Return a contest with, for each variant, how it differs from the first."""
    if not told["variants"]:  # a contest without plans
        return told
    names = {plan["id"]: plan["name"] for plan in told["plans"]}
    first = set(told["variants"][0].get("winners", []))
    for variant in told["variants"]:
        winners = set(variant.get("winners", []))
        variant["more"] = [names[id_] for id_ in names if id_ in winners - first]
        variant["fewer"] = [names[id_] for id_ in names if id_ in first - winners]
    funded = {id_ for v in told["variants"] for id_ in v.get("winners", [])}
    told["disputed"] = [
        plan
        for plan in told["plans"]
        if plan["id"] in funded
        and not all(plan["id"] in v.get("winners", []) for v in told["variants"])
    ]
    told["shared"] = [
        plan
        for plan in told["plans"]
        if all(plan["id"] in v.get("winners", []) for v in told["variants"])
    ]
    return told
