"""Signing the logs of a round after an act, as web and worker do it."""

from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select

from pb.config import Config
from pb.db import db
from pb.log.checkpoints import sign_ballots, sign_events
from pb.log.signing import Signer, load_signer
from pb.rounds.models import BudgetRound
from pb.voting.models import Ballot


def signer() -> Signer:
    """Return the signer of this installation."""
    config: Config = current_app.extensions["config"]
    host = urlsplit(config.public_url).netloc
    return load_signer(config.instance, host)


def sign_log(budget_round: BudgetRound) -> None:
    """Sign the logbook as it is now; once the urn is open, also the ballots."""
    session, own = db.session(), signer()
    sign_events(session, budget_round, own)
    if budget_round.unsealed_at is not None:
        found = session.scalars(
            select(Ballot.commitment)
            .where(Ballot.budget_round_id == budget_round.id)
            .order_by(Ballot.commitment)
        )
        sign_ballots(session, budget_round, [bytes.fromhex(c) for c in found], own)
    session.commit()
