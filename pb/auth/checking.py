"""Checking what a form of logging in holds, and saying at its field what is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from flask import abort, current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from pb import clock
from pb.auth import credentials, passwords, recovery, service
from pb.auth.attempts import (
    CODES_PER_DAY,
    PASSWORDS_PER_DAY,
    Limit,
    attempt,
    of_day,
    of_minute,
)
from pb.auth.emails import folded
from pb.auth.forms import CodeForm, ConfirmForm, LoginForm, NewPasswordForm
from pb.auth.models import StaffMember
from pb.auth.service import find_id
from pb.db import db
from pb.limits.service import TooManyFailures
from pb.sessions.interface import subject_key
from pb.trail.kinds import Kind
from pb.trail.service import UNKNOWN, note
from pb.web.addresses import visitor_subject

HASHER = "password_hasher"  # where the application keeps it
PASSWORD_REFUSED = {
    service.PasswordTooShort: _l(
        "Kies een langer wachtwoord: ten minste %(min)d tekens.", min=passwords.SHORTEST
    ),
    service.PasswordTooLong: _l(
        "Kies een korter wachtwoord: ten hoogste %(max)d tekens.", max=passwords.LONGEST
    ),
    service.PasswordIsEmail: _l("Kies een ander wachtwoord dan uw e-mailadres."),
    service.PasswordUnchanged: _l("Kies een ander wachtwoord dan u nu heeft."),
    service.PasswordChanged: _l(
        "Uw wachtwoord is net in een ander venster veranderd. Log opnieuw in."
    ),
}


def member_of(form: LoginForm) -> StaffMember | None:
    """Return whose e-mail address and password these are, or say they are wrong."""
    email, password = form.email.data or "", form.password.data or ""
    try:
        with _attempt(email, _passwords_of_day(email)):
            return credentials.check_password(
                db.session(), email, password, hasher=_hasher()
            )
    except credentials.WrongPassword:
        _tell(Kind.LOGIN_FAILED, find_id(db.session(), email))
        form.password.errors = [_("Het e-mailadres of het wachtwoord klopt niet.")]
        return None


def is_accepted(form: CodeForm, member: StaffMember) -> bool:
    """Spend a code of the authenticator app, or a recovery code; or say it is wrong."""
    typed = form.totp.data or ""
    is_recovery = recovery.looks_like_one(typed)
    use = recovery.use_code if is_recovery else credentials.use_code
    try:
        with _attempt(member.email, of_day(_account(member.email), CODES_PER_DAY)):
            use(
                db.session(),
                member,
                typed,
                secret_key=current_app.config["SECRET_KEY"],
                now=clock.now(),
            )
    except credentials.WrongCode:
        _tell(Kind.CODE_FAILED, member.id)
        form.totp.data = ""  # another is needed
        form.totp.errors = [
            _("Deze code klopt niet of is al gebruikt. Wacht op de volgende code.")
        ]
        return False
    if is_recovery:
        _tell(Kind.RECOVERY_CODE_USED, member.id)
    how = "recovery_code" if is_recovery else "totp"
    _tell(Kind.LOGGED_IN, member.id, {"how": how})
    return True


def is_changed(form: NewPasswordForm, member: StaffMember) -> bool:
    """Keep the new password, or say at the field why not."""
    try:
        if not member.must_change_password:
            _confirm(member, form.current_password.data or "")
        service.change_password(
            db.session(), member, form.password.data or "", hasher=_hasher()
        )
    except credentials.WrongPassword:
        form.current_password.errors = [_("Dit is niet uw wachtwoord van nu.")]
        return False
    except service.CannotChangeAccount as refusal:
        form.password.errors = [str(PASSWORD_REFUSED[type(refusal)])]
        return False
    _tell(Kind.PASSWORD_CHANGED, member.id)
    return True


def is_confirmed(form: ConfirmForm, member: StaffMember) -> bool:
    """Check the password of who is logged in, or say at the field that it is wrong."""
    try:
        _confirm(member, form.current_password.data or "")
    except credentials.WrongPassword:
        form.current_password.errors = [_("Dit is niet uw wachtwoord van nu.")]
        return False
    return True


def _confirm(member: StaffMember, password: str) -> None:
    with _attempt(member.email, _passwords_of_day(member.email)):
        credentials.confirm_password(member, password, hasher=_hasher())


def _tell(
    kind: Kind, staff_id: int | None, detail: dict[str, object] | None = None
) -> None:
    """Note in the trail what happened, and commit."""
    session = db.session()
    actor = UNKNOWN if staff_id is None else staff_id
    note(session, kind, at=clock.now(), actor=actor, detail=detail)
    session.commit()


@contextmanager
def _attempt(email: str, of_day: Limit) -> Iterator[None]:
    """Try a password or code; refuse when that failed too often lately."""
    held_to = (*of_minute(_account(email), visitor_subject()), of_day)
    try:
        with attempt(db.session(), *held_to, now=clock.now()):
            yield
    except TooManyFailures as refusal:
        abort(429, retry_after=refusal.retry_after)


def _passwords_of_day(email: str) -> Limit:
    return of_day(_account(f"{folded(email)} {visitor_subject()}"), PASSWORDS_PER_DAY)


def _account(email: str) -> str:
    secret = current_app.config["SECRET_KEY"]
    return subject_key(secret, f"staff {folded(email)}")


def _hasher() -> PasswordHasher:
    hasher: PasswordHasher = current_app.extensions[HASHER]
    return hasher
