"""The addresses of helpers, places and the broker."""

from flask import Blueprint, Response, request

from pb.auth.models import Role

bp = Blueprint("community", __name__)
DESK = "/beheer/makelaar"
NUMBER = "<int(max=2147483647):item_id>"
BROKERS = (Role.BROKER,)
# Their addresses hold words that only one person knows.
SECRET = frozenset({"community.own_offer", "community.answer"})


@bp.after_request
def keep_to_oneself(response: Response) -> Response:
    """Leave no copy of a personal page in the browser of a shared computer."""
    if request.endpoint in SECRET:
        response.headers["Cache-Control"] = "no-store"
    return response
