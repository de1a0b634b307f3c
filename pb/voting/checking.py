"""The page on which a voter sees the choices once more."""

from collections.abc import Iterable

from flask import get_template_attribute
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from pb.voting.admission import Voter
from pb.voting.ballot_form import hidden_fields
from pb.voting.forms import Sending
from pb.voting.pages import vote_page
from pb.voting.selection import Selection

INPUT = Markup('<input type="hidden" name="{}" value="{}" autocomplete="off">')


def check_page(
    voter: Voter, selection: Selection, sending: Sending, *, has_failed: bool = False
) -> ResponseReturnValue:
    """Show the choices once more, with one button."""
    fields, config = hidden_fields(selection), voter.config
    version = [("version", str(sending.version))] if sending.version else []
    slots = {
        "chosen": _chosen(selection, config.currency) if fields else Markup(""),
        "fields": _hidden(fields),
        "nonce": sending.nonce,
        "submission_id": sending.submission_id,
        "version": _hidden(version),
    }
    is_blank = not fields
    page = vote_page(
        "voting/check.html",
        slots,
        same=(config.hash, is_blank, has_failed),
        context=lambda: {
            "config": config,
            "is_blank": is_blank,
            "has_failed": has_failed,
        },
    )
    return page, 503 if has_failed else 200


def _chosen(selection: Selection, currency: str) -> Markup:
    write, several = (
        get_template_attribute("voting/_chosen.html", "chosen"),
        len(selection) > 1,
    )
    return Markup("").join(
        write(choices, currency, several) for choices in selection.values()
    )


def _hidden(fields: Iterable[tuple[str, str]]) -> Markup:
    return Markup("").join(INPUT.format(*pair) for pair in fields)
