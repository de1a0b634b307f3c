"""The name of one sending of a form: sent twice, it is done once."""

import re
import secrets

SUBMISSION_ID = re.compile("[0-9a-f]{32}")


def new_submission_id() -> str:
    """Return a name for one sending of a form."""
    return secrets.token_hex(16)


def known_or_new(submission_id: str | None) -> str:
    """Return the name that came with a form, or a new one: a filter for a field."""
    if submission_id and SUBMISSION_ID.fullmatch(submission_id):
        return submission_id
    return new_submission_id()
