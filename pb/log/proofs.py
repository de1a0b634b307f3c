"""Proof that a ballot stands in the public list, for who holds its receipt."""

from bisect import bisect_left
from collections import OrderedDict
from dataclasses import dataclass

from sqlalchemy.orm import Session

from exports import merkle
from pb.log.checkpoints import BALLOTS, newest_checkpoint
from pb.rounds.models import BudgetRound
from pb.urn.closing import read_commitments


class ListChanged(Exception):
    """The ballots are not those whose list was signed when the urn was opened."""


@dataclass(frozen=True, slots=True)
class Step:
    """One hash on the way from a leaf to the root."""

    hash: str  # hex
    is_left: bool  # it comes before what was computed so far


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a ballot stands, and what leads from it to the root that was signed."""

    commitment: str  # hex
    place: int  # from 1
    size: int
    root: str  # hex
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class _List:
    """The public list of a round, with its tree."""

    commitments: list[bytes]  # sorted
    tree: merkle.Tree


# After an opening many people come to look; the list never changes.
KEPT = 2
_kept: OrderedDict[tuple[int, str], _List] = OrderedDict()


def inclusion(
    session: Session, budget_round: BudgetRound, commitment: str
) -> Proof | None:
    """Return the proof for a ballot; None when the list is not public or lacks it.

    Args:
        session: Only read.
        budget_round: Whose list.
        commitment: Hex.

    Raises:
        ListChanged: The list in the database is not the one that was signed.
    """
    signed = newest_checkpoint(session, budget_round, BALLOTS)
    if signed is None:
        return None
    listed = _public_list(session, budget_round, signed.root)
    leaf = bytes.fromhex(commitment)
    index = bisect_left(listed.commitments, leaf)
    if listed.commitments[index : index + 1] != [leaf]:
        return None
    return Proof(
        commitment=commitment,
        place=index + 1,
        size=listed.tree.size,
        root=signed.root,
        steps=_steps(listed.tree, index),
    )


def _steps(tree: merkle.Tree, index: int) -> tuple[Step, ...]:
    """Say of every hash of an audit path on which side it stands."""
    steps, last = [], tree.size - 1
    for hash_ in tree.inclusion_proof(index):
        while index == last and not index & 1:  # it rises without a neighbour
            index, last = index >> 1, last >> 1
        steps.append(Step(hash_.hex(), is_left=bool(index & 1)))
        index, last = index >> 1, last >> 1
    return tuple(steps)


def _public_list(session: Session, budget_round: BudgetRound, root: str) -> _List:
    key = (budget_round.id, root)
    known = _kept.get(key)
    if known is not None:
        return known
    commitments = read_commitments(session, budget_round)
    listed = _List(commitments, merkle.grow(commitments))
    if listed.tree.root.hex() != root:
        raise ListChanged
    _kept[key] = listed
    while len(_kept) > KEPT:
        _kept.popitem(last=False)
    return listed
