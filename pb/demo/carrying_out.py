"""Leading the funded plans of the past round to where they are."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.delivery import service
from pb.delivery.grants import granted_amounts
from pb.delivery.models import (
    Delivery,
    DeliveryContact,
    DeliveryState,
    MoneyKind,
    News,
    NoteState,
)
from pb.delivery.money import Payment, enter_money
from pb.delivery.service import Act
from pb.delivery.standing import today
from pb.demo.carried_plans import CARRIED, Carried
from pb.projects.models import Project
from pb.rounds.models import BudgetRound


class Diary:
    """One plan, one member of staff, and how long ago things happened."""

    def __init__(
        self, session: Session, delivery: Delivery, *, staff_id: int, now: datetime
    ) -> None:
        self.session, self.delivery = session, delivery
        self.staff_id, self.now = staff_id, now

    def act(self, days: int) -> Act:
        """Return that the member of staff does something on a day."""
        return Act(self.staff_id, self.now + timedelta(days=min(days, 0)))

    def day(self, days: int) -> date:
        """Return the date so many days from today."""
        return today(self.now) + timedelta(days=days)

    def write(self, plan: Carried) -> None:
        """Let everything happen to a plan."""
        self._promise(plan)
        for payment in self._payments(plan):
            act = self.act((payment.day - today(self.now)).days)
            enter_money(self.session, self.delivery, payment, act)
        self._news(plan)
        if plan.contact:
            contact = DeliveryContact(
                name=plan.contact, phone="010 000 00 00", until=self.day(plan.due + 30)
            )
            service.set_contact(self.session, self.delivery, contact)
        if plan.lesson:
            service.set_lesson(
                self.session,
                self.delivery,
                thanks=plan.thanks,
                lesson=plan.lesson,
                act=self.act(plan.done),
            )

    def _promise(self, plan: Carried) -> None:
        begin = -300
        first_due = plan.moved[0] if plan.moved else plan.due
        self._state(DeliveryState.PLANNED, first_due, "", begin)
        for title, due, done in plan.steps:
            service.add_milestone(
                self.session,
                self.delivery,
                title=title,
                due_on=self.day(due),
                act=self.act(begin),
            )
            if done is not None:
                self._finish(title, due, done)
        if plan.moved:
            self._state(DeliveryState.BUSY, plan.due, plan.moved[1], -70)
        self._state(plan.state, plan.due, "", plan.done or -60)
        if plan.more:
            euros, reason = plan.more
            granted = self.delivery.granted + euros * 100
            service.set_grant(
                self.session,
                self.delivery,
                granted=granted,
                reason=reason,
                act=self.act(-65),
            )

    def _state(self, state: DeliveryState, due: int, reason: str, at: int) -> None:
        service.set_state(
            self.session,
            self.delivery,
            state=state,
            due_on=self.day(due),
            done_on=self.day(at),
            reason=reason,
            act=self.act(at),
        )

    def _finish(self, title: str, due: int, done: int) -> None:
        newest = service.newest_milestone(self.session, self.delivery, title)
        service.set_milestone(
            self.session,
            self.delivery,
            newest,
            due_on=self.day(due),
            done_on=self.day(done),
            reason="",
            act=self.act(done),
        )

    def _payments(self, plan: Carried) -> Iterator[Payment]:
        kinds = ((MoneyKind.PAID, plan.paid), (MoneyKind.ACCOUNTED, plan.accounted))
        for kind, entries in kinds:
            for day, euros, what in entries:
                yield Payment(kind, euros * 100, self.day(day), what)

    def _news(self, plan: Carried) -> None:
        texts = [(*entry, NoteState.SHOWN) for entry in plan.news]
        if plan.waiting:
            texts.append((0, plan.waiting, NoteState.WAITING))
        for days, text, state in texts:
            at = self.now + timedelta(days=days)
            is_read = state is NoteState.SHOWN
            self.session.add(
                News(
                    project_id=self.delivery.project_id,
                    text=text,
                    written_at=at,
                    state=state,
                    decided_at=at if is_read else None,
                    decided_by_id=self.staff_id if is_read else None,
                )
            )
        self.session.commit()


def carry_out(
    session: Session, budget_round: BudgetRound, *, staff_id: int, now: datetime
) -> None:
    """Let the plans that got money be carried out, some of them late."""
    funded = granted_amounts(session, budget_round)
    projects = session.scalars(select(Project).where(Project.id.in_(funded))).all()
    by_title = {project.title: project for project in projects}
    for plan in CARRIED:
        if plan.title in by_title:
            delivery = service.take_up(session, budget_round, by_title[plan.title])
            Diary(session, delivery, staff_id=staff_id, now=now).write(plan)
