"""The worker's part: erasing on time."""

from datetime import datetime

import structlog
from flask import current_app

from pb.db import db
from pb.retention.service import erase_due

log = structlog.get_logger(__name__)


def erase_on_time(now: datetime) -> None:
    """Erase what has had its time, and tell how much that was."""
    erased = erase_due(db.session(), current_app.extensions["keep_months"], now=now)
    if erased:
        log.info("personal data erased", count=erased)
