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
    for rule in RULES:
        create(rule)


def downgrade() -> None:
    for rule in RULES:
        drop(rule)
    op.drop_table("delivery_photo")
    op.drop_table("delivery_news")
    op.drop_table("delivery_change")
    op.drop_table("money_entry")
    op.drop_table("milestone")
    op.drop_table("delivery_contact")
    op.drop_table("delivery")
