"""The migrations make the database that the models describe, on both engines."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect, text

from pb.db import Base, db
from pb.migrations.runner import downgrade_database, upgrade_database
from tests.databases import EmptyDatabase

QUEUE_TABLES = "huey_"


def test_equal_the_models(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_object": lambda _o, name, kind, *_: (
                    kind != "table" or not name.startswith(QUEUE_TABLES)
                ),
            },
        )
        differences = compare_metadata(context, Base.metadata)

    assert differences == []


def test_go_down_to_nothing_and_up_again(
    backend: tuple[Flask, EmptyDatabase], app: Flask
) -> None:
    downgrade_database("base")
    left = set(inspect(db.engine).get_table_names())
    upgrade_database()

    own = {name for name in left if not name.startswith(QUEUE_TABLES)}
    assert own == {"alembic_version"}


def test_every_check_of_the_models_is_in_the_database(app: Flask) -> None:
    inspector = inspect(db.engine)
    for table in Base.metadata.sorted_tables:
        expected = {
            str(constraint.name)
            for constraint in table.constraints
            if type(constraint).__name__ == "CheckConstraint" and constraint.name
        }
        names = {
            str(check["name"]) for check in inspector.get_check_constraints(table.name)
        }
        missing = {name for name in expected if not any(name in n for n in names)}
        assert not missing, table.name


def test_the_database_guards_every_table_that_freezing_fixes(app: Flask) -> None:
    catalogue = {
        "sqlite": "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": ("SELECT event_object_table FROM information_schema.triggers"),
    }
    with db.engine.connect() as connection:
        guarded = set(
            connection.execute(text(catalogue[connection.dialect.name])).scalars()
        )

    assert guarded >= {
        "area",
        "ballot",
        "budget_round",
        "checkpoint",
        "contest",
        "envelope",
        "event",
        "paper_batch",
        "paper_sheet",
        "project",
        "proposal",
        "publication",
        "trail_entry",
        "voting_code",
    }
