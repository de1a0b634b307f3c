"""Bringing plans and helpers together: nobody hears of the other before both agree."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.community.matching import Help, Points, Wish, fit
from pb.community.models import HelperContact, Introduction, Offer
from pb.community.offers import hash_of, new_words, today
from pb.projects.models import Project, ProjectStatus, ProposerContact
from pb.projects.plan_models import PlanNeed
from pb.rounds.models import Area, BudgetRound
from pb.rounds.phases import Stage

OVER = (ProjectStatus.WITHDRAWN, ProjectStatus.NOT_FEASIBLE)
SIDES = ("maker", "helper")
# Temporary support comes from staff, not from neighbours.
SOUGHT = ("hands", "skills", "materials", "place")


class NotBothAgreed(Exception):
    """The two may not hear of each other yet."""


class AnsweredBefore(Exception):
    """The link was used, or the answer cannot change any more."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A wish with its plan and its round."""

    need: PlanNeed
    project: Project
    budget_round: BudgetRound
    area: str

    @property
    def wish(self) -> Wish:
        """Return what is matched."""
        return Wish(
            self.need.kind, self.need.description, self.area, self.project.theme
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer that fits a wish, and why."""

    offer: Offer
    reasons: Sequence[Points]

    @property
    def score(self) -> int:
        """Return the sum of the points."""
        return sum(each.points for each in self.reasons)


@dataclass(frozen=True, slots=True)
class Person:
    """How to reach one side of an introduction."""

    name: str
    email: str
    phone: str
    language: str = "nl"


def list_sought(session: Session) -> list[Sought]:
    """Return every wish of a plan that is still going on, newest round first."""
    rows = session.execute(
        select(PlanNeed, Project, BudgetRound, Area.name)
        .join(Project, Project.id == PlanNeed.project_id)
        .join(BudgetRound, BudgetRound.id == Project.budget_round_id)
        .outerjoin(Area, Area.id == Project.area_id)
        .where(
            PlanNeed.kind.in_(SOUGHT),
            Project.status.not_in(OVER),
            BudgetRound.stage.not_in((Stage.DRAFT, Stage.ARCHIVED)),
        )
        .order_by(BudgetRound.id.desc(), Project.id, PlanNeed.id)
    )
    return [
        Sought(need, project, ronde, area or "") for need, project, ronde, area in rows
    ]


def find_sought(session: Session, need_id: int) -> Sought | None:
    """Return one wish, if its plan is still going on."""
    found = (each for each in list_sought(session) if each.need.id == need_id)
    return next(found, None)


def open_offers(session: Session, now: datetime) -> list[Offer]:
    """Return the offers that somebody can be asked for."""
    return list(
        session.scalars(
            select(Offer)
            .where(Offer.state == "open", Offer.until >= today(now))
            .order_by(Offer.id)
        )
    )


def candidates(sought: Sought, offers: Sequence[Offer]) -> list[Candidate]:
    """Return the offers that fit a wish, best first; equal ones oldest first."""
    found = []
    for offer in offers:
        reasons = fit(sought.wish, _help(offer))
        if reasons is not None:
            found.append(Candidate(offer, reasons))
    return sorted(found, key=lambda each: (-each.score, each.offer.id))


def _help(offer: Offer) -> Help:
    text = f"{offer.title} {offer.details}"
    times = frozenset(offer.times.split())
    return Help(offer.kind, text, offer.area, offer.theme, times)


def propose(
    session: Session,
    sought: Sought,
    candidate: Candidate,
    *,
    staff_id: int,
    now: datetime,
) -> tuple[Introduction, dict[str, str]]:
    """Ask both sides; return the row and the words of the link of each side.

    The caller puts the mails in the outbox and commits. Two brokers who do so at
    the same moment meet the unique pair, and one of them is refused.
    """
    words = {side: new_words() for side in SIDES}
    row = Introduction(
        need_id=sought.need.id,
        offer_id=candidate.offer.id,
        score=candidate.score,
        reasons=json.loads(json.dumps([asdict(each) for each in candidate.reasons])),
        proposed_at=now,
        proposed_by_id=staff_id,
        maker_token=hash_of(words["maker"]),
        helper_token=hash_of(words["helper"]),
    )
    session.add(row)
    session.flush()
    return row, words


def introductions_of(session: Session, need_id: int) -> list[Introduction]:
    """Return who was asked for a wish, newest first."""
    return list(
        session.scalars(
            select(Introduction)
            .where(Introduction.need_id == need_id)
            .order_by(Introduction.id.desc())
        )
    )


def find_by_link(session: Session, words: str) -> tuple[Introduction, str]:
    """Return the introduction of a link, and whose link it is.

    Raises:
        AnsweredBefore: The link was used, or never was one.
    """
    hash_ = hash_of(words)
    for side in SIDES:
        column = (
            Introduction.maker_token if side == "maker" else Introduction.helper_token
        )
        row = session.scalar(select(Introduction).where(column == hash_))
        if row is not None:
            return row, side
    raise AnsweredBefore


def answer(
    session: Session, row_id: int, side: str, *, is_yes: bool, now: datetime
) -> Introduction:
    """Note what one side says; with the second yes they are introduced.

    The caller puts the mails in the outbox and commits.

    Raises:
        AnsweredBefore: They were introduced, or this side said no.
    """
    row = session.get_one(
        Introduction, row_id, with_for_update=True, populate_existing=True
    )
    given = row.maker_answer if side == "maker" else row.helper_answer
    if given or row.introduced_at is not None:
        raise AnsweredBefore
    said = "yes" if is_yes else "no"
    if side == "maker":
        row.maker_answer, row.maker_token = said, None
    else:
        row.helper_answer, row.helper_token = said, None
    if row.maker_answer == row.helper_answer == "yes":
        row.introduced_at = now
    session.flush()
    return row


def people_of(session: Session, row: Introduction) -> dict[str, Person]:
    """Return both sides, for whoever may introduce them.

    Raises:
        NotBothAgreed: One of them did not say yes.
    """
    if row.introduced_at is None:
        raise NotBothAgreed
    return {side: person for side in SIDES if (person := person_of(session, row, side))}


def person_of(session: Session, row: Introduction, side: str) -> Person | None:
    """Return how to reach one side, to ask it; None when that was erased."""
    contact: HelperContact | ProposerContact | None
    if side == "helper":
        contact = session.get(HelperContact, row.offer_id)
    else:
        need = session.get_one(PlanNeed, row.need_id)
        contact = session.get(ProposerContact, need.project_id)
    if contact is None:
        return None
    return Person(contact.name, contact.email, contact.phone, contact.language)
