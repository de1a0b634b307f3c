"""Do the numbers of codes fit: issued = unused + used + revoked, to the unit.

Issued is what was written down when codes were made; the others are counted anew.
Nothing here tells what anybody chose.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from pb.codes.models import CodeBatch, CodeCount, CodeState, VotingCode
from pb.paper.models import BatchState, PaperBatch
from pb.rounds.models import Area, BudgetRound
from pb.rounds.phases import Stage
from pb.urn.models import Envelope

SEALED = ("envelopes", "on_paper", "paper_envelopes", "paper_invalid", "paper_done")


@dataclass(frozen=True, slots=True)
class Account:
    """The codes of one area, or of all together."""

    name: str
    letters_sent: int
    issued: int
    unused: int
    used: int
    revoked: int
    void: int  # of the used ones: their ballot does not count
    envelopes: int  # in the urn, by code
    on_paper: int  # codes whose ballot is or was on paper
    # Of the batches that are done:
    paper_envelopes: int
    paper_invalid: int
    paper_done: int  # codes

    @property
    def votes(self) -> int:
        """Return how many people voted: an invalid paper ballot is one too."""
        return self.used - self.void

    @property
    def sealed(self) -> int:
        """Return how many envelopes lie in the urn."""
        return self.envelopes + self.paper_envelopes

    @property
    def is_in_urn(self) -> bool:
        """Say whether every vote lies in the urn, or waits on paper in a batch."""
        paper = self.paper_envelopes + self.paper_invalid
        by_code = self.envelopes == self.votes - self.on_paper
        return by_code and paper == self.paper_done

    @property
    def fits(self) -> bool:
        """Say whether issued is the sum of the rest."""
        return self.issued == self.unused + self.used + self.revoked


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The accounts of a round."""

    areas: list[Account]
    is_sealed: bool  # the urn is shut: every vote must lie in it

    @property
    def total(self) -> Account:
        """Return all areas together."""
        names = ("letters_sent", "issued", "unused", "used", "revoked", "void")
        sums = {
            name: sum(getattr(area, name) for area in self.areas)
            for name in (*names, *SEALED)
        }
        return Account("", **sums)

    @property
    def fits(self) -> bool:
        """Say whether every equation holds."""
        in_urn = all(area.is_in_urn for area in self.areas)
        return all(area.fits for area in self.areas) and (in_urn or not self.is_sealed)


def reconcile(session: Session, budget_round: BudgetRound) -> Reconciliation:
    """Return the accounts of a round as they are at this moment.

    All numbers come from one statement: between two, people would go on voting.
    """
    issued = (
        select(func.coalesce(func.sum(CodeBatch.count), 0))
        .where(CodeBatch.area_id == Area.id)
        .scalar_subquery()
    )
    sealed = (
        select(func.count())
        .select_from(Envelope)
        .join(VotingCode, VotingCode.id == Envelope.code_id)
        .where(VotingCode.area_id == Area.id)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Area.name,
            Area.letters_sent,
            issued,
            _codes(lambda of: of.state == CodeState.ISSUED),
            _codes(lambda of: of.state == CodeState.USED),
            _codes(lambda of: of.state == CodeState.REVOKED),
            _codes(lambda of: of.is_void.is_(True)),
            sealed,
            _paper(PaperBatch.spent),
            _of_paper(),
            _paper(PaperBatch.invalid),
            _paper(PaperBatch.spent, PaperBatch.state == BatchState.DONE),
        )
        .where(Area.budget_round_id == budget_round.id)
        .order_by(Area.id)
    )
    return Reconciliation(
        [Account(*row) for row in rows],
        is_sealed=budget_round.public_key is not None
        and budget_round.stage in {Stage.FROZEN, Stage.ARMED, Stage.CLOSED}
        and budget_round.unsealed_at is None,
    )


def _paper(
    number: InstrumentedAttribute[int], *conditions: ColumnElement[bool]
) -> ScalarSelect[Any]:
    return (
        select(func.coalesce(func.sum(number), 0))
        .where(PaperBatch.area_id == Area.id, *conditions)
        .scalar_subquery()
    )


def _of_paper() -> ScalarSelect[Any]:
    return (
        select(func.count())
        .select_from(Envelope)
        .join(PaperBatch, PaperBatch.id == Envelope.batch_id)
        .where(PaperBatch.area_id == Area.id)
        .scalar_subquery()
    )


def _codes(
    which: Callable[[type[VotingCode] | type[CodeCount]], ColumnElement[bool]],
) -> ColumnElement[int]:
    """Return how many codes there are, those that were deleted included."""
    standing = (
        select(func.count())
        .select_from(VotingCode)
        .where(
            VotingCode.budget_round_id == Area.budget_round_id,
            VotingCode.area_id == Area.id,
            which(VotingCode),
        )
    )
    deleted = select(func.coalesce(func.sum(CodeCount.count), 0)).where(
        CodeCount.area_id == Area.id, which(CodeCount)
    )
    return standing.scalar_subquery() + deleted.scalar_subquery()
