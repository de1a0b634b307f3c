"""A round in which paper is handled."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from tests.paper.factories import PaperDesk
from tests.voting.factories import make_vote


@pytest.fixture
def desk(session: Session, now: Callable[[datetime], None]) -> PaperDesk:
    """Twelve codes, none of them used."""
    return PaperDesk(session, make_vote(session, codes=12))
