"""The books of a funded plan: sums are added, never changed."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.delivery.models import Delivery, MoneyEntry, MoneyKind
from pb.delivery.service import Act, DeliveryRefused, ReasonMissing


class MoreThanThere(DeliveryRefused):
    """More would be taken back than there was."""


@dataclass(frozen=True, slots=True)
class Payment:
    """A sum as staff enter it; negative where one is taken back."""

    kind: MoneyKind
    amount: int  # cents
    day: date
    what: str
    reason: str = ""


def enter_money(
    session: Session, delivery: Delivery, payment: Payment, act: Act
) -> None:
    """Write a sum down; the plan is locked, so no two sums pass one check together.

    Raises:
        ReasonMissing: More is paid than was granted, without a reason.
        MoreThanThere: More is taken back than was entered.
    """
    total = money_total(session, delivery.project_id, payment.kind) + payment.amount
    if total < 0:
        raise MoreThanThere
    is_above = payment.kind is MoneyKind.PAID and total > delivery.granted
    if is_above and payment.amount > 0 and not payment.reason:
        raise ReasonMissing
    session.add(
        MoneyEntry(
            project_id=delivery.project_id,
            kind=payment.kind,
            amount=payment.amount,
            day=payment.day,
            what=payment.what,
            reason=payment.reason,
            entered_at=act.now,
            staff_id=act.staff_id,
        )
    )
    session.commit()


def money_total(session: Session, project_id: int, kind: MoneyKind) -> int:
    """Return the cents of one kind that stand in the books of a plan."""
    total = session.scalar(
        select(func.sum(MoneyEntry.amount)).where(
            MoneyEntry.project_id == project_id, MoneyEntry.kind == kind
        )
    )
    return int(total or 0)
