"""Staff order codes with letters, stop a run, and revoke what went wrong."""

from collections.abc import Sequence
from typing import NoReturn

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from pb import clock
from pb.approvals.acts import ActImpossible, TwoPersonAct
from pb.approvals.proposing import propose_here
from pb.auth.access import current_staff, staff_required
from pb.auth.models import Role
from pb.codes import (  # noqa: F401  # for their routes and their job
    address_views,
    fetching_views,
    sample_views,
    work,
)
from pb.codes.blueprint import bp, desk
from pb.codes.forms import IssueForm, is_large, read_issue_form, read_language
from pb.codes.keys import give_key, take_key
from pb.codes.letter_text import languages_left_out
from pb.codes.moments import takes_codes, takes_extra_codes, takes_revocations
from pb.codes.posted import posted_batch, posted_run
from pb.codes.printing import (
    LettersAreBeingMade,
    RunIsOver,
    Wish,
    request_letters,
    stop_run,
)
from pb.codes.revoking import BatchIsRevoked, batches_with, revoke_batch
from pb.codes.sealed_file import new_key_pair
from pb.codes.service import (
    AreaTally,
    RoundTakesNoCodes,
    desk_state,
    tally,
)
from pb.codes.storage import give_list_to_run, read_list, remove_letters
from pb.db import db
from pb.jobs.queue import enqueue
from pb.log.acting import acting, sign
from pb.rounds.models import BudgetRound
from pb.web.rounds import desk_round


@bp.post("/issue-codes")
@staff_required(Role.CONFIGURATOR)
def issue(slug: str) -> ResponseReturnValue:
    """Ask the worker for codes and letters; give this browser the key to them."""
    budget_round = desk_round(slug)
    now = clock.now()
    extra = takes_extra_codes(budget_round, now)
    if not extra and not takes_codes(budget_round, now):
        _refuse_codes()
    areas = tally(db.session(), budget_round)
    token = request.form.get("addresses", "")
    if token and not extra:
        return _order(budget_round, _wish_of_list(budget_round, areas, token), token)
    form = read_issue_form(request.form, areas)
    if form.mistakes:
        return _show_form(budget_round, form)
    if extra:
        return _propose(budget_round, form)
    return _order(budget_round, form.wish())


def _propose(budget_round: BudgetRound, form: IssueForm) -> ResponseReturnValue:
    """Ask a colleague to approve codes that come while people vote."""
    act = TwoPersonAct.ISSUE_CODES
    arguments = {
        "counts": {str(area_id): count for area_id, count in form.counts.items()},
        "language": form.language,
        "large": form.large,
    }
    try:
        return propose_here(budget_round, act, arguments, Role.CONFIGURATOR)
    except ActImpossible:
        _refuse_codes()


def _order(
    budget_round: BudgetRound, wish: Wish, token: str = ""
) -> ResponseReturnValue:
    slug = budget_round.slug
    private_key, public_key = new_key_pair()
    job_id = _request(budget_round, wish, public_key, token)
    response = redirect(desk(slug), 303)
    give_key(response, job_id, private_key)
    enqueue(job_id)
    flash(_("De brieven worden gemaakt. Sluit deze browser niet voordat u ze ophaalt."))
    return response


def _wish_of_list(
    budget_round: BudgetRound, areas: Sequence[AreaTally], token: str
) -> Wish:
    """Return what a list asks for; it is looked at again, for time has passed."""
    content = read_list(token, now=clock.now())
    if content is None or content["round"] != budget_round.id:
        _refuse_list()
    counts = {int(area_id): len(a) for area_id, a in content["addresses"].items()}
    for area in areas:
        if area.letters_sent and counts.get(area.area_id, 0) > area.missing:
            abort(409, _("Er zijn intussen codes uitgegeven. Stuur de lijst opnieuw."))
    return Wish(
        counts, read_language(request.form), is_large(request.form), has_addresses=True
    )


