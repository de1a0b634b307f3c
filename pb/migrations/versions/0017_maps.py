"""Give a round a map of its own, and a plan a point on it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "round_map",
        sa.Column("budget_round_id", sa.Integer(), nullable=False),
        sa.Column("west", sa.Integer(), nullable=False),
        sa.Column("south", sa.Integer(), nullable=False),
        sa.Column("east", sa.Integer(), nullable=False),
        sa.Column("north", sa.Integer(), nullable=False),
        sa.Column("ground", sa.JSON(), nullable=False),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("stored_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("west < east", name=op.f("ck_round_map_width")),
        sa.CheckConstraint("south < north", name=op.f("ck_round_map_height")),
        sa.ForeignKeyConstraint(
            ["budget_round_id"],
            ["budget_round.id"],
            name=op.f("fk_round_map_budget_round_id"),
        ),
        sa.PrimaryKeyConstraint("budget_round_id", name=op.f("pk_round_map")),
    )
    op.create_table(
        "area_shape",
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("drawn", sa.JSON(), nullable=False),
        sa.Column("label_x", sa.Integer(), nullable=False),
        sa.Column("label_y", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_id"],
            ["area.id"],
            name=op.f("fk_area_shape_area_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("area_id", name=op.f("pk_area_shape")),
    )
    op.create_table(
        "plan_pin",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("latitude", sa.Integer(), nullable=False),
        sa.Column("longitude", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "latitude BETWEEN -90000000 AND 90000000", name=op.f("ck_plan_pin_latitude")
        ),
        sa.CheckConstraint(
            "longitude BETWEEN -180000000 AND 180000000",
            name=op.f("ck_plan_pin_longitude"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_plan_pin_project_id")
        ),
        sa.PrimaryKeyConstraint("project_id", name=op.f("pk_plan_pin")),
    )


def downgrade() -> None:
    op.drop_table("plan_pin")
    op.drop_table("area_shape")
    op.drop_table("round_map")
