"""The key holders of the demo: they make keys and open urns as real ones would."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.log.actors import actor_of
from pb.rounds.models import BudgetRound
from pb.urn import service as urn
from pb.urn.keyfiles import urn_files


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The key holders of the demo, who all sit in this program."""

    instance: Path
    passphrases: Mapping[int, str]  # by id of the member of staff

    def make_and_try(
        self, session: Session, budget_round: BudgetRound, now: datetime
    ) -> None:
        """Make the key of a round and try it, as three people would."""
        files = urn_files(self.instance, budget_round.slug)
        urn.make_key(session, budget_round, list(self.passphrases), files, now=now)
        self._give(session, budget_round, urn.Purpose.TEST, now)

    def open_urn(
        self, session: Session, budget_round: BudgetRound, now: datetime
    ) -> None:
        """Open the urn of a closed round."""
        self._give(session, budget_round, urn.Purpose.UNSEAL, now)

    def _give(
        self,
        session: Session,
        budget_round: BudgetRound,
        purpose: urn.Purpose,
        now: datetime,
    ) -> None:
        for id_, passphrase in list(self.passphrases.items())[:2]:
            urn.give_passphrase(
                session,
                budget_round,
                urn_files(self.instance, budget_round.slug),
                purpose=purpose,
                staff_id=id_,
                passphrase=passphrase,
                now=now,
                actor=actor_of(session, budget_round, id_, Role.KEY_HOLDER),
            )
