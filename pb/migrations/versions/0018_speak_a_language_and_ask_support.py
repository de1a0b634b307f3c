"""Write to people in their language, and let a plan pass with too little support.

`support_waiver`: why a plan may go on the list with fewer supporters than its area
asks for. Without a row it may not.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

WRITTEN_TO = ("proposer_contact", "helper_contact", "remark_writer")


def upgrade() -> None:
    for table in WRITTEN_TO:
        op.add_column(
            table,
            sa.Column("language", sa.String(), nullable=False, server_default="nl"),
        )
    op.create_table(
        "support_waiver",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_support_waiver_reason")),
        sa.ForeignKeyConstraint(
            ["project_id"],
            ["project.id"],
            name=op.f("fk_support_waiver_project_id_project"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_member.id"],
            name=op.f("fk_support_waiver_staff_id_staff_member"),
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_support_waiver")),
    )


def downgrade() -> None:
    op.drop_table("support_waiver")
    for table in WRITTEN_TO:
        op.drop_column(table, "language")
