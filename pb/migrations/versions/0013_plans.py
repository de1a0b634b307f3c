"""Plans with money, needs and history, and the outbox of mails."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'unsure', 'failed')",
            name=op.f("ck_mail_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_key")),
    )
    op.create_index("ix_mail_waiting", "mail", ["state", "next_at"], unique=False)
    op.create_table(
        "plan_settings",
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column(
            "releases_together", sa.Boolean(), server_default=sa.false(), nullable=False
        ),
        sa.Column("objection_days", sa.Integer(), server_default="0", nullable=False),
        sa.Column("released_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "objection_days BETWEEN 0 AND 90",
            name=op.f("ck_plan_settings_objection_days"),
        ),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_plan_settings_budget_round_id"),
        ),
        sa.PrimaryKeyConstraint("budget_round_id", name=op.f("pk_plan_settings")),
    )
    op.create_table(
        "contribution",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "source IN ('own', 'membership', 'funds', 'donations', 'housing', 'municipality')",
            name=op.f("ck_contribution_source"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_contribution_amount")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_contribution_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", "source", name=op.f("pk_contribution")),
    )
    op.create_table(
        "cost_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_cost_line_amount")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_cost_line_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_line")),
    )
    op.create_index(
        op.f("ix_cost_line_project_id"), "cost_line", ["project_id"], unique=False
    )
    op.create_table(
        "plan_access",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('link', 'code')", name=op.f("ck_plan_access_kind")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_plan_access_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_access")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_plan_access_secret_hash")),
    )
    op.create_index(
        op.f("ix_plan_access_project_id"), "plan_access", ["project_id"], unique=False
    )
    op.create_table(
        "plan_aim",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("aim", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint("aim BETWEEN 1 AND 5", name=op.f("ck_plan_aim_aim")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_plan_aim_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", "aim", name=op.f("pk_plan_aim")),
    )
    op.create_table(
        "plan_attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by_id"],
            ["staff_member.id"],
            name=op.f("fk_plan_attachment_added_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_plan_attachment_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_attachment")),
        sa.UniqueConstraint("file_name", name=op.f("uq_plan_attachment_file_name")),
    )
    op.create_index(
        op.f("ix_plan_attachment_project_id"),
        "plan_attachment",
        ["project_id"],
        unique=False,
    )
    op.create_table(
        "plan_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('merge', 'split')", name=op.f("ck_plan_change_kind")
        ),
        sa.CheckConstraint(
            "state IN ('asked', 'done', 'dropped')", name=op.f("ck_plan_change_state")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["staff_member.id"],
            name=op.f("fk_plan_change_asked_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_plan_change_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_change")),
    )
    op.create_index(
        op.f("ix_plan_change_project_id"), "plan_change", ["project_id"], unique=False
    )
    op.create_table(
        "plan_details",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("for_whom", sa.String(), nullable=False),
        sa.Column("own_effort", sa.String(), nullable=False),
        sa.Column("proposer_kind", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("is_paid", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("paid_note", sa.String(), nullable=False),
        sa.Column("total_cost", sa.BigInteger(), nullable=True),
        sa.Column("running_cost", sa.BigInteger(), nullable=True),
        sa.Column("handled_by", sa.String(), nullable=False),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("next_step", sa.String(), nullable=False),
        sa.Column("next_by", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "proposer_kind IN ('resident', 'street', 'association', 'cooperative', 'enterprise', 'other')",
            name=op.f("ck_plan_details_proposer_kind"),
        ),
        sa.CheckConstraint(
            "running_cost >= 0", name=op.f("ck_plan_details_running_cost")
        ),
        sa.CheckConstraint("total_cost >= 0", name=op.f("ck_plan_details_total_cost")),
        sa.ForeignKeyConstraint(
            ["handler_id"], ["staff_member.id"], name=op.f("fk_plan_details_handler_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_plan_details_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_plan_details")),
    )
    op.create_table(
        "plan_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("answers", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_plan_draft_budget_round_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_plan_draft_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_draft")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_plan_draft_token_hash")),
    )
    op.create_table(
        "plan_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("amount_from", sa.BigInteger(), nullable=True),
        sa.Column("amount_to", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("is_public", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("tells", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_plan_history_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_history")),
    )
    op.create_index(
        op.f("ix_plan_history_project_id"), "plan_history", ["project_id"], unique=False
    )
    op.create_table(
        "plan_joiner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_plan_joiner_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_joiner")),
    )
    op.create_index(
        op.f("ix_plan_joiner_project_id"), "plan_joiner", ["project_id"], unique=False
    )
    op.create_table(
        "plan_link",
        sa.Column("from_project_id", sa.Integer(), nullable=False),
        sa.Column("to_project_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('merged', 'split')", name=op.f("ck_plan_link_kind")
        ),
        sa.CheckConstraint(
            "from_project_id <> to_project_id", name=op.f("ck_plan_link_other")
        ),
        sa.ForeignKeyConstraint(
            ["from_project_id"],
            ["project.id"],
            name=op.f("fk_plan_link_from_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["to_project_id"], ["project.id"], name=op.f("fk_plan_link_to_project_id")
        ),
        sa.PrimaryKeyConstraint(
            "from_project_id", "to_project_id", name=op.f("pk_plan_link")
        ),
    )
    op.create_index(
        op.f("ix_plan_link_to_project_id"), "plan_link", ["to_project_id"], unique=False
    )
    op.create_table(
        "plan_need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('hands', 'skills', 'materials', 'place', 'support')",
            name=op.f("ck_plan_need_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_plan_need_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_need")),
        sa.UniqueConstraint(
            "project_id", "kind", name=op.f("uq_plan_need_project_id_kind")
        ),
    )
    op.create_index(
        op.f("ix_plan_need_project_id"), "plan_need", ["project_id"], unique=False
    )
    op.create_table(
        "plan_objection",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "decision IN ('', 'upheld', 'rejected')",
            name=op.f("ck_plan_objection_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["staff_member.id"],
            name=op.f("fk_plan_objection_decided_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_plan_objection_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_plan_objection")),
    )
    op.create_table(
        "plan_opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("running_cost", sa.BigInteger(), nullable=True),
        sa.Column("ready_by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "verdict IN ('', 'yes', 'conditions', 'no')",
            name=op.f("ck_plan_opinion_verdict"),
        ),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_plan_opinion_cost")),
        sa.CheckConstraint(
            "running_cost >= 0", name=op.f("ck_plan_opinion_running_cost")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_plan_opinion_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_plan_opinion_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_opinion")),
        sa.UniqueConstraint(
            "project_id",
            "department",
            name=op.f("uq_plan_opinion_project_id_department"),
        ),
    )
    op.create_index(
        op.f("ix_plan_opinion_project_id"), "plan_opinion", ["project_id"], unique=False
    )
    op.create_table(
        "plan_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by_id"],
            ["staff_member.id"],
            name=op.f("fk_plan_question_asked_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_plan_question_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_question")),
    )
    op.create_index(
        op.f("ix_plan_question_project_id"),
        "plan_question",
        ["project_id"],
        unique=False,
    )
    op.create_table(
        "plan_value",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.CheckConstraint(
            "value IN ('community', 'democracy', 'economy', 'purchasing', 'sustainability')",
            name=op.f("ck_plan_value_value"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_plan_value_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", "value", name=op.f("pk_plan_value")),
    )
    op.create_table(
        "verdict_draft",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("is_feasible", sa.Boolean(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("contest_id", sa.Integer(), nullable=True),
        sa.Column("public_reason", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_reason", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contest_id"], ["contest.id"], name=op.f("fk_verdict_draft_contest_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_verdict_draft_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_verdict_draft_staff_id")
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_verdict_draft")),
    )
    op.create_table(
        "plan_change_answer",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("by_staff", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint(
            "answer IN ('', 'yes', 'no')", name=op.f("ck_plan_change_answer_answer")
        ),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["plan_change.id"],
            name=op.f("fk_plan_change_answer_change_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_plan_change_answer_project_id"),
        ),
        sa.PrimaryKeyConstraint(
            "change_id", "project_id", name=op.f("pk_plan_change_answer")
        ),
    )
    op.create_index(
        op.f("ix_plan_change_answer_project_id"),
        "plan_change_answer",
        ["project_id"],
        unique=False,
    )
    op.create_table(
        "plan_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("alt", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("alt <> ''", name=op.f("ck_plan_photo_alt")),
        sa.CheckConstraint(
            "project_id IS NOT NULL OR draft_id IS NOT NULL",
            name=op.f("ck_plan_photo_belongs"),
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["plan_draft.id"], name=op.f("fk_plan_photo_draft_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_plan_photo_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_photo")),
        sa.UniqueConstraint("file_name", name=op.f("uq_plan_photo_file_name")),
    )
    op.create_index(
        op.f("ix_plan_photo_draft_id"), "plan_photo", ["draft_id"], unique=False
    )
    op.create_index(
        op.f("ix_plan_photo_project_id"), "plan_photo", ["project_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("plan_photo")
    op.drop_table("plan_change_answer")
    op.drop_table("verdict_draft")
    op.drop_table("plan_value")
    op.drop_table("plan_question")
    op.drop_table("plan_opinion")
    op.drop_table("plan_objection")
    op.drop_table("plan_need")
    op.drop_table("plan_link")
    op.drop_table("plan_joiner")
    op.drop_table("plan_history")
    op.drop_table("plan_draft")
    op.drop_table("plan_details")
    op.drop_table("plan_change")
    op.drop_table("plan_attachment")
    op.drop_table("plan_aim")
    op.drop_table("plan_access")
    op.drop_table("cost_line")
    op.drop_table("contribution")
    op.drop_table("plan_settings")
    op.drop_table("mail")
