"""The page that lists past rounds and lays them side by side."""

from flask import render_template
from flask.typing import ResponseReturnValue

from pb.db import db
from pb.results.blueprint import bp
from pb.results.past import PastRound, past_rounds
from pb.results.remarks import rule_words
from pb.results.voted import voted_days

bp.add_app_template_global(voted_days)
MOST_NAMED = 3  # past rounds named on the page of another


@bp.get("/uitslagen")
def past() -> ResponseReturnValue:
    """List every round with a result, in the same numbers."""
    return render_template(
        "results/past.html", rounds=past_rounds(db.session()), rule_words=rule_words
    )


@bp.app_template_global()
def earlier_rounds(slug: str) -> list[PastRound]:
    """Return a few past rounds to name on the page of the round `slug`."""
    others = [each for each in past_rounds(db.session()) if each.slug != slug]
    return others[:MOST_NAMED]
