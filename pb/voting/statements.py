"""The statements with which a ballot is cast."""

from typing import cast

from sqlalchemy import Table, and_, bindparam, exists, insert, select, update

from pb.codes.models import CodeState, VotingCode
from pb.db import UtcDateTime, database_now
from pb.prepared import Prepared
from pb.rounds.models import BudgetRound
from pb.rounds.phases import Stage
from pb.urn.models import Envelope

IN_TIME = and_(
    database_now() >= bindparam("opens_at", type_=UtcDateTime()),
    database_now() < bindparam("closes_at", type_=UtcDateTime()),
)
HOLD = Prepared(
    select(BudgetRound.id)
    .where(
        BudgetRound.slug == bindparam("slug"),
        BudgetRound.stage == Stage.ARMED,
        BudgetRound.on_hold_at.is_(None),
        BudgetRound.paused_at.is_(None),
    )
    .with_for_update(read=True)
)
# The update both checks and spends, so two browsers that send the same code at the
# same moment cannot both pass.
SPEND = Prepared(
    update(VotingCode)
    .where(
        VotingCode.id == bindparam("code"),
        VotingCode.budget_round_id == bindparam("round"),
        VotingCode.area_id == bindparam("area"),
        VotingCode.state == CodeState.ISSUED,
        IN_TIME,
    )
    .values(state=CodeState.USED)
)
ON_HOLD = select(BudgetRound.pause_reason).where(
    BudgetRound.slug == bindparam("slug"),
    BudgetRound.on_hold_at.is_not(None) | BudgetRound.paused_at.is_not(None),
    BudgetRound.closes_at > database_now(),
)
# Past what the ORM would add.
INSERT = Prepared(insert(cast(Table, Envelope.__table__)))
REPLACE = (
    update(Envelope)
    .where(
        Envelope.code_id == bindparam("code"),
        Envelope.version == bindparam("seen"),
        IN_TIME,
    )
    .values(
        ciphertext=bindparam("sealed"),
        body_mac=bindparam("mac"),
        version=Envelope.version + 1,
    )
)
STORED = select(
    exists().where(
        Envelope.code_id == bindparam("code"), Envelope.body_mac == bindparam("mac")
    )
)
