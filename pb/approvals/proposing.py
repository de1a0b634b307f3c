"""Proposing an act from a page, in the name of who asks for it."""

from http import HTTPStatus

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pb import clock
from pb.approvals.acts import AlreadyProposed, Arguments, NotNow, TwoPersonAct
from pb.approvals.service import propose
from pb.approvals.words import impossible
from pb.auth.access import current_staff
from pb.auth.models import Role
from pb.db import db
from pb.log.acting import acting, sign
from pb.rounds.models import BudgetRound


def propose_here(
    budget_round: BudgetRound, act: TwoPersonAct, arguments: Arguments, *roles: Role
) -> Response:
    """Propose an act, sign that in the logbook, and lead to the proposals.

    Args:
        budget_round: Whose desk it is.
        act: What is to be done.
        arguments: What the act needs to know.
        roles: In which this can be proposed; the logbook tells the first that fits.

    Raises:
        ActImpossible: As the act says; where it says that in words, 409 with these.
    """
    slug = budget_round.slug
    actor = acting(budget_round, *roles)
    try:
        propose(
            db.session(),
            budget_round,
            act,
            arguments,
            staff_id=current_staff().id,
            now=clock.now(),
            actor=actor,
        )
    except (AlreadyProposed, NotNow) as reason:
        db.session().rollback()
        abort(HTTPStatus.CONFLICT, impossible(reason))
    sign(budget_round)
    flash(_("Uw voorstel ligt klaar. Een collega moet het nu goedkeuren."), "ok")
    return to_proposals(slug)


def to_proposals(slug: str) -> Response:
    """Lead to where the proposals of a round stand."""
    address = url_for("rounds.desk", slug=slug, _anchor="voorstellen")
    return redirect(address, HTTPStatus.SEE_OTHER)
