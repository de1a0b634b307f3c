"""Acts of staff that end up in the logbook: under which name, and then signed."""

from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from pb.auth.access import current_staff
from pb.auth.models import Role, StaffMember
from pb.config import Config
from pb.db import db
from pb.jobs.models import Job
from pb.jobs.service import JobFailed
from pb.log.actors import actor_of
from pb.log.checkpoints import sign_events
from pb.log.keeping import sign_both
from pb.log.service import SYSTEM
from pb.log.signing import Signer, load_signer
from pb.rounds.models import BudgetRound


class NotInRole(Exception):
    """Somebody acts in a role they don't have: the logbook would not tell the truth."""


class MayNoLonger(NotInRole, JobFailed):
    """Whoever asked for a job may not ask for it any more; the job says so."""

    def __init__(self) -> None:
        super().__init__(
            "Wie hierom vroeg, mag dit niet meer. Laat een collega die het mag,"
            " opnieuw beginnen."
        )


def signer() -> Signer:
    """Return who signs for this installation."""
    config = cast(Config, current_app.extensions["config"])
    return load_signer(config.instance, config.host)


def sign(budget_round: BudgetRound) -> None:
    """Sign the logbook as it is now, and commit; it begins when a round is frozen."""
    if not budget_round.is_frozen:
        return
    sign_events(db.session(), budget_round, signer())
    db.session.commit()


def sign_here(session: Session, budget_round: BudgetRound) -> None:
    """Sign the logbook and the list of ballots, in the transaction of the caller."""
    sign_both(session, budget_round, signer())


def acting(budget_round: BudgetRound, *roles: Role) -> str:
    """Return who asks for this page, as the logbook says it.

    A new pseudonym is committed here: the act that follows may roll back and begin
    again, and must not leave a line by nobody.

    Args:
        budget_round: Whose logbook.
        roles: All in which the page may be asked for; the first that fits is told.

    Raises:
        NotInRole: None of them fits.
    """
    member = current_staff()
    session = db.session()
    here = member.roles_in(budget_round.id)
    actor = actor_of(session, budget_round, member.id, _role(here, roles))
    session.commit()
    return actor


def acting_in_job(session: Session, job: Job, *roles: Role) -> str:
    """Return who asked for a job, as the logbook says it; committed like `acting`.

    Raises:
        MayNoLonger: Who asked has none of the roles now, or a closed account.
    """
    member = session.get(StaffMember, job.staff_id) if job.staff_id else None
    budget_round = session.get(BudgetRound, job.budget_round_id)
    if member is None or budget_round is None:
        return SYSTEM
    here = frozenset() if member.is_disabled else member.roles_in(budget_round.id)
    try:
        role = _role(here, roles)
    except NotInRole as reason:
        raise MayNoLonger from reason
    actor = actor_of(session, budget_round, member.id, role)
    session.commit()
    return actor


def _role(here: frozenset[Role], roles: tuple[Role, ...]) -> str:
    for role in roles:
        if role in here:
            return role.value
    raise NotInRole(f"acts as {', '.join(roles)} and is none of these")
