"""Setting the point of a plan without a script: the form comes back with it."""

from flask import request

from pb.db import db
from pb.maps.finding import area_of
from pb.maps.frame import read_pin
from pb.maps.pointing import is_pointing, pointed
from pb.maps.service import find_map
from pb.projects.step_form import Answers
from pb.rounds.models import BudgetRound


def with_point(
    budget_round: BudgetRound, typed: Answers
) -> dict[str, list[str]] | None:
    """Return what was typed with the point that the request sets.

    None when the form was sent to go on. An area that was not chosen yet follows from
    the point; one that was chosen stays.
    """
    if not is_pointing(request.form):
        return None
    answers = {name: list(texts) for name, texts in typed.items()}
    map_ = find_map(db.session(), budget_round)
    if map_ is None:
        return answers
    words = pointed(request.form, map_)
    answers["pin"] = [words]
    if words and not "".join(answers.get("area", [])):
        area_id = area_of(db.session(), map_, read_pin(words))
        answers["area"] = [str(area_id or "")]
    return answers
