"""Reading how funded plans are carried out: one of them, or all of a round."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pb.delivery.grants import granted_amounts
from pb.delivery.models import (
    Delivery,
    DeliveryChange,
    DeliveryContact,
    DeliveryState,
    Milestone,
    MoneyEntry,
    MoneyKind,
    News,
    NewsPhoto,
    NoteState,
)
from pb.delivery.standing import Promise, Standing, broken_promise, standing, today
from pb.projects.models import Project
from pb.rounds.models import BudgetRound


@dataclass(frozen=True, slots=True)
class Carried:
    """One funded plan on one day: how it stands, and its money in cents."""

    project: Project
    delivery: Delivery
    milestones: Sequence[Milestone]
    paid: int
    accounted: int
    day: date

    @property
    def standing(self) -> Standing:
        """Return how the plan stands."""
        return standing(self.delivery, self.milestones, self.day)

    @property
    def broken(self) -> Promise | None:
        """Return the oldest promise that was not kept, if any."""
        return broken_promise(self.delivery, self.milestones, self.day)

    @property
    def days_late(self) -> int:
        """Return for how many days the oldest promise is broken."""
        broken = self.broken
        return 0 if broken is None else (self.day - broken.due_on).days

    @property
    def next_step(self) -> Milestone | None:
        """Return the first milestone that is not done."""
        return next((m for m in self.milestones if m.done_on is None), None)

    @property
    def left(self) -> int:
        """Return what was granted and not paid yet; never below nothing."""
        return max(self.delivery.granted - self.paid, 0)


@dataclass(frozen=True, slots=True)
class Overview:
    """All funded plans of a round at a glance."""

    plans: Sequence[Carried]

    def count(self, *standings: Standing) -> int:
        """Return how many plans stand so."""
        return sum(plan.standing in standings for plan in self.plans)

    @property
    def granted(self) -> int:
        """Return what all plans got."""
        return sum(plan.delivery.granted for plan in self.plans)

    @property
    def paid(self) -> int:
        """Return what was paid to all plans."""
        return sum(plan.paid for plan in self.plans)

    @property
    def accounted(self) -> int:
        """Return what all plans accounted for."""
        return sum(plan.accounted for plan in self.plans)


@dataclass(frozen=True, slots=True)
class Story:
    """What there is to tell of one plan beside its numbers."""

    contact: DeliveryContact | None
    news: Sequence[News]
    photos: dict[int, list[NewsPhoto]]  # by piece of news
    money: Sequence[MoneyEntry]
    changes: Sequence[DeliveryChange]


# The plans that need a look first; those that are done are no less worth seeing.
ORDER = [*(Standing.LATE, Standing.ON_TIME, Standing.NOT_BEGUN, Standing.DONE)]
ORDER.append(Standing.STOPPED)


def read_overview(
    session: Session,
    budget_round: BudgetRound,
    now: datetime,
    result_json: str | None = None,  # see `granted_amounts`
) -> Overview:
    """Return every funded plan of a round, those that are late first."""
    grants = granted_amounts(session, budget_round, result_json)
    begun = session.scalars(
        select(Delivery)
        .join(Project, Project.id == Delivery.project_id)
        .where(Project.budget_round_id == budget_round.id)
    )
    deliveries = {delivery.project_id: delivery for delivery in begun}
    numbers = grants.keys() | deliveries.keys()
    projects = session.scalars(select(Project).where(Project.id.in_(numbers)))
    reader = _Reader.of(session, numbers, today(now))
    plans = [
        reader.carried(
            project, deliveries.get(project.id) or begin(project, grants[project.id])
        )
        for project in projects
    ]
    plans.sort(key=lambda plan: (ORDER.index(plan.standing), plan.project.id))
    return Overview(plans)


def read_carried(
    session: Session,
    budget_round: BudgetRound,
    project: Project,
    *,
    now: datetime,
    result_json: str | None = None,  # see `granted_amounts`
) -> Carried | None:
    """Return how one plan is carried out, or None when it got no money."""
    delivery = session.get(Delivery, project.id)
    if delivery is None:
        grant = granted_amounts(session, budget_round, result_json).get(project.id)
        if grant is None:
            return None
        delivery = begin(project, grant)
    return _Reader.of(session, {project.id}, today(now)).carried(project, delivery)


def begin(project: Project, granted: int) -> Delivery:
    """Return a delivery as it is before staff did anything; not stored."""
    return Delivery(
        project_id=project.id,
        state=DeliveryState.PLANNED,
        granted=granted,
        thanks="",
        lesson="",
        version=0,
    )


def read_story(session: Session, project: Project, *states: NoteState) -> Story:
    """Return what there is to tell of a plan, with the news in one of `states`."""
    of_plan = {"project_id": project.id}
    news = session.scalars(
        select(News)
        .filter_by(**of_plan)
        .where(News.state.in_(states))
        .order_by(News.written_at.desc(), News.id.desc())
    ).all()
    photos = defaultdict(list)
    for photo in session.scalars(
        select(NewsPhoto)
        .where(NewsPhoto.news_id.in_([note.id for note in news]))
        .order_by(NewsPhoto.id)
    ):
        photos[photo.news_id].append(photo)
    money = select(MoneyEntry).filter_by(**of_plan)
    changes = select(DeliveryChange).filter_by(**of_plan)
    return Story(
        session.get(DeliveryContact, project.id),
        news,
        dict(photos),
        session.scalars(money.order_by(MoneyEntry.day, MoneyEntry.id)).all(),
        session.scalars(changes.order_by(DeliveryChange.id.desc())).all(),
    )


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learned from one plan."""

    budget_round: BudgetRound
    project: Project
    delivery: Delivery


