"""What may only leave by its own rules can't be emptied at one stroke."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from pb.db import db
from tests.voting.factories import make_vote

KEPT = """
    ballot budget_round checkpoint code_count delivery_change envelope event money_entry
    paper_batch paper_sheet publication trail_entry voting_code withdrawal
"""


@pytest.mark.parametrize("table", KEPT.split())
def test_the_database_refuses_to_empty_a_table(session: Session, table: str) -> None:
    make_vote(session, codes=1)
    is_sqlite = db.engine.dialect.name == "sqlite"  # which knows no such statement
    refusal = "syntax error" if is_sqlite else "never emptied"

    with pytest.raises(DBAPIError, match=refusal):
        session.execute(text(f"TRUNCATE {table} CASCADE"))
