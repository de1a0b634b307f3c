"""Accounts of staff are made, and their secrets kept."""

import pyotp
import pytest
import structlog
from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth import credentials, passwords, totp, visits
from pb.auth.emails import NotAnEmail
from pb.auth.models import Role, StaffMember
from pb.auth.roles import TEXTS
from pb.auth.service import EmailTaken, NewStaff, NoRole, add_staff
from tests.auth.login import CHEAP, SECRET_KEY, make_staff
from tests.factories import NOW


def add(session: Session, email: str, *roles: Role) -> NewStaff:
    return add_staff(
        session, email, roles, secret_key=SECRET_KEY, now=NOW, hasher=CHEAP
    )


def test_makes_an_account_whose_secrets_open_it(session: Session) -> None:
    made = add(session, "Jan.de.Wit@Example.org", Role.EVALUATOR)
    member = session.scalars(select(StaffMember)).one()

    assert member.email == made.email == "jan.de.wit@example.org"
    assert member.roles == {Role.EVALUATOR}
    assert member.must_change_password
    assert passwords.is_right(made.password, member.password_hash, CHEAP)
    assert totp.unseal(member.totp_secret, SECRET_KEY) == made.totp_secret


def test_gives_the_entry_of_demo_json(session: Session) -> None:
    made = add(session, "jan@example.org", Role.COUNTER, Role.EVALUATOR, Role.COUNTER)

    assert made.as_json() == {
        "email": "jan@example.org",
        "password": made.password,
        "totp_secret": made.totp_secret,
        "roles": ["evaluator", "counter"],
        "urn_passphrase": None,
    }


def test_refuses_a_second_account_with_the_same_address(session: Session) -> None:
    add(session, "jan@example.org", Role.EVALUATOR)

    with pytest.raises(EmailTaken, match=r"jan@example\.org"):
        add(session, "JAN@example.org", Role.AUDITOR)
    assert session.scalars(select(StaffMember)).one().roles == {Role.EVALUATOR}


@pytest.mark.parametrize("text", ["jan", "jan@", "a b@example.org", "", "jan@example"])
def test_refuses_what_is_no_address(session: Session, text: str) -> None:
    with pytest.raises(NotAnEmail):
        add(session, text, Role.EVALUATOR)


def test_refuses_an_account_without_a_role(session: Session) -> None:
    with pytest.raises(NoRole):
        add(session, "jan@example.org")


def test_keeps_neither_password_nor_secret_readable(session: Session) -> None:
    made = add(session, "jan@example.org", Role.EVALUATOR)
    member = session.scalars(select(StaffMember)).one()
    kept = member.password_hash + member.totp_secret

    assert made.password not in kept
    assert made.totp_secret not in kept
    assert made.totp_secret.encode().hex() not in kept


def test_a_secret_is_sealed_anew_each_time() -> None:
    secret = totp.generate_secret()

    assert totp.seal(secret, SECRET_KEY) != totp.seal(secret, SECRET_KEY)
    assert len(pyotp.TOTP(secret).byte_secret()) * 8 >= 128


@pytest.mark.parametrize("sealed", ["", "not hex", "00" * 60])
def test_a_broken_seal_is_noticed(sealed: str) -> None:
    with pytest.raises(totp.Unreadable):
        totp.unseal(sealed, SECRET_KEY)


def test_another_secret_key_opens_no_account_and_is_logged(session: Session) -> None:
    known = visits.read_member(make_staff(session).id)
    assert known is not None
    session.rollback()

    with (
        structlog.testing.capture_logs() as logged,
        pytest.raises(credentials.WrongCode),
    ):
        credentials.use_code(
            session, known, "123456", secret_key="another secret key", now=NOW
        )
    assert "BUURTGELD_SECRET_KEY" in logged[0]["event"]


def test_every_role_has_a_name_and_a_sentence() -> None:
    assert list(TEXTS) == list(Role)
    assert len({str(text.name) for text in TEXTS.values()}) == len(Role)
    assert all(str(text.duty).endswith(".") for text in TEXTS.values())


def test_a_made_password_has_enough_chance_and_no_signs_that_look_alike() -> None:
    made = {passwords.generate() for _ in range(100)}

    assert len(made) == 100
    assert len(passwords.ALPHABET) ** (passwords.GROUPS * 4) >= 2**80
    assert not set("".join(made)) & set("01OIl")


def test_the_same_letters_from_another_keyboard_are_the_same_password() -> None:
    kept = passwords.hashed("café au lait, s.v.p.", CHEAP)

    assert passwords.is_right("cafe\u0301 au lait, s.v.p.", kept, CHEAP)


def test_production_hashes_with_argon2id_at_its_usual_cost() -> None:
    assert passwords.hashed("x", PasswordHasher()).startswith("$argon2id$v=19$m=65536,")


def test_no_account_can_be_opened_with_any_password() -> None:
    assert not passwords.is_right("x", None, CHEAP)
    assert not passwords.is_right("x", "no hash at all", CHEAP)
