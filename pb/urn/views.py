"""Staff make the key of a round, try it, open the urn with it and destroy it."""

import json
import textwrap
from http import HTTPStatus

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests

from pb import clock
from pb.approvals.acts import TwoPersonAct
from pb.approvals.proposing import propose_here
from pb.auth.access import current_staff, has_role, staff_required
from pb.auth.models import Role
from pb.db import db, may_write
from pb.limits.service import TooManyFailures, check, count_failure
from pb.log.acting import acting, sign, signer
from pb.log.keeping import sign_all
from pb.rounds.blueprint import DESK
from pb.rounds.models import BudgetRound
from pb.urn import service
from pb.urn.destroying import why_not
from pb.urn.forms import HoldersForm, PassphraseForm
from pb.urn.holders import give_passphrase, list_holders
from pb.urn.keyfiles import NoKey, UrnFiles, urn_files
from pb.urn.opening import UrnDiffers, UrnIsOpen
from pb.urn.scrub import NotScrubbed, scrub
from pb.urn.service import NotAHolder, Purpose, UrnRefused, WrongPassphrase
from pb.urn.words import REFUSALS
from pb.web.rounds import desk_round

bp = Blueprint("urn", __name__)
SCOPE = "passphrase"
SHEET_WIDTH = 32  # characters in a line: fits on a phone, and can be typed over
MAY_DESTROY = (Role.CONFIGURATOR, Role.ADMINISTRATOR)
LIMIT = 5  # wrong passphrases a minute, per member of staff


@bp.get("/beheer/wachtzin")
@staff_required(Role.KEY_HOLDER, anywhere=True)
def passphrase() -> ResponseReturnValue:
    """Explain what a passphrase is, and offer to make one."""
    has_one = current_staff().urn_public_key is not None
    return render_template("urn/passphrase.html", has_one=has_one)


@bp.post("/beheer/wachtzin")
@staff_required(Role.KEY_HOLDER, anywhere=True)
def new_passphrase() -> ResponseReturnValue:
    """Make a passphrase and show it, for the only time."""
    made = give_passphrase(db.session(), current_staff().id)
    page = make_response(render_template("urn/passphrase.html", made=made))
    page.headers["Cache-Control"] = "no-store"
    return page


@bp.post(f"{DESK}/make-key")
@staff_required(Role.CONFIGURATOR)
def make_key(slug: str) -> ResponseReturnValue:
    """Make the key of a round for three key holders."""
    budget_round = desk_round(slug)
    session, form = db.session(), HoldersForm()
    holders = list_holders(session, budget_round.id)
    able = [holder.id for holder in holders if holder.key is not None]
    form.holder.choices = [(id_, "") for id_ in able]
    # With three there is nothing to choose.
    wanted = form.holder.data or (able if len(able) == 3 else [])
    try:
        service.make_key(
            session,
            budget_round,
            wanted,
            _files(budget_round),
            now=clock.now(),
            actor=acting(budget_round, Role.CONFIGURATOR),
        )
    except UrnRefused as reason:
        return _refused(reason)
    sign(budget_round)
    flash(_("De sleutel is gemaakt. Druk de noodsleutel af en probeer de sleutel."))
    return _back(slug)


@bp.post(f"{DESK}/emergency-key")
@staff_required(Role.CONFIGURATOR, Role.KEY_HOLDER)
def emergency_sheet(slug: str) -> ResponseReturnValue:
    """Show the wrapped key, to be printed and put in a safe; once."""
    budget_round = desk_round(slug)
    files = _files(budget_round)
    try:
        if not files.take_sheet():
            abort(410, _("De noodsleutel is al afgedrukt. Dat kan één keer."))
        wrapped = json.dumps(files.key().as_json(), separators=(",", ":"))
        lines = textwrap.wrap(wrapped, SHEET_WIDTH)
    except NoKey as reason:
        return _refused(reason)
    page = render_template("urn/emergency.html", budget_round=budget_round, lines=lines)
    response = make_response(page)
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post(f"{DESK}/test-key")
@staff_required(Role.KEY_HOLDER)
def test_key(slug: str) -> ResponseReturnValue:
    """Take a passphrase for the trial opening."""
    return _take(slug, Purpose.TEST, _("De sleutel werkt. Dit staat in het logboek."))


