"""The administrator's pages about staff: who may do what, and letting people in."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NoReturn

from argon2 import PasswordHasher
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

from pb import clock
from pb.auth.access import current_staff, staff_required
from pb.auth.checking import HASHER
from pb.auth.emails import NotAnEmail
from pb.auth.models import Role
from pb.auth.roles import EVERYWHERE_ONLY, in_words
from pb.auth.service import EmailTaken, NewStaff, add_staff
from pb.db import db
from pb.fingerprint import ChangedMeanwhile
from pb.rounds.service import find_round, list_all_rounds
from pb.staff import erasing, service
from pb.staff.forms import NewStaffForm, RolesForm
from pb.staff.keys import picture_of
from pb.staff.service import Account, AccountRefused, Change
from pb.staff.words import DONE, REFUSALS
from pb.web.rounds import found_or_404
from pb.web.seen import with_seen

__all__ = ["bp", "erasing"]  # importing it registers closed accounts
bp = Blueprint("staff", __name__, url_prefix="/beheer/medewerkers")
NUMBER = "<int(max=2147483647):number>"
IN_ONE_ROUND = [role for role in Role if role not in EVERYWHERE_ONLY]


@bp.get("")
@staff_required(Role.ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """List the accounts."""
    session = db.session()
    return render_template(
        "staff/index.html",
        accounts=service.list_accounts(session),
        titles={each.id: each.title for each in list_all_rounds(session)},
        in_words=in_words,
        own=current_staff().id,
    )


@bp.route("/nieuw", methods=["GET", "POST"])
@staff_required(Role.ADMINISTRATOR)
def new() -> ResponseReturnValue:
    """Make an account; show its secrets, for the only time."""
    form = NewStaffForm(list_all_rounds(db.session()))
    if form.validate_on_submit() and (made := _add(form)):
        return _once(
            "staff/made.html",
            made=made,
            picture=picture_of(made.totp_secret, made.email),
        )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render_template("staff/new.html", form=form), status


def _add(form: NewStaffForm) -> NewStaff | None:
    roles, session = form.roles.roles, db.session()
    found = find_round(session, form.where.data) if form.where.data else None
    round_id = None if found is None else found.id
    if round_id is not None and not EVERYWHERE_ONLY.isdisjoint(roles):
        form.roles.errors = [str(REFUSALS[service.NotInOneRound])]
        return None
    session.rollback()  # the hash of the password is slow
    try:
        return add_staff(
            session,
            form.email.data or "",
            roles,
            secret_key=current_app.config["SECRET_KEY"],
            now=clock.now(),
            hasher=_hasher(),
            round_id=round_id,
            by=current_staff().id,
            with_passphrase=False,
        )
    except NotAnEmail:
        form.email.errors = [
            _("Dit is geen e-mailadres. Bijvoorbeeld: naam@gemeente.nl.")
        ]
    except EmailTaken:
        form.email.errors = [_("Er is al een account met dit e-mailadres.")]
    return None


@bp.get(f"/{NUMBER}")
@staff_required(Role.ADMINISTRATOR)
def show(number: int) -> ResponseReturnValue:
    """Show one account, and what can be changed about it."""
    return _page(found_or_404(service.find_account(db.session(), number)))


def _page(account: Account, lost: "_Lost | None" = None) -> str:
    """Show an account; with what could not be stored, above what is stored."""
    rounds = list_all_rounds(db.session())
    return render_template(
        "staff/show.html",
        account=account,
        is_own=account.member.id == current_staff().id,
        everywhere=_roles_form(account.roles, list(Role), lost=lost, round_id=None),
        rounds=[
            (
                each,
                _roles_form(
                    account.rounds.get(each.id, []),
                    IN_ONE_ROUND,
                    lost=lost,
                    round_id=each.id,
                ),
            )
            for each in rounds
        ],
        lost=lost,
        in_words=in_words,
    )


@dataclass(frozen=True, slots=True)
class _Lost:
    """Roles that were chosen while a colleague stored others."""

    round_id: int | None
    roles: list[Role]


def _roles_form(
    has: Sequence[Role],
    offered: Collection[Role],
    *,
    lost: _Lost | None,
    round_id: int | None,
) -> RolesForm:
    stored = {"roles": [role.value for role in has]}
    form = RolesForm(formdata=None, data=with_seen(stored))
    form.offer(offered)
    if lost is not None and lost.round_id == round_id:
        form.roles.data = [role.value for role in lost.roles]
    return form


@bp.post(f"/{NUMBER}/rollen")
@staff_required(Role.ADMINISTRATOR)
def set_roles(number: int) -> ResponseReturnValue:
    """Give a member other roles in every round."""
    return _set_roles(number)


@bp.post(f"/{NUMBER}/rollen/<slug>")
@staff_required(Role.ADMINISTRATOR)
def set_round_roles(number: int, slug: str) -> ResponseReturnValue:
    """Give a member other roles in one round."""
    budget_round = found_or_404(find_round(db.session(), slug))
    return _set_roles(number, budget_round.id, budget_round.slug)


def _set_roles(
    number: int, round_id: int | None = None, round_slug: str | None = None
) -> ResponseReturnValue:
    found_or_404(service.find_account(db.session(), number))
    form = RolesForm()
    if not form.validate_on_submit():
        abort(HTTPStatus.UNPROCESSABLE_ENTITY, _("Kies rollen uit de lijst."))

    def change(wanted: Change) -> None:
        service.set_roles(
            db.session(),
            wanted,
            form.roles.roles,
            round_id=round_id,
            round_slug=round_slug,
            seen=form.seen.data,
        )

    try:
        _do(number, change)
    except ChangedMeanwhile:
        account = found_or_404(service.find_account(db.session(), number))
        return _page(account, _Lost(round_id, form.roles.roles)), HTTPStatus.CONFLICT
    flash(_("De rollen zijn veranderd. De medewerker moet opnieuw inloggen."), "ok")
    return redirect(url_for(".show", number=number), HTTPStatus.SEE_OTHER)


@bp.post(f"/{NUMBER}/<any(disable, enable):act>")
@staff_required(Role.ADMINISTRATOR)
def open_or_close(number: int, act: str) -> ResponseReturnValue:
    """Close an account at once, or open it again."""
    found_or_404(service.find_account(db.session(), number))
    change = service.disable if act == "disable" else service.enable
    _do(number, lambda wanted: change(db.session(), wanted))
    flash(str(DONE[act]), "ok")
    return redirect(url_for(".show", number=number), HTTPStatus.SEE_OTHER)


@bp.post(f"/{NUMBER}/reset-password")
@staff_required(Role.ADMINISTRATOR)
def reset_password(number: int) -> ResponseReturnValue:
    """Make a password for one time, and show it once."""
    account = found_or_404(service.find_account(db.session(), number))
    email = account.member.email
    made = _do(
        number,
        lambda wanted: service.reset_password(db.session(), wanted, hasher=_hasher()),
    )
    return _once("staff/password.html", email=email, made=made, number=number)


@bp.post(f"/{NUMBER}/reset-second-step")
@staff_required(Role.ADMINISTRATOR)
def reset_second_step(number: int) -> ResponseReturnValue:
    """Make a new secret for the authenticator app, and show it once."""
    account = found_or_404(service.find_account(db.session(), number))
    email = account.member.email
    secret_key = current_app.config["SECRET_KEY"]
    made = _do(
        number,
        lambda wanted: service.reset_second_step(
            db.session(), wanted, secret_key=secret_key
        ),
    )
    return _once(
        "staff/second_step.html",
        email=email,
        made=made,
        number=number,
        picture=picture_of(made, email),
    )


def _do(number: int, act: Callable[[Change], Any]) -> Any:
    """Change an account, or say why not."""
    try:
        return act(Change(number, current_staff().id, clock.now()))
    except AccountRefused as refusal:
        _refuse(refusal)


def _refuse(refusal: AccountRefused) -> NoReturn:
    is_about_who_asks = isinstance(
        refusal, service.OwnAccount | service.NoLongerAdministrator
    )
    status = HTTPStatus.FORBIDDEN if is_about_who_asks else HTTPStatus.CONFLICT
    abort(status, str(REFUSALS[type(refusal)]))


def _once(template: str, **values: Any) -> ResponseReturnValue:
    """Show a secret on a page that no browser keeps."""
    page = make_response(render_template(template, **values))
    page.headers["Cache-Control"] = "no-store"
    return page


def _hasher() -> PasswordHasher:
    hasher: PasswordHasher = current_app.extensions[HASHER]
    return hasher