def read_lessons(session: Session, theme: str = "") -> list[Lesson]:
    """Return what was learned in all rounds, newest first; of one theme if given."""
    found = session.execute(
        select(BudgetRound, Project, Delivery)
        .join(Project, Project.budget_round_id == BudgetRound.id)
        .join(Delivery, Delivery.project_id == Project.id)
        .where(Delivery.lesson != "")
        .order_by(Project.id.desc())
    )
    lessons = [Lesson(*row) for row in found]
    return [each for each in lessons if theme in ("", each.project.theme)]


def count_waiting(session: Session, budget_round: BudgetRound) -> int:
    """Return how many pieces of news of a round nobody read yet."""
    return (
        session.scalar(
            select(func.count())
            .select_from(News)
            .join(Project, Project.id == News.project_id)
            .where(
                Project.budget_round_id == budget_round.id,
                News.state == NoteState.WAITING,
            )
        )
        or 0
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """The money and the milestones of several plans, each asked for once."""

    day: date
    sums: dict[tuple[int, MoneyKind], int] = field(default_factory=dict)
    milestones: dict[int, list[Milestone]] = field(default_factory=dict)

    @classmethod
    def of(cls, session: Session, numbers: Iterable[int], day: date) -> "_Reader":
        numbers = list(numbers)
        sums = session.execute(
            select(MoneyEntry.project_id, MoneyEntry.kind, func.sum(MoneyEntry.amount))
            .where(MoneyEntry.project_id.in_(numbers))
            .group_by(MoneyEntry.project_id, MoneyEntry.kind)
        )
        steps = defaultdict(list)
        for milestone in session.scalars(
            select(Milestone)
            .where(Milestone.project_id.in_(numbers))
            .order_by(Milestone.due_on, Milestone.id)
        ):
            steps[milestone.project_id].append(milestone)
        return cls(day, {(n, kind): int(total) for n, kind, total in sums}, dict(steps))

    def carried(self, project: Project, delivery: Delivery) -> Carried:
        return Carried(
            project,
            delivery,
            self.milestones.get(project.id, []),
            self.sums.get((project.id, MoneyKind.PAID), 0),
            self.sums.get((project.id, MoneyKind.ACCOUNTED), 0),
            self.day,
        )
