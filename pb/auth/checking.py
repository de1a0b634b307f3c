"""Checking what a form of logging in holds, and saying at its field what is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from flask import abort, current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from pb import clock
from pb.auth import credentials, passwords, service
from pb.auth.attempts import attempt
from pb.auth.emails import folded
from pb.auth.forms import CodeForm, LoginForm, NewPasswordForm
from pb.auth.models import StaffMember
from pb.db import db
from pb.limits.service import TooManyFailures
from pb.sessions.interface import subject_key
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
        with _attempt(email):
            return credentials.check_password(
                db.session(), email, password, hasher=_hasher()
            )
    except credentials.WrongPassword:
        form.password.errors = [_("Het e-mailadres of het wachtwoord klopt niet.")]
        return None


def is_accepted(form: CodeForm, member: StaffMember) -> bool:
    """Spend the code of the authenticator app, or say that it is wrong."""
    try:
        with _attempt(member.email):
            credentials.use_code(
                db.session(),
                member,
                form.totp.data or "",
                secret_key=current_app.config["SECRET_KEY"],
                now=clock.now(),
            )
    except credentials.WrongCode:
        form.totp.data = ""  # another is needed
        form.totp.errors = [
            _("Deze code klopt niet of is al gebruikt. Wacht op de volgende code.")
        ]
        return False
    return True


def is_changed(form: NewPasswordForm, member: StaffMember) -> bool:
    """Keep the new password, or say at the field why not."""
    try:
        if not member.must_change_password:
            with _attempt(member.email):
                credentials.confirm_password(
                    member, form.current_password.data or "", hasher=_hasher()
                )
        service.change_password(
            db.session(), member, form.password.data or "", hasher=_hasher()
        )
    except credentials.WrongPassword:
        form.current_password.errors = [_("Dit is niet uw wachtwoord van nu.")]
        return False
    except service.CannotChangeAccount as refusal:
        form.password.errors = [str(PASSWORD_REFUSED[type(refusal)])]
        return False
    return True


@contextmanager
def _attempt(email: str) -> Iterator[None]:
    """Try a password or code; refuse when that failed too often this minute."""
    secret = current_app.config["SECRET_KEY"]
    try:
        with attempt(
            db.session(),
            account=subject_key(secret, f"staff {folded(email)}"),
            address=visitor_subject(),
            now=clock.now(),
        ):
            yield
    except TooManyFailures as refusal:
        abort(429, retry_after=refusal.retry_after)


def _hasher() -> PasswordHasher:
    hasher: PasswordHasher = current_app.extensions[HASHER]
    return hasher
