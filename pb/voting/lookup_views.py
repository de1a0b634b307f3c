"""Looking up a receipt, or whether a code was used."""

from flask import abort, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.db import db, only_read
from pb.limits.service import TooManyFailures
from pb.log.proofs import ListChanged, Proof, inclusion
from pb.voting.admission import UnknownCode, look_up_code
from pb.voting.attempts import ask
from pb.voting.blueprint import bp
from pb.voting.entry_views import unknown_code
from pb.voting.forms import LookupForm
from pb.voting.lookup import FoundBallot, find_receipt
from pb.voting.receipts import normalise_receipt
from pb.voting.words import too_often

SECRETS = frozenset({"c", "code", "receipt"})


@bp.get("/controle")
def lookup() -> ResponseReturnValue:
    """Offer both questions."""
    if not SECRETS.isdisjoint(request.args):
        abort(404)  # in an address it would stay in logs and histories
    return _page(LookupForm(formdata=None))


@bp.post("/controle")
def look_up() -> ResponseReturnValue:
    """Answer one of them."""
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
        return _page(form, 422)
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
        return _page(form, status_of_code=ask(form.code.data or "", look_up_code))
    except UnknownCode:
        form.code.errors = [unknown_code()]
        return _page(form, 422)
    except TooManyFailures as failures:
        form.code.errors = [too_often().text]
        response = make_response(_page(form, 429))
        response.headers["Retry-After"] = str(failures.retry_after)
        return response


def _page(form: LookupForm, status: int = 200, **answer: object) -> tuple[str, int]:
    return render_template("voting/lookup.html", form=form, **answer), status
