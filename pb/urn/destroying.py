"""Destroying the key of a round: two persons, after the time for objections (T30)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from pb.approvals.acts import (
    APPROVERS,
    Arguments,
    Behaviour,
    Case,
    Deed,
    Description,
    NotNow,
    Subject,
    TwoPersonAct,
    register,
)
from pb.auth.models import Role
from pb.db import db
from pb.formatting import moment
from pb.results.withdrawals import find_withdrawal, newest_version
from pb.rounds.models import BudgetRound
from pb.urn.keyfiles import urn_files
from pb.urn.service import can_destroy_key, let_key_go

PROPOSERS = frozenset({Role.CONFIGURATOR, Role.ADMINISTRATOR})
# Where staff choose nothing else (Algemene wet bestuursrecht, article 6:7). Until then
# a resident can ask whether a code was used, and every envelope of a backup can still
# be opened.
OBJECTIONS = timedelta(weeks=6)


def destroyable_from(session: Session, budget_round: BudgetRound) -> datetime | None:
    """Return from when the key may go; None as long as no result holds."""
    newest = newest_version(session, budget_round)
    if newest is None or find_withdrawal(session, newest) is not None:
        return None
    return newest.published_at + timedelta(weeks=budget_round.objection_weeks)


def why_not(session: Session, budget_round: BudgetRound, now: datetime) -> str:
    """Return why the key can't be destroyed now; nothing when it can."""
    if budget_round.key_destroyed_at is not None:
        return str(_("De sleutel is al vernietigd. Er is niets veranderd."))
    if budget_round.public_key is None:
        return str(_("Deze ronde heeft geen sleutel."))
    begins = destroyable_from(session, budget_round)
    if begins is None or not can_destroy_key(budget_round):
        return str(
            _("De sleutel blijft tot er een uitslag geldt. Stel eerst de uitslag vast.")
        )
    if now < begins:
        locale = str(get_locale() or "nl")
        return str(
            ngettext(
                "De sleutel blijft tot de tijd voor bezwaar voorbij is: %(num)s week na"
                " de uitslag. Vernietigen kan vanaf %(moment)s.",
                "De sleutel blijft tot de tijd voor bezwaar voorbij is: %(num)s weken"
                " na de uitslag. Vernietigen kan vanaf %(moment)s.",
                budget_round.objection_weeks,
                moment=moment(begins, locale=locale),
            )
        )
    return ""


def _subject(
    session: Session, budget_round: BudgetRound, _arguments: Arguments, now: datetime
) -> Subject:
    refusal = why_not(session, budget_round, now)
    if refusal:
        raise NotNow(refusal)
    newest = newest_version(session, budget_round)
    return {
        "title": budget_round.title,
        "public_key": budget_round.public_key,
        "version": 0 if newest is None else newest.version,
    }


def _prepare(case: Case) -> Deed:
    def do(
        session: Session, budget_round: BudgetRound, now: datetime, actor: str
    ) -> Mapping[str, Any]:
        let_key_go(session, budget_round, now=now, actor=actor)
        return {}

    def done(_result: Mapping[str, Any], _response: Any) -> None:
        slug = db.session().get_one(BudgetRound, case.round_id).slug
        files = urn_files(current_app.extensions["config"].instance, slug)
        files.drop_key()
        files.drop_secret()

    return Deed(do, done=done)


def _describe(subject: Subject) -> Description:
    return Description(
        title=_("De sleutel vernietigen"),
        button=_("Keur goed en vernietig de sleutel"),
        facts=[
            (_("Ronde"), subject["title"]),
            (_("Uitslag"), _("versie %(number)s", number=subject["version"])),
            (_("Openbare helft van de sleutel"), subject["public_key"]),
        ],
        warning=_(
            "Daarna kan niemand een envelop uit een oude reservekopie nog openen, en"
            " zegt een code niets meer. Dit kan niet terug. Vernietig daarna ook de"
            " noodsleutel op papier."
        ),
    )


register(
    TwoPersonAct.DESTROY_KEY,
    Behaviour(PROPOSERS, APPROVERS, _subject, _prepare, _describe, is_single=True),
)
