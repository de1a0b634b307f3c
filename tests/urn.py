"""An urn for tests: everyone knows its key."""

from datetime import datetime

from flask import current_app
from nacl.public import PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.models import BudgetRound, Envelope
from pb.rounds.configuration import read_config
from pb.rounds.phases import Stage
from pb.urn.keyfiles import urn_files
from pb.urn.opening import open_urn
from pb.urn.sealing import OpenedBallot, opener
from pb.voting.service import size_of_envelopes
from tests.factories import NOW

PRIVATE = bytes(range(32))
PUBLIC = bytes(PrivateKey(PRIVATE).public_key).hex()


def give_key(budget_round: BudgetRound) -> None:
    """Give a round the key, made and tried, and its secret."""
    instance = current_app.extensions["config"].instance
    files = urn_files(instance, budget_round.slug)
    files.make_secret()
    files.keep_public_key(PUBLIC)
    budget_round.public_key = PUBLIC
    budget_round.key_tested_at = NOW


def peek(session: Session) -> list[OpenedBallot]:
    """Return what lies sealed in all urns, in no order. Ends the transaction."""
    session.rollback()
    found = session.execute(
        select(Envelope.ciphertext, BudgetRound).join(
            BudgetRound, BudgetRound.id == Envelope.budget_round_id
        )
    ).all()
    opened = [
        opener(PRIVATE, size_of_envelopes(read_config(budget_round)))(ciphertext)
        for ciphertext, budget_round in found
    ]
    session.rollback()
    return opened


def unseal(session: Session, budget_round: BudgetRound, now: datetime) -> None:
    """Close a round, if it is not yet, and open its urn."""
    budget_round.stage = Stage.CLOSED
    session.commit()
    open_urn(session, budget_round, PRIVATE, now=now, actor="system")
