"""Logging in at the organisation's own provider: away, back, and in."""

from dataclasses import asdict
from hmac import compare_digest
from http import HTTPStatus
from typing import Any, NoReturn

import structlog
from flask import (
    abort,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.auth import provider as oidc
from pb.auth import visits
from pb.auth.addresses import page_of_the_desk
from pb.auth.attempts import attempt, of_address
from pb.auth.blueprint import bp
from pb.auth.models import StaffMember
from pb.auth.provider import Begun, Provider, ProviderRefused
from pb.auth.service import find_id
from pb.auth.visits import Stage
from pb.db import db
from pb.limits.service import TooManyFailures
from pb.trail.kinds import Kind
from pb.trail.service import UNKNOWN, note
from pb.web.addresses import visitor_subject

log = structlog.get_logger(__name__)
KEPT = "provider"  # where the browser keeps what it began


@bp.app_template_global()
def login_provider() -> Provider | None:
    """Return where staff may log in as well; None when nothing is set up."""
    found: Provider | None = current_app.extensions.get("provider")
    return found


def _provider() -> Provider:
    found = login_provider()
    if found is None:
        abort(404)
    return found


def _back() -> str:
    return f"{current_app.config['PUBLIC_URL']}{url_for('auth.from_provider')}"


@bp.get("/inloggen/organisatie")
def to_provider() -> ResponseReturnValue:
    """Send the browser to the provider. A form could not: it stays on this site."""
    if visits.current_visit() is not None:
        return redirect(url_for("auth.start"), HTTPStatus.SEE_OTHER)
    try:
        address, begun = oidc.begin(_provider(), _back())
    except ProviderRefused as refusal:
        _refused(refusal)
    session[KEPT] = asdict(begun)
    return redirect(address, HTTPStatus.SEE_OTHER)


@bp.get("/inloggen/terug")
def from_provider() -> ResponseReturnValue:
    """Take what the provider sent, and ask for one press of a button.

    The cookie of staff is not sent along with a visit from another site, and a GET
    changes nothing: so the log-in itself is a form of this page.
    """
    _provider()
    state, code = request.args.get("state", ""), request.args.get("code", "")
    return render_template("auth/provider.html", state=state, code=code)


@bp.post("/inloggen/terug")
def finish_at_provider() -> ResponseReturnValue:
    """Let in who the provider says this is, when there is an account."""
    provider, kept = _provider(), session.pop(KEPT, None)
    begun = _begun(kept)
    state = request.form.get("state", "")
    if begun is None or not compare_digest(state.encode(), begun.state.encode()):
        abort(HTTPStatus.CONFLICT, _("Deze poging om in te loggen is verlopen."))
    try:
        with attempt(db.session(), of_address(visitor_subject()), now=clock.now()):
            code = request.form.get("code", "")
            person = oidc.finish(provider, _back(), begun, code, now=clock.now())
    except ProviderRefused as refusal:
        _refused(refusal)
    except TooManyFailures as refusal:
        abort(HTTPStatus.TOO_MANY_REQUESTS, retry_after=refusal.retry_after)
    return _let_in(provider, person)


def _begun(kept: Any) -> Begun | None:
    try:
        return Begun(**kept)
    except TypeError:
        return None


def _let_in(provider: Provider, person: oidc.Person) -> ResponseReturnValue:
    staff_id = find_id(db.session(), person.email)
    member = None if staff_id is None else visits.read_member(staff_id)
    if member is None or member.is_disabled:
        _tell(Kind.LOGIN_FAILED, UNKNOWN if member is None else member.id)
        abort(
            HTTPStatus.FORBIDDEN,
            _("Er is geen account voor dit e-mailadres. Vraag uw beheerder."),
        )
    is_complete = provider.trusts_second_step and person.has_second_step
    if is_complete:
        _tell(Kind.LOGGED_IN, member.id, {"how": "provider"})
    return _enter(member, Stage.COMPLETE if is_complete else Stage.PASSWORD)


def _enter(member: StaffMember, stage: Stage) -> ResponseReturnValue:
    page = "auth.start" if stage is Stage.COMPLETE else "auth.second_step"
    wanted = page_of_the_desk(request.args.get("verder"))
    answer = current_app.make_response(
        redirect(url_for(page, verder=wanted), HTTPStatus.SEE_OTHER)
    )
    db.session().rollback()
    visits.replace(answer, member, stage, now=clock.now())
    return answer


def _tell(
    kind: Kind, actor: int | str, detail: dict[str, object] | None = None
) -> None:
    note(db.session(), kind, at=clock.now(), actor=actor, detail=detail)
    db.session().commit()


def _refused(refusal: ProviderRefused) -> NoReturn:
    log.warning("the provider of staff refused", why=str(refusal))
    abort(
        HTTPStatus.SERVICE_UNAVAILABLE,
        _("Inloggen bij uw organisatie lukt nu niet. Log hier in met uw wachtwoord."),
    )
