"""A budget round, its areas and its contests."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Enum,
    ForeignKey,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pb.db import Base, Cents
from pb.rounds.phases import (
    FROZEN_STAGES,
    PUBLISHED_STAGES,
    Phase,
    Stage,
    interval,
    phase_at,
)


class BudgetRound(Base):
    """One cycle from idea to delivered plan (ronde)."""

    __tablename__ = "budget_round"
    __table_args__ = (
        CheckConstraint(
            "collecting_opens_at < collecting_closes_at", name="collecting_order"
        ),
        CheckConstraint("opens_at < closes_at", name="voting_order"),
        CheckConstraint(
            "(config_hash IS NULL) = (stage IN ('draft', 'announced', 'shortlisted'))",
            name="frozen_has_config",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")  # plain text, shown to everyone
    stage: Mapped[Stage] = mapped_column(
        Enum(
            Stage,
            native_enum=False,
            length=20,
            values_callable=lambda stages: [stage.value for stage in stages],
            create_constraint=True,
            name="stage",
        ),
        default=Stage.DRAFT,
    )
    currency: Mapped[str] = mapped_column(default="EUR")  # ISO 4217
    collecting_opens_at: Mapped[datetime | None]
    collecting_closes_at: Mapped[datetime | None]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    # The public seed from which the tie order of every contest was drawn.
    tie_seed: Mapped[str | None]
    config_json: Mapped[str | None]  # canonical (RFC 8785), fixed at freezing
    config_hash: Mapped[str | None]  # SHA-256 of config_json, hex
    imported_from: Mapped[str | None]  # name of the Pabulib file, for past rounds
    # The round whose dates this one has, some years later; until somebody looks.
    dates_from: Mapped[str | None]
    created_at: Mapped[datetime]
    frozen_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    # Whether one code votes once (final), or may vote again until closing
    # (last_counts); and whether voters get no receipt. Fixed at freezing.
    recast: Mapped[str] = mapped_column(default="final", server_default="final")
    hides_receipt: Mapped[bool] = mapped_column(default=False, server_default=false())
    # From publication to the end of the time for objections. Until then the key stays,
    # and a resident can ask whether a code was used.
    objection_weeks: Mapped[int] = mapped_column(default=6, server_default="6")
    # The urn: with this key ballots are sealed; its other half is kept elsewhere.
    public_key: Mapped[str | None]  # hex
    key_tested_at: Mapped[datetime | None]
    unsealed_at: Mapped[datetime | None]
    key_destroyed_at: Mapped[datetime | None]
    # The database knew more than it does: nobody votes, nothing is published.
    on_hold_at: Mapped[datetime | None]
    # Staff paused the vote, and what everybody reads about that.
    paused_at: Mapped[datetime | None]
    pause_reason: Mapped[str | None]

    areas: Mapped[list["Area"]] = relationship(order_by="Area.id")
    contests: Mapped[list["Contest"]] = relationship(order_by="Contest.id")

    def phase(self, now: datetime) -> Phase:
        """Return where this round is at `now` (UTC)."""
        if self.stage is Stage.CLOSED and self.unsealed_at is not None:
            return Phase.UNSEALED
        return phase_at(
            self.stage,
            now,
            collecting=interval(self.collecting_opens_at, self.collecting_closes_at),
            voting=interval(self.opens_at, self.closes_at),
        )

    @property
    def is_frozen(self) -> bool:
        """Say whether all that decides the result is fixed."""
        return self.stage in FROZEN_STAGES

    @property
    def is_published(self) -> bool:
        """Say whether a result is public."""
        return self.stage in PUBLISHED_STAGES

    @property
    def is_public(self) -> bool:
        """Say whether residents may see this round at all."""
        return self.stage is not Stage.DRAFT

    @property
    def budget_total(self) -> int:
        """Return the sum of all contests, in cents."""
        return sum(contest.budget_limit for contest in self.contests)


class Area(Base):
    """A part of the district (wijk), in one round."""

    __tablename__ = "area"
    __table_args__ = (
        UniqueConstraint("budget_round_id", "name"),
        CheckConstraint("letters_sent >= 0", name="letters_sent"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    budget_round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.id"))
    name: Mapped[str]
    # Residents who are to get a letter: the measure of turnout.
    letters_sent: Mapped[int] = mapped_column(default=0)


class Contest(Base):
    """One sum of money, its projects, one ballot form, one count (pot).

    It belongs to one area, or, without area, to the whole district.
    """

    __tablename__ = "contest"
    __table_args__ = (
        UniqueConstraint("budget_round_id", "title"),
        CheckConstraint("budget_limit > 0", name="budget_limit"),
        CheckConstraint(
            "vote_type IN ('approval', 'choose-1', 'cumulative', 'ordinal')",
            name="vote_type",
        ),
        CheckConstraint("max_choices IS NULL OR max_choices > 0", name="max_choices"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    budget_round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    title: Mapped[str]
    budget_limit: Mapped[Cents]
    vote_type: Mapped[str] = mapped_column(default="approval")  # Pabulib's word
    max_choices: Mapped[int | None]  # None: no limit on the number of plans
    # Whether the plans on one ballot must together fit in the budget.
    within_budget: Mapped[bool] = mapped_column(default=True)
    # The further limits of one ballot, by name; see `pb.rounds.ballot_limits`.
    ballot_limits: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict, server_default="{}"
    )
    rule: Mapped[str] = mapped_column(default="equal-shares")
    utility: Mapped[str | None] = mapped_column(default="cost")
    completion: Mapped[str | None] = mapped_column(default="add1u")
    # The further options of allocation.Options, by name; amounts in cents.
    rule_options: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    area: Mapped["Area | None"] = relationship()
