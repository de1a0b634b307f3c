"""The addresses of logging in and of one's own account."""

from argon2 import PasswordHasher
from flask import Blueprint
from flask.blueprints import BlueprintSetupState

from pb.auth.checking import HASHER

bp = Blueprint("auth", __name__, url_prefix="/beheer")


@bp.record_once
def _set_up(state: BlueprintSetupState) -> None:
    state.app.extensions.setdefault(HASHER, PasswordHasher())
