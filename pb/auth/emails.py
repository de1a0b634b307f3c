"""E-mail addresses, in the one form in which they are kept."""

from email_validator import EmailNotValidError, validate_email


class NotAnEmail(ValueError):
    """The text is no e-mail address."""


def read_email(text: str) -> str:
    """Return the address in lower case.

    Raises:
        NotAnEmail: It is no address; the message says why, in English.
    """
    try:
        valid = validate_email(
            text.strip(), check_deliverability=False, test_environment=True
        )
    except EmailNotValidError as error:
        raise NotAnEmail(str(error)) from None
    return folded(valid.normalized)


def folded(text: str) -> str:
    """Return what was typed in the form in which addresses are compared."""
    return text.strip().lower()
