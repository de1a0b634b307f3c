"""The addresses of rounds."""

from flask import Blueprint

bp = Blueprint("rounds", __name__)
PUBLIC = "/rondes/<slug>"
DESK = "/beheer/rondes/<slug>"
