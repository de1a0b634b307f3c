"""Begin with the tables of a whole round."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "budget_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "draft",
                "announced",
                "shortlisted",
                "frozen",
                "armed",
                "closed",
                "counted",
                "published",
                "delivering",
                "archived",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("collecting_opens_at", sa.DateTime(), nullable=True),
        sa.Column("collecting_closes_at", sa.DateTime(), nullable=True),
        sa.Column("opens_at", sa.DateTime(), nullable=True),
        sa.Column("closes_at", sa.DateTime(), nullable=True),
        sa.Column("tie_seed", sa.String(), nullable=True),
        sa.Column("config_json", sa.String(), nullable=True),
        sa.Column("config_hash", sa.String(), nullable=True),
        sa.Column("imported_from", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(config_hash IS NULL) = (stage IN ('draft', 'announced', 'shortlisted'))",
            name=op.f("ck_budget_round_frozen_has_config"),
        ),
        sa.CheckConstraint(
            "collecting_opens_at < collecting_closes_at",
            name=op.f("ck_budget_round_collecting_order"),
        ),
        sa.CheckConstraint(
            "opens_at < closes_at", name=op.f("ck_budget_round_voting_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_round")),
        sa.UniqueConstraint("slug", name=op.f("uq_budget_round_slug")),
    )
    op.create_table(
        "failure_count",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("minute", sa.DateTime(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "scope", "subject", "minute", name=op.f("pk_failure_count")
        ),
    )
    op.create_table(
        "staff_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("totp_secret", sa.String(), nullable=False),
        sa.Column("totp_last_step", sa.Integer(), nullable=False),
        sa.Column("is_disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_member")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_member_email")),
    )
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("letters_sent", sa.Integer(), nullable=False),
        sa.CheckConstraint("letters_sent >= 0", name=op.f("ck_area_letters_sent")),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_area_budget_round_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint(
            "budget_round_id", "name", name=op.f("uq_area_budget_round_id_name")
        ),
    )
    op.create_table(
        "ballot",
        sa.Column("commitment", sa.String(), nullable=False),
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_ballot_budget_round_id"),
        ),
        sa.PrimaryKeyConstraint("commitment", name=op.f("pk_ballot")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ballot_budget_round_id"), ["budget_round_id"], unique=False
        )

    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("budget_round_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "running",
                "done",
                "failed",
                "stopped",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=10,
            ),
            nullable=False,
        ),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_job_budget_round_id"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_job_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("computed_at", sa.DateTime(), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("result_json", sa.String(), nullable=False),
        sa.Column("result_hash", sa.String(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_outcome_budget_round_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
    )
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outcome_budget_round_id"), ["budget_round_id"], unique=False
        )

    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("result_json", sa.String(), nullable=False),
        sa.Column("result_hash", sa.String(), nullable=False),
        sa.Column("figures_json", sa.String(), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_publication_version")),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_publication_budget_round_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sa.UniqueConstraint(
            "budget_round_id",
            "version",
            name=op.f("uq_publication_budget_round_id_version"),
        ),
    )
    op.create_table(
        "staff_role",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_staff_role_staff_id")
        ),
        sa.PrimaryKeyConstraint("staff_id", "role", name=op.f("pk_staff_role")),
    )
    op.create_table(
        "code_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("handed_over_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("count > 0", name=op.f("ck_code_batch_count")),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_code_batch_area_id")
        ),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_code_batch_budget_round_id"),
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name=op.f("fk_code_batch_job_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_batch")),
    )
    with op.batch_alter_table("code_batch", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_code_batch_budget_round_id"),
            ["budget_round_id"],
            unique=False,
        )

    op.create_table(
        "contest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("budget_limit", sa.BigInteger(), nullable=False),
        sa.Column("vote_type", sa.String(), nullable=False),
        sa.Column("max_choices", sa.Integer(), nullable=True),
        sa.Column("within_budget", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("utility", sa.String(), nullable=True),
        sa.Column("completion", sa.String(), nullable=True),
        sa.Column("rule_options", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "vote_type IN ('approval', 'choose-1', 'cumulative', 'ordinal')",
            name=op.f("ck_contest_vote_type"),
        ),
        sa.CheckConstraint("budget_limit > 0", name=op.f("ck_contest_budget_limit")),
        sa.CheckConstraint(
            "max_choices IS NULL OR max_choices > 0",
            name=op.f("ck_contest_max_choices"),
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_contest_area_id")
        ),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_contest_budget_round_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contest")),
        sa.UniqueConstraint(
            "budget_round_id", "title", name=op.f("uq_contest_budget_round_id_title")
        ),
    )
    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("contest_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.String(), nullable=True),
        sa.Column("submission_id", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("original_title", sa.String(), nullable=False),
        sa.Column("title_reason", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("estimated_cost", sa.BigInteger(), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "submitted",
                "feasible",
                "not_feasible",
                "shortlisted",
                "withdrawn",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("public_reason", sa.String(), nullable=False),
        sa.Column("tie_rank", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "status <> 'not_feasible' OR public_reason <> ''",
            name=op.f("ck_project_refused_has_reason"),
        ),
        sa.CheckConstraint(
            "status <> 'shortlisted' OR (contest_id IS NOT NULL AND cost IS NOT NULL)",
            name=op.f("ck_project_shortlisted_has_cost"),
        ),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_project_cost")),
        sa.CheckConstraint(
            "estimated_cost >= 0", name=op.f("ck_project_estimated_cost")
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_project_area_id")
        ),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_project_budget_round_id"),
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"],
            ["staff_member.id"],
            name=op.f("fk_project_checked_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contest.id"], name=op.f("fk_project_contest_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint(
            "budget_round_id",
            "submission_id",
            name=op.f("uq_project_budget_round_id_submission_id"),
        ),
        sa.UniqueConstraint(
            "contest_id", "file_id", name=op.f("uq_project_contest_id_file_id")
        ),
        sa.UniqueConstraint(
            "contest_id", "tie_rank", name=op.f("uq_project_contest_id_tie_rank")
        ),
    )
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_project_budget_round_id"), ["budget_round_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_project_contest_id"), ["contest_id"], unique=False
        )

    op.create_table(
        "voting_code",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("mac", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "issued",
                "used",
                "revoked",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=10,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_voting_code_area_id")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["code_batch.id"], name=op.f("fk_voting_code_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_voting_code_budget_round_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voting_code")),
        sa.UniqueConstraint(
            "budget_round_id", "mac", name=op.f("uq_voting_code_budget_round_id_mac")
        ),
    )
    with op.batch_alter_table("voting_code", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_voting_code_batch_id"), ["batch_id"], unique=False
        )
        batch_op.create_index(
            "ix_voting_code_tally",
            ["budget_round_id", "area_id", "state"],
            unique=False,
        )

    op.create_table(
        "proposer_contact",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_proposer_contact_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_proposer_contact")),
    )
    op.create_table(
        "web_session",
        sa.Column("id_hash", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code_id", sa.String(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'voter' AND code_id IS NOT NULL AND staff_id IS NULL) OR (kind = 'staff' AND code_id IS NULL AND staff_id IS NOT NULL)",
            name=op.f("ck_web_session_one_owner"),
        ),
        sa.ForeignKeyConstraint(
            ["code_id"],
            ["voting_code.id"],
            name=op.f("fk_web_session_code_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_member.id"],
            name=op.f("fk_web_session_staff_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_web_session")),
    )
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_web_session_code_id"), ["code_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_web_session_staff_id"), ["staff_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_web_session_staff_id"))
        batch_op.drop_index(batch_op.f("ix_web_session_code_id"))

    op.drop_table("web_session")
    op.drop_table("proposer_contact")
    with op.batch_alter_table("voting_code", schema=None) as batch_op:
        batch_op.drop_index("ix_voting_code_tally")
        batch_op.drop_index(batch_op.f("ix_voting_code_batch_id"))

    op.drop_table("voting_code")
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_contest_id"))
        batch_op.drop_index(batch_op.f("ix_project_budget_round_id"))

    op.drop_table("project")
    op.drop_table("contest")
    with op.batch_alter_table("code_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_code_batch_budget_round_id"))

    op.drop_table("code_batch")
    op.drop_table("staff_role")
    op.drop_table("publication")
    with op.batch_alter_table("outcome", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcome_budget_round_id"))

    op.drop_table("outcome")
    op.drop_table("job")
    with op.batch_alter_table("ballot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ballot_budget_round_id"))

    op.drop_table("ballot")
    op.drop_table("area")
    op.drop_table("staff_member")
    op.drop_table("failure_count")
    op.drop_table("budget_round")
