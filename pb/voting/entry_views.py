"""Entering a voting code."""

from flask import (
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.codes.code import normalise
from pb.codes.models import CodeState, VotingCode
from pb.codes.service import find_codes
from pb.db import db, may_write, only_read
from pb.formatting import moment
from pb.limits.service import TooManyFailures, check, count_failure
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Phase
from pb.sessions import store
from pb.sessions.interface import set_cookie
from pb.voting.blueprint import bp
from pb.voting.forms import CodeForm
from pb.web.addresses import visitor_subject

# Wrong codes a minute from one network before nothing is looked up any more.
WRONG_CODES = 10
SCOPE = "code"


@bp.get("/stem")
def enter_code() -> ResponseReturnValue:
    """Ask for the code of the letter."""
    if request.args:
        abort(404)  # a code in an address would stay in logs and histories
    return render_template("voting/enter_code.html", form=CodeForm())


@bp.post("/stem")
def accept_code() -> ResponseReturnValue:
    """Let the browser of a valid code go on to its ballot."""
    session = db.session()
    only_read(session)
    form = CodeForm()
    subject = visitor_subject()
    try:
        check(session, SCOPE, subject, limit=WRONG_CODES, now=clock.now())
    except TooManyFailures as failures:
        return _wait(form, failures.retry_after)
    code = normalise(form.code.data or "")
    if code is None:
        return _unknown(form)
    found = find_codes(session, code, key=current_app.config["CODE_KEY"])
    usable = [(row, of) for row, of in found if row.state is not CodeState.REVOKED]
    if not usable:
        may_write(session)
        count_failure(session, SCOPE, subject, now=clock.now())
        return _unknown(form)
    return _enter(form, *usable[-1])


def _enter(
    form: CodeForm, code: VotingCode, budget_round: BudgetRound
) -> ResponseReturnValue:
    refusal = _refusal(code, budget_round)
    if refusal:
        return render_template(
            "voting/enter_code.html", form=form, refusal=refusal
        ), 409
    code_id = code.id
    db.session.rollback()
    cookie = store.start("voter", now=clock.now(), code_id=code_id)
    response = make_response(redirect(url_for("voting.ballot"), 303))
    set_cookie(current_app, response, "voter", cookie)
    return response


def _refusal(code: VotingCode, budget_round: BudgetRound) -> tuple[str, str] | None:
    """Return heading and text of why this code can't be used now."""
    if code.state is CodeState.USED:
        return (
            _("Met deze code is al gestemd"),
            _(
                "Elke code telt één keer. Heeft u niet zelf gestemd? Bel of mail ons."
                " Noem uw code niet."
            ),
        )
    phase = budget_round.phase(clock.now())
    if phase is Phase.FROZEN and budget_round.opens_at is not None:
        return (
            _("Stemmen kan nog niet"),
            _(
                "Stemmen begint op %(moment)s. Bewaar uw brief.",
                moment=moment(budget_round.opens_at),
            ),
        )
    if phase is not Phase.VOTING:
        return (
            _("Stemmen kan niet meer"),
            _("De stembus is gesloten. De uitslag komt op deze website."),
        )
    return None


def _unknown(form: CodeForm) -> ResponseReturnValue:
    """Say the same of a mistyped, unknown or revoked code: guessing teaches nothing."""
    form.code.errors = [_("Vergelijk elk groepje van vier tekens met uw brief.")]
    return render_template("voting/enter_code.html", form=form), 422


def _wait(form: CodeForm, seconds: int) -> ResponseReturnValue:
    page = render_template(
        "voting/enter_code.html",
        form=form,
        refusal=(
            _("Wacht een minuut"),
            _(
                "Er is te vaak een verkeerde code getypt."
                " Probeer het over %(seconds)s seconden opnieuw.",
                seconds=seconds,
            ),
        ),
    )
    return page, 429, {"Retry-After": str(seconds)}
