"""Carry funded plans out in public, find each other, and talk."""

import sqlalchemy as sa
from alembic import op

from pb.migrations.triggers import Rule, create, drop

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PAID = "(SELECT COALESCE(SUM(amount), 0) FROM money_entry WHERE project_id = NEW.project_id AND kind = NEW.kind)"
GRANTED = "(SELECT granted FROM delivery WHERE project_id = NEW.project_id)"
RULES = (
    Rule("money_entry_fixed", "money_entry", ("UPDATE",), "1 = 1", "money is not rewritten"),
    Rule("money_entry_kept", "money_entry", ("DELETE",), "1 = 1", "money is kept"),
    Rule(
        "money_entry_reasoned", "money_entry", ("INSERT",),
        f"NEW.kind = 'paid' AND NEW.amount > 0 AND NEW.reason = '' AND {PAID} + NEW.amount > {GRANTED}",
        "paying more than was granted needs a reason",
    ),
    Rule(
        "money_entry_there", "money_entry", ("INSERT",),
        f"NEW.amount < 0 AND {PAID} + NEW.amount < 0",
        "nothing is taken back that was not there",
    ),
    Rule("delivery_change_fixed", "delivery_change", ("UPDATE",), "1 = 1", "history is not rewritten"),
    Rule("delivery_change_kept", "delivery_change", ("DELETE",), "1 = 1", "history is kept"),
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "delivery",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "busy",
                "done",
                "stopped",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=10,
            ),
            nullable=False,
        ),
        sa.Column("granted", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("thanks", sa.String(), nullable=False),
        sa.Column("lesson", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'done') = (done_on IS NOT NULL)", name=op.f("ck_delivery_done")
        ),
        sa.CheckConstraint("granted > 0", name=op.f("ck_delivery_granted")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_delivery_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_delivery")),
    )
    op.create_table(
        "delivery_contact",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["delivery.project_id"],
            name=op.f("fk_delivery_contact_project_id"),
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_delivery_contact")),
    )
    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["delivery.project_id"],
            name=op.f("fk_milestone_project_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    op.create_index(
        op.f("ix_milestone_project_id"), "milestone", ["project_id"], unique=False
    )
    op.create_table(
        "money_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "paid",
                "accounted",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=10,
            ),
            nullable=False,
        ),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_money_entry_amount")),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["delivery.project_id"],
            name=op.f("fk_money_entry_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_money_entry_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_entry")),
    )
    op.create_index(
        op.f("ix_money_entry_project_id"), "money_entry", ["project_id"], unique=False
    )
    op.create_table(
        "delivery_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["delivery.project_id"],
            name=op.f("fk_delivery_change_project_id"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_delivery_change_staff_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_change")),
    )
    op.create_index(
        op.f("ix_delivery_change_project_id"),
        "delivery_change",
        ["project_id"],
        unique=False,
    )
    op.create_table(
        "delivery_news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.String(), nullable=True),
        sa.Column("is_staff", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "shown",
                "refused",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=10,
            ),
            nullable=False,
        ),
        sa.Column("refusal", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state <> 'refused' OR refusal <> ''", name=op.f("ck_delivery_news_refusal")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["staff_member.id"],
            name=op.f("fk_delivery_news_decided_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["delivery.project_id"],
            name=op.f("fk_delivery_news_project_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_news")),
        sa.UniqueConstraint(
            "submission_id", name=op.f("uq_delivery_news_submission_id")
        ),
    )
    op.create_index(
        op.f("ix_delivery_news_project_id"),
        "delivery_news",
        ["project_id"],
        unique=False,
    )
    op.create_table(
        "delivery_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("news_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["news_id"], ["delivery_news.id"], name=op.f("fk_delivery_photo_news_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_photo")),
        sa.UniqueConstraint("name", name=op.f("uq_delivery_photo_name")),
    )
    op.create_index(
        op.f("ix_delivery_photo_news_id"), "delivery_photo", ["news_id"], unique=False
    )
    op.create_table(
        "helper_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("details", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("times", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('hands', 'skills', 'materials', 'place')",
            name=op.f("ck_helper_offer_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('asked', 'open', 'closed')", name=op.f("ck_helper_offer_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helper_offer")),
        sa.UniqueConstraint(
            "submission_id", name=op.f("uq_helper_offer_submission_id")
        ),
    )
    op.create_table(
        "helper_contact",
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["helper_offer.id"], name=op.f("fk_helper_contact_offer_id")
        ),
        sa.PrimaryKeyConstraint("offer_id", name=op.f("pk_helper_contact")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_helper_contact_token_hash")),
    )
    op.create_table(
        "introduction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("maker_answer", sa.String(), nullable=False),
        sa.Column("helper_answer", sa.String(), nullable=False),
        sa.Column("maker_token", sa.String(), nullable=True),
        sa.Column("helper_token", sa.String(), nullable=True),
        sa.Column("introduced_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "helper_answer IN ('', 'yes', 'no')",
            name=op.f("ck_introduction_helper_answer"),
        ),
        sa.CheckConstraint(
            "introduced_at IS NULL OR (maker_answer = 'yes' AND helper_answer = 'yes')",
            name=op.f("ck_introduction_both_said_yes"),
        ),
        sa.CheckConstraint(
            "maker_answer IN ('', 'yes', 'no')",
            name=op.f("ck_introduction_maker_answer"),
        ),
        sa.ForeignKeyConstraint(
            ["need_id"],
            ["plan_need.id"],
            name=op.f("fk_introduction_need_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["helper_offer.id"], name=op.f("fk_introduction_offer_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"],
            ["staff_member.id"],
            name=op.f("fk_introduction_proposed_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introduction")),
        sa.UniqueConstraint("helper_token", name=op.f("uq_introduction_helper_token")),
        sa.UniqueConstraint("maker_token", name=op.f("uq_introduction_maker_token")),
        sa.UniqueConstraint(
            "need_id", "offer_id", name=op.f("uq_introduction_need_id_offer_id")
        ),
    )
    op.create_index(
        op.f("ix_introduction_need_id"), "introduction", ["need_id"], unique=False
    )
    op.create_index(
        op.f("ix_introduction_offer_id"), "introduction", ["offer_id"], unique=False
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("price", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("access", sa.String(), nullable=False),
        sa.Column("access_note", sa.String(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_place_capacity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("name", name=op.f("uq_place_name")),
    )
    op.create_table(
        "place_contact",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_place_contact_place_id")
        ),
        sa.PrimaryKeyConstraint("place_id", name=op.f("pk_place_contact")),
    )
    op.create_table(
        "talk_settings",
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column(
            "reads_first", sa.Boolean(), server_default=sa.true(), nullable=False
        ),
        sa.Column("supports", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=True),
        sa.CheckConstraint("threshold > 0", name=op.f("ck_talk_settings_threshold")),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_talk_settings_budget_round_id"),
        ),
        sa.PrimaryKeyConstraint("budget_round_id", name=op.f("pk_talk_settings")),
    )
    op.create_table(
        "area_threshold",
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.CheckConstraint("threshold > 0", name=op.f("ck_area_threshold_threshold")),
        sa.ForeignKeyConstraint(
            ["area_id"], ["area.id"], name=op.f("fk_area_threshold_area_id")
        ),
        sa.PrimaryKeyConstraint("area_id", name=op.f("pk_area_threshold")),
    )
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("answers_id", sa.Integer(), nullable=True),
        sa.Column("is_staff", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("refusal", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'answer') = (answers_id IS NOT NULL)",
            name=op.f("ck_remark_answers"),
        ),
        sa.CheckConstraint(
            "kind IN ('question', 'idea', 'for', 'against', 'answer')",
            name=op.f("ck_remark_kind"),
        ),
        sa.CheckConstraint(
            "state <> 'refused' OR refusal <> ''", name=op.f("ck_remark_refusal")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'shown', 'refused')", name=op.f("ck_remark_state")
        ),
        sa.ForeignKeyConstraint(
            ["answers_id"], ["remark.id"], name=op.f("fk_remark_answers_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["staff_member.id"], name=op.f("fk_remark_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_remark_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_remark_submission_id")),
    )
    op.create_index(
        op.f("ix_remark_answers_id"), "remark", ["answers_id"], unique=False
    )
    op.create_index(
        op.f("ix_remark_project_id"), "remark", ["project_id"], unique=False
    )
    op.create_table(
        "remark_writer",
        sa.Column("remark_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["remark_id"], ["remark.id"], name=op.f("fk_remark_writer_remark_id")
        ),
        sa.PrimaryKeyConstraint("remark_id", name=op.f("pk_remark_writer")),
    )
    op.create_table(
        "remark_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("remark_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["remark_id"], ["remark.id"], name=op.f("fk_remark_report_remark_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark_report")),
    )
    op.create_index(
        op.f("ix_remark_report_remark_id"), "remark_report", ["remark_id"], unique=False
    )
    op.create_table(
        "support_asked",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_support_asked_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_asked")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_support_asked_token_hash")),
    )
    op.create_index(
        op.f("ix_support_asked_project_id"),
        "support_asked",
        ["project_id"],
        unique=False,
    )
    op.create_table(
        "support",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("proof", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("proof IN ('email', 'code')", name=op.f("ck_support_proof")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_support_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support")),
        sa.UniqueConstraint(
            "project_id", "person", name=op.f("uq_support_project_id_person")
        ),
    )
    op.create_index(
        op.f("ix_support_project_id"), "support", ["project_id"], unique=False
    )
    op.create_table(
        "support_code",
        sa.Column("mac", sa.String(), nullable=False),
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_support_code_budget_round_id"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff_member.id"], name=op.f("fk_support_code_staff_id")
        ),
        sa.PrimaryKeyConstraint("mac", name=op.f("pk_support_code")),
    )
    for rule in RULES:
        create(rule)


def downgrade() -> None:
    for rule in RULES:
        drop(rule)
    op.drop_table("support_code")
    op.drop_table("support")
    op.drop_table("support_asked")
    op.drop_table("remark_report")
    op.drop_table("remark_writer")
    op.drop_table("remark")
    op.drop_table("area_threshold")
    op.drop_table("talk_settings")
    op.drop_table("place_contact")
    op.drop_table("place")
    op.drop_table("introduction")
    op.drop_table("helper_contact")
    op.drop_table("helper_offer")
    op.drop_table("delivery_photo")
    op.drop_table("delivery_news")
    op.drop_table("delivery_change")
    op.drop_table("money_entry")
    op.drop_table("milestone")
    op.drop_table("delivery_contact")
    op.drop_table("delivery")