def _request(budget_round: BudgetRound, wish: Wish, public_key: str, token: str) -> int:
    try:
        job = request_letters(
            db.session(),
            budget_round,
            wish,
            public_key=public_key,
            staff_id=current_staff().id,
            now=clock.now(),
        )
        if token:
            give_list_to_run(token, job.id)
    except RoundTakesNoCodes:
        _refuse_codes()
    except LettersAreBeingMade:
        abort(409, _("Er worden al brieven gemaakt. Wacht tot ze klaar zijn."))
    except FileNotFoundError:
        _refuse_list()
    job_id = job.id
    db.session.commit()
    return job_id


@bp.post("/stop-letters")
@staff_required(Role.CONFIGURATOR)
def stop(slug: str) -> ResponseReturnValue:
    """Stop a run that is at work."""
    job = posted_run(desk_round(slug))
    job_id = job.id
    try:
        stop_run(db.session(), job_id, now=clock.now())
    except RunIsOver:
        abort(409, _("Deze brieven zijn al klaar of gestopt."))
    db.session.commit()
    flash(_("Het maken van brieven is gestopt. Er zijn geen codes uitgegeven."))
    response = redirect(desk(slug), 303)
    take_key(response, job_id)
    return response


@bp.get("/revoke-batch")
@staff_required(Role.CONFIGURATOR)
def confirm_revoking(slug: str) -> ResponseReturnValue:
    """Say what revoking the codes of one run leads to, and ask for a last yes."""
    budget_round = desk_round(slug)
    batch = posted_batch(budget_round)
    if not takes_revocations(budget_round, clock.now()):
        _refuse_revoking(RoundTakesNoCodes())
    if batch.revoked_at is not None:
        _refuse_revoking(BatchIsRevoked())
    names = {area.id: area.name for area in budget_round.areas}
    found = batches_with(db.session(), batch)
    return render_template(
        "codes/revoke.html",
        budget_round=budget_round,
        batch=batch,
        areas=[(names[each.area_id], each.count) for each in found],
        count=sum(each.count for each in found),
    )


@bp.post("/revoke-batch")
@staff_required(Role.CONFIGURATOR)
def revoke(slug: str) -> ResponseReturnValue:
    """Revoke the codes of one run, and remove its letters."""
    budget_round = desk_round(slug)
    batch = posted_batch(budget_round)
    job_id = batch.job_id
    try:
        actor = acting(budget_round, Role.CONFIGURATOR)
        revoked = revoke_batch(db.session(), batch, now=clock.now(), actor=actor)
    except (RoundTakesNoCodes, BatchIsRevoked) as reason:
        _refuse_revoking(reason)
    db.session.commit()
    sign(budget_round)
    response = redirect(desk(slug), 303)
    if job_id is not None:
        remove_letters(job_id)
        take_key(response, job_id)
    flash(
        ngettext(
            "%(num)s code is ingetrokken.", "%(num)s codes zijn ingetrokken.", revoked
        )
    )
    return response


def _refuse_revoking(reason: RoundTakesNoCodes | BatchIsRevoked) -> NoReturn:
    if isinstance(reason, BatchIsRevoked):
        abort(409, _("Deze codes zijn al ingetrokken."))
    abort(409, _("Het stemmen is begonnen. Codes intrekken kan nu niet meer."))


def _refuse_codes() -> NoReturn:
    abort(
        409,
        _(
            "Codes worden uitgegeven nadat de ronde is vastgezet en voordat het"
            " stemmen begint."
        ),
    )


def _refuse_list() -> NoReturn:
    abort(409, _("De lijst met adressen is er niet meer. Stuur haar opnieuw."))


def _show_form(budget_round: BudgetRound, form: IssueForm) -> ResponseReturnValue:
    codes = desk_state(db.session(), budget_round, clock.now())
    page = render_template(
        "codes/issue.html", budget_round=budget_round, codes=codes, form=form
    )
    return page, 422


bp.add_app_template_global(languages_left_out)
