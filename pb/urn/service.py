"""The key of a round and its urn: made, tried, opened, destroyed.

Knows the database and the files of the urn, not the web.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from nacl.public import PrivateKey
from sqlalchemy.orm import Session

from pb.approvals.forgetting import forget_subjects
from pb.auth.models import Role
from pb.codes.deleting import delete_codes
from pb.log.actors import actor_of
from pb.log.service import SYSTEM, append
from pb.log.types import EventType
from pb.rounds.locking import lock_round
from pb.rounds.models import BudgetRound
from pb.rounds.phases import PUBLISHED_STAGES, Stage
from pb.urn.holders import Holder, list_holders
from pb.urn.keyfiles import UrnFiles, WrappedKey
from pb.urn.opening import open_urn
from pb.urn.passphrases import private_key_of
from pb.urn.sealing import opener, seal
from pb.urn.wrapping import HOLDERS, Half, WrongKey, open_half, open_whole, wrap

TRIAL_BODY = b'{"area":"","choices":{}}'
TRIAL_SIZE = 256


class Purpose(StrEnum):
    """What two key holders open the key for."""

    TEST = "test"
    UNSEAL = "unseal"


BEGUN = {
    Purpose.TEST: EventType.KEY_TEST_BEGUN,
    Purpose.UNSEAL: EventType.UNSEAL_BEGUN,
}


class UrnRefused(Exception):
    """Nothing was made, opened or destroyed."""


class WrongMoment(UrnRefused):
    """The round is not where this can be done."""


class HoldersMissing(UrnRefused):
    """Three different key holders, each with a passphrase, are needed."""


class NotAHolder(UrnRefused):
    """This member of staff does not hold the key of this round."""


class SameHolder(UrnRefused):
    """The second passphrase must come from another key holder."""


class WrongPassphrase(UrnRefused):
    """The passphrase is not the one of this holder."""


def takes_key(budget_round: BudgetRound) -> bool:
    """Say whether the key of a round can be made now.

    Also for one that was open before keys existed: until then it takes no ballots.
    """
    stages = {Stage.FROZEN, Stage.ARMED}
    return budget_round.stage in stages and budget_round.public_key is None


def can_test(budget_round: BudgetRound) -> bool:
    """Say whether the key can be tried now."""
    stages = {Stage.FROZEN, Stage.ARMED}
    return budget_round.stage in stages and budget_round.public_key is not None


def can_unseal(budget_round: BudgetRound) -> bool:
    """Say whether the urn can be opened now."""
    return budget_round.stage is Stage.CLOSED and budget_round.unsealed_at is None


def can_destroy_key(budget_round: BudgetRound) -> bool:
    """Say whether the key has done its work."""
    is_left = budget_round.public_key and budget_round.key_destroyed_at is None
    return budget_round.stage in PUBLISHED_STAGES and bool(is_left)


def make_key(
    session: Session,
    budget_round: BudgetRound,
    holder_ids: Sequence[int],
    files: UrnFiles,
    *,
    now: datetime,
    actor: str = SYSTEM,
) -> WrappedKey:
    """Make the key of a round, wrapped for three key holders.

    Args:
        session: Committed on success.
        budget_round: Frozen, without a key.
        holder_ids: Ids of three members of staff.
        files: Of the urn of this round.
        now: In UTC.
        actor: See `pb.log.actors`.

    Raises:
        WrongMoment: The round is not frozen, or has its key.
        HoldersMissing: They are not three key holders with a passphrase.
    """
    lock_round(session, budget_round)
    if not takes_key(budget_round):
        raise WrongMoment
    holders = _chosen(session, budget_round, holder_ids)
    private = PrivateKey.generate()
    keys = {holder.id: holder.key for holder in holders if holder.key is not None}
    wrapped = WrappedKey(
        public_key=bytes(private.public_key).hex(),
        holders=keys,
        nests=wrap(bytes(private), {id_: k.public_key for id_, k in keys.items()}),
    )
    files.set_key_aside()  # of an attempt that was broken off, or of a lost database
    files.keep_key(wrapped)
    files.make_secret()
    budget_round.public_key = wrapped.public_key
    budget_round.key_tested_at = None
    names = [actor_of(session, budget_round, id_, Role.KEY_HOLDER) for id_ in keys]
    body = {"public_key": wrapped.public_key, "holders": names}
    append(session, budget_round, EventType.KEY_MADE, body, actor=actor, at=now)
    session.commit()
    return wrapped


def _chosen(
    session: Session, budget_round: BudgetRound, holder_ids: Sequence[int]
) -> list[Holder]:
    holders = list_holders(session, budget_round.id)
    able = {holder.id: holder for holder in holders if holder.key is not None}
    wanted = set(holder_ids)
    if len(wanted) != HOLDERS or not wanted <= able.keys():
        raise HoldersMissing
    return [able[id_] for id_ in sorted(wanted)]


def give_passphrase(
    session: Session,
    budget_round: BudgetRound,
    files: UrnFiles,
    *,
    purpose: Purpose,
    staff_id: int,
    passphrase: str,
    now: datetime,
    actor: str = SYSTEM,
) -> bool:
    """Take the passphrase of one key holder; with the second one the act is done.

    Args:
        session: Committed on success.
        budget_round: With a key.
        files: Of the urn of this round.
        purpose: To try the key, or to open the urn.
        staff_id: Who gives it.
        passphrase: As typed.
        now: In UTC.
        actor: See `pb.log.actors`.

    Returns:
        Whether it is done; else another holder has a quarter of an hour.

    Raises:
        UrnRefused: One of its kinds above, or of `pb.urn.opening`.
    """
    may_now = can_test if purpose is Purpose.TEST else can_unseal
    if not may_now(budget_round):
        raise WrongMoment
    key = files.key_of(budget_round.public_key)
    holder_key = _unlock(key, staff_id, passphrase)
    # Of two who come first at the same moment, one becomes the second.
    lock_round(session, budget_round)
    half = files.half(purpose, now)
    if half is None:
        half = _opened_half(key, staff_id, holder_key)
        append(session, budget_round, BEGUN[purpose], {}, actor=actor, at=now)
        files.keep_half(half, purpose, now)
        session.commit()
        return False
    session.rollback()
    if half.opened_by == staff_id:
        raise SameHolder
    private = _opened_whole(half, staff_id, holder_key)
    if bytes(PrivateKey(private).public_key).hex() != budget_round.public_key:
        raise WrongPassphrase
    if purpose is Purpose.TEST:
        _try(session, budget_round, private, now=now, actor=actor)
    else:
        open_urn(session, budget_round, private, now=now, actor=actor)
        files.drop_secret()
    files.drop_half()
    return True


def _unlock(key: WrappedKey, staff_id: int, passphrase: str) -> PrivateKey:
    holder = key.holders.get(staff_id)
    if holder is None:
        raise NotAHolder
    try:
        made = private_key_of(passphrase, holder.salt)
    except ValueError:
        raise WrongPassphrase from None
    if bytes(made.public_key).hex() != holder.public_key:
        raise WrongPassphrase
    return made


def _opened_half(key: WrappedKey, staff_id: int, holder_key: PrivateKey) -> Half:
    try:
        return open_half(key.nests, staff_id, holder_key)
    except WrongKey:
        raise WrongPassphrase from None


def _opened_whole(half: Half, staff_id: int, holder_key: PrivateKey) -> bytes:
    try:
        return open_whole(half, staff_id, holder_key)
    except WrongKey:
        raise WrongPassphrase from None


def _try(
    session: Session,
    budget_round: BudgetRound,
    private: bytes,
    *,
    now: datetime,
    actor: str,
) -> None:
    """Seal a trial envelope with the public key, and open it with the private one."""
    public_key, nonce = budget_round.public_key or "", secrets.token_bytes(32)
    envelope = seal(public_key, nonce=nonce, body=TRIAL_BODY, size=TRIAL_SIZE)
    opened = opener(private, TRIAL_SIZE)(envelope)
    if (opened.nonce, opened.body) != (nonce, TRIAL_BODY):
        raise WrongPassphrase
    lock_round(session, budget_round)
    budget_round.key_tested_at = now
    body = {"public_key": public_key}
    append(session, budget_round, EventType.KEY_TESTED, body, actor=actor, at=now)
    session.commit()


def destroy_key(
    session: Session,
    budget_round: BudgetRound,
    files: UrnFiles,
    *,
    now: datetime,
    actor: str = SYSTEM,
) -> None:
    """Destroy the key of a published round, and what is left of its codes but numbers.

    At the desk two persons do it, after the time for objections: see
    `pb.urn.destroying`. From then on no envelope in any old copy can be opened, no
    letter says anything any more, and no proposal tells which letter it was about.

    Raises:
        WrongMoment: The result is not public, or the key is gone already.
    """
    lock_round(session, budget_round)
    let_key_go(session, budget_round, now=now, actor=actor)
    session.commit()
    files.drop_key()
    files.drop_secret()


def let_key_go(
    session: Session, budget_round: BudgetRound, *, now: datetime, actor: str
) -> None:
    """Do what `destroy_key` does in the database; the caller commits, then the files.

    Raises:
        WrongMoment: The result is not public, or the key is gone already.
    """
    if not can_destroy_key(budget_round):
        raise WrongMoment
    budget_round.key_destroyed_at = now
    delete_codes(session, budget_round)
    forget_subjects(session, budget_round, now=now, actor=actor)
    append(session, budget_round, EventType.KEY_DESTROYED, {}, actor=actor, at=now)
