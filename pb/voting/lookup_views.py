"""Looking up a receipt, or whether a code was used."""

from http import HTTPStatus

from flask import (
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.db import db, only_read
from pb.formatting import grouped
from pb.limits.service import TooManyFailures
from pb.log.proofs import ListChanged, Proof, inclusion
from pb.voting.admission import UnknownCode, look_up_code
from pb.voting.asked import recall, remember
from pb.voting.attempts import ask
from pb.voting.blueprint import bp
from pb.voting.entry_views import unknown_code
from pb.voting.forms import LookupForm, typed
from pb.voting.lookup import FoundBallot, find_receipt
from pb.voting.receipts import normalise_receipt
from pb.voting.words import too_often

SECRETS = frozenset({"c", "code", "receipt"})


@bp.get("/controle")
def lookup() -> ResponseReturnValue:
    """Offer both questions, and answer the one that was just asked."""
    if not SECRETS.isdisjoint(request.args):
        abort(404)  # in an address it would stay in logs and histories
    form, told = LookupForm(formdata=None), recall()
    if "receipt" in told:
        return _answer_receipt(form, told["receipt"])
    if "status" in told:
        return _page(form, status_of_code=told["status"])
    return _page(form)


@bp.post("/controle")
def look_up() -> ResponseReturnValue:
    """Take one of them; the page after it answers."""
    form = LookupForm()
    if any(request.form.getlist("code")):
        return _look_up_code(form)
    return _look_up_receipt(form)


def _look_up_receipt(form: LookupForm) -> ResponseReturnValue:
    receipt = normalise_receipt(typed(request.form, "receipt"))
    if receipt is None:
        form.receipt.errors = [
            _("Een stembewijs heeft 26 tekens. Vergelijk het met uw scherm of afdruk.")
        ]
        return _page(form, 422)
    remember({"receipt": receipt})
    return _to_answer()


def _to_answer() -> ResponseReturnValue:
    return redirect(url_for("voting.lookup"), HTTPStatus.SEE_OTHER)


def _answer_receipt(form: LookupForm, receipt: str) -> ResponseReturnValue:
    form.receipt.data = grouped(receipt)
    only_read(db.session())
    found = find_receipt(db.session(), receipt, now=clock.now())
    if found is None:
        return _page(form, receipt=receipt)
    try:
        proof = _prove(found)
    except ListChanged:
        return _page(form, receipt=receipt, is_changed=True)
    return _page(form, receipt=receipt, budget_round=found.budget_round, proof=proof)


def _prove(found: FoundBallot) -> Proof | None:
    return inclusion(db.session(), found.budget_round, found.commitment)


def _look_up_code(form: LookupForm) -> ResponseReturnValue:
    try:
        remember({"status": ask(typed(request.form, "code"), look_up_code)})
    except UnknownCode:
        form.code.errors = [unknown_code()]
        return _page(form, 422)
    except TooManyFailures as failures:
        form.code.errors = [too_often().text]
        response = make_response(_page(form, 429))
        response.headers["Retry-After"] = str(failures.retry_after)
        return response
    return _to_answer()


def _page(form: LookupForm, status: int = 200, **answer: object) -> tuple[str, int]:
    return render_template("voting/lookup.html", form=form, **answer), status
