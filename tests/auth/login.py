"""Staff for tests: made fast, logged in without walking through the pages."""

from datetime import datetime
from itertools import count

import pyotp
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from pb import clock
from pb.auth import passwords, totp, visits
from pb.auth.models import Role, StaffMember, StaffRole
from pb.db import db
from pb.sessions.interface import cookie_name

PASSWORD = "een lange zin als wachtwoord"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
SECRET_KEY = "secret of the tests, long enough"
numbers = count(1)


def make_staff(session: Session, *roles: Role, **values: object) -> StaffMember:
    """Make and commit a member of staff with these roles and PASSWORD."""
    member = StaffMember(
        **{
            "email": f"medewerker-{next(numbers)}@example.org",
            "password_hash": passwords.hashed(PASSWORD, CHEAP),
            "must_change_password": False,
            "totp_secret": totp.seal(pyotp.random_base32(), SECRET_KEY),
            "created_at": clock.now(),
            "role_rows": [StaffRole(role=role.value) for role in roles],
            **values,
        }
    )
    session.add(member)
    session.commit()
    return member


def log_in(client: FlaskClient, member: StaffMember) -> None:
    """Give the browser a complete session of this member."""
    start_visit(client, member, visits.Stage.COMPLETE)


def start_visit(client: FlaskClient, member: StaffMember, stage: visits.Stage) -> str:
    """Give the browser a session at this stage; return its cookie."""
    staff_id = member.id
    db.session().commit()
    known = visits.read_member(staff_id)
    assert known is not None
    cookie = visits.start(known, stage, now=clock.now())
    client.set_cookie(cookie_name(client.application, "staff"), cookie)
    return cookie


def code_of(member: StaffMember, at: datetime) -> str:
    """Return the code that the member's authenticator app shows at a moment."""
    secret = totp.unseal(member.totp_secret, SECRET_KEY)
    code: str = pyotp.TOTP(secret).at(at)
    return code
