"""Recovery codes: ten that open the second step, each once, without the telephone."""

import hashlib
import hmac
import secrets
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from pb.auth import passwords
from pb.auth.credentials import WrongCode
from pb.auth.models import RecoveryCode, StaffMember

COUNT = 10
GROUPS = 3  # of 4 signs: 58 bits and more, and five tries a minute
PURPOSE = b"buurtgeld/recovery-code/v1"
SIGNS = frozenset(passwords.ALPHABET)


def make_codes(session: Session, staff_id: int, *, secret_key: str) -> list[str]:
    """Replace the codes of a member of staff, and commit; return the new ones.

    Only keyed hashes are kept: nobody can show the codes again.
    """
    codes = [_code() for _number in range(COUNT)]
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    session.add_all(
        RecoveryCode(staff_id=staff_id, code_hash=_hash(code, staff_id, secret_key))
        for code in codes
    )
    session.commit()
    return codes


def looks_like_one(typed: str) -> bool:
    """Say whether somebody typed a recovery code, right or wrong."""
    return len(_signs(typed)) > 8


def use_code(
    session: Session, member: StaffMember, typed: str, *, secret_key: str, now: datetime
) -> None:
    """Accept a recovery code, once, and commit.

    Raises:
        WrongCode: It is none of this member, or was used before.
    """
    # The update both checks and spends the code: of two browsers one passes.
    spent = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.staff_id == member.id,
            RecoveryCode.code_hash == _hash(typed, member.id, secret_key),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.staff_id)
    ).first()
    session.commit()
    if spent is None:
        raise WrongCode


def codes_left(session: Session, staff_id: int) -> int:
    """Return how many codes of a member of staff still work."""
    query = select(func.count()).where(
        RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None)
    )
    return session.scalar(query) or 0


def _code() -> str:
    signs = [secrets.choice(passwords.ALPHABET) for _ in range(GROUPS * 4)]
    return "-".join("".join(signs[at : at + 4]) for at in range(0, GROUPS * 4, 4))


def _signs(typed: str) -> str:
    return "".join(sign for sign in typed.upper() if sign in SIGNS)


def _hash(typed: str, staff_id: int, secret_key: str) -> str:
    key = hmac.new(secret_key.encode(), PURPOSE, hashlib.sha256).digest()
    text = f"{staff_id} {_signs(typed)}"
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
