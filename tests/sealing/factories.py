"""Rounds with a real key, held by three people with a passphrase each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.models import BudgetRound
from pb.rounds.phases import Stage
from pb.rounds.service import close_round, find_round
from pb.urn import service
from pb.urn.holders import give_passphrase
from pb.urn.keyfiles import UrnFiles, urn_files
from pb.urn.service import Purpose
from tests.auth.login import make_staff
from tests.factories import NOW
from tests.rounds.factories import CHECKED_AT, make_round_in

SECOND = timedelta(seconds=1)


@dataclass
class Holding:
    """A round, the files of its urn, and who holds the key with which passphrase."""

    session: Session
    budget_round: BudgetRound
    files: UrnFiles
    passphrases: dict[int, str]

    @property
    def ids(self) -> list[int]:
        """Return the key holders, in the order of their accounts."""
        return sorted(self.passphrases)

    def give(self, holder: int, purpose: Purpose, at: datetime) -> bool:
        """Let a holder, by place, give the right passphrase."""
        id_ = self.ids[holder]
        return self.say(id_, self.passphrases[id_], purpose, at)

    def say(self, id_: int, typed: str, purpose: Purpose, at: datetime) -> bool:
        """Let somebody, by id, give any passphrase."""
        return service.give_passphrase(
            self.session,
            self.budget_round,
            self.files,
            purpose=purpose,
            staff_id=id_,
            passphrase=typed,
            now=at,
        )

    def open_urn(self, pair: Sequence[int] = (0, 1), *, at: datetime) -> None:
        """Close the round, and let two holders open its urn."""
        close_round(self.session, self.budget_round, at)
        first, second = pair
        assert not self.give(first, Purpose.UNSEAL, at)
        assert self.give(second, Purpose.UNSEAL, at + SECOND)


def hold(session: Session, budget_round: BudgetRound) -> Holding:
    """Give a frozen round a key that three holders hold."""
    members = [make_staff(session, Role.KEY_HOLDER).id for _ in range(3)]
    passphrases = {id_: give_passphrase(session, id_) for id_ in members}
    instance: Path = current_app.extensions["config"].instance
    files = urn_files(instance, budget_round.slug)
    files.drop_key()  # of another test
    files.drop_secret()
    service.make_key(session, budget_round, members, files, now=CHECKED_AT)
    return Holding(session, budget_round, files, passphrases)


def make_held_round(session: Session) -> Holding:
    """Make a frozen round whose key was not tried yet."""
    return hold(session, make_round_in(session, Stage.FROZEN))


def held_vote(session: Session, slug: str) -> Holding:
    """Give an open round of `tests.voting.factories` a real key instead."""
    session.rollback()
    budget_round = find_round(session, slug)
    assert budget_round is not None
    assert budget_round.public_key is None
    holding = hold(session, budget_round)
    budget_round.key_tested_at = NOW
    session.commit()
    return holding