@bp.post(f"{DESK}/<any(unseal, 'approve-unseal'):name>")
@staff_required(Role.KEY_HOLDER)
def unseal(slug: str, name: str) -> ResponseReturnValue:
    """Take a passphrase for opening the urn; with the second one it is open."""
    return _take(slug, Purpose.UNSEAL, _("De stembus is open. U kunt nu tellen."))


@bp.post(f"{DESK}/destroy-key")
@staff_required(*MAY_DESTROY)
def destroy_key(slug: str) -> ResponseReturnValue:
    """Propose to destroy the key; a colleague does it."""
    return propose_here(desk_round(slug), TwoPersonAct.DESTROY_KEY, {}, *MAY_DESTROY)


@bp.app_template_global()
def why_key_stays(budget_round: BudgetRound) -> str:
    """Return why the key of a round can't be destroyed now; nothing when it can."""
    return why_not(db.session(), budget_round, clock.now())


@bp.app_template_global()
def may_destroy_key() -> bool:
    """Say whether who asks for this page may propose to destroy a key."""
    return has_role(*MAY_DESTROY)


def _take(slug: str, purpose: Purpose, done: str) -> ResponseReturnValue:
    budget_round = desk_round(slug)
    session, staff, now = db.session(), current_staff(), clock.now()
    subject = str(staff.id)
    try:
        check(session, SCOPE, subject, limit=LIMIT, now=now)
        is_done = service.give_passphrase(
            session,
            budget_round,
            _files(budget_round),
            purpose=purpose,
            staff_id=staff.id,
            passphrase=PassphraseForm().passphrase.data or "",
            now=now,
            actor=acting(budget_round, Role.KEY_HOLDER),
        )
    except TooManyFailures as failures:
        raise TooManyRequests(
            _("Te vaak een verkeerde wachtzin. Wacht een minuut en probeer het dan."),
            retry_after=failures.retry_after,
        ) from None
    except (UrnRefused, NoKey, UrnDiffers, UrnIsOpen) as reason:
        if not isinstance(reason, WrongPassphrase):
            return _refused(reason)
        may_write(session)
        count_failure(session, SCOPE, subject, now=now)
        return _ask_again(desk_round(slug), purpose)
    _tell(budget_round, done if is_done else "", purpose)
    return _back(slug)


def _tell(budget_round: BudgetRound, done: str, purpose: Purpose) -> None:
    """Sign what the log now says; say what was done, or that a second one follows."""
    if done and purpose is Purpose.UNSEAL:
        sign_all(db.session(), signer())
        _scrub()
    else:
        sign(budget_round)
    first = _(
        "Uw wachtzin klopt. Nu moet een andere sleutelhouder binnen een kwartier de"
        " zijne geven."
    )
    flash(done or first, "ok")


@bp.app_template_global()
def may_give_passphrase() -> bool:
    """Say whether who asks for this page is a key holder."""
    return has_role(Role.KEY_HOLDER)


def _scrub() -> None:
    """Overwrite the traces of the envelopes; say it when that can't be done now."""
    engine = db.engine
    db.session.remove()
    try:
        scrub(engine)
    except NotScrubbed as error:
        current_app.logger.error("traces of envelopes are left", exc_info=error)
        flash(
            _(
                "De stembus is open, maar de sporen van de enveloppen zijn nog niet"
                " overschreven. De beheerder doet dat met: buurtgeld urn scrub."
            ),
            "warning",
        )


def _files(budget_round: BudgetRound) -> UrnFiles:
    return urn_files(current_app.extensions["config"].instance, budget_round.slug)


def _ask_again(budget_round: BudgetRound, purpose: Purpose) -> ResponseReturnValue:
    page = render_template(
        "urn/give.html",
        budget_round=budget_round,
        purpose=purpose.value,
        error=str(REFUSALS[WrongPassphrase]),
    )
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


def _refused(reason: Exception) -> ResponseReturnValue:
    db.session().rollback()
    is_stranger = isinstance(reason, NotAHolder)
    status = HTTPStatus.FORBIDDEN if is_stranger else HTTPStatus.CONFLICT
    abort(status, str(REFUSALS[type(reason)]))


def _back(slug: str) -> ResponseReturnValue:
    address = url_for("rounds.desk", slug=slug, _anchor="stembus")
    return redirect(address, HTTPStatus.SEE_OTHER)
