"""Looking up a receipt, or whether a code was used."""

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.codes.code import normalise
from pb.codes.models import CodeState
from pb.codes.service import find_codes
from pb.db import db, may_write, only_read
from pb.limits.service import TooManyFailures, check, count_failure
from pb.voting.blueprint import bp
from pb.voting.entry_views import SCOPE, WRONG_CODES
from pb.voting.forms import LookupForm
from pb.voting.receipts import normalise_receipt
from pb.voting.service import find_receipt
from pb.web.addresses import visitor_subject


@bp.get("/controle")
def lookup() -> ResponseReturnValue:
    """Offer both questions."""
    return render_template("voting/lookup.html", form=LookupForm(formdata=None))


@bp.post("/controle")
def look_up() -> ResponseReturnValue:
    """Answer one of them."""
    only_read(db.session())
    form = LookupForm()
    if request.form.get("code"):
        return _look_up_code(form)
    return _look_up_receipt(form)


def _look_up_receipt(form: LookupForm) -> ResponseReturnValue:
    receipt = normalise_receipt(form.receipt.data or "")
    if receipt is None:
        form.receipt.errors = [
            _("Een stembewijs heeft 26 tekens. Vergelijk het met uw scherm of afdruk.")
        ]
        return render_template("voting/lookup.html", form=form), 422
    budget_round = find_receipt(db.session(), receipt, now=clock.now())
    return render_template(
        "voting/lookup.html", form=form, receipt=receipt, budget_round=budget_round
    )


def _look_up_code(form: LookupForm) -> ResponseReturnValue:
    session = db.session()
    subject = visitor_subject()
    try:
        check(session, SCOPE, subject, limit=WRONG_CODES, now=clock.now())
    except TooManyFailures as failures:
        seconds = failures.retry_after
        form.code.errors = [
            _(
                "Er is te vaak een verkeerde code getypt."
                " Probeer het over %(seconds)s seconden opnieuw.",
                seconds=seconds,
            )
        ]
        page = render_template("voting/lookup.html", form=form)
        return page, 429, {"Retry-After": str(seconds)}
    code = normalise(form.code.data or "")
    found = (
        find_codes(session, code, key=current_app.config["CODE_KEY"]) if code else []
    )
    known = [row for row, _round in found if row.state is not CodeState.REVOKED]
    if not known:
        if code is not None:
            may_write(session)
            count_failure(session, SCOPE, subject, now=clock.now())
        form.code.errors = [_("Vergelijk elk groepje van vier tekens met uw brief.")]
        return render_template("voting/lookup.html", form=form), 422
    is_used = known[-1].state is CodeState.USED
    return render_template("voting/lookup.html", form=form, is_used=is_used)
