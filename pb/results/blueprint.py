"""The addresses of results."""

from flask import Blueprint

bp = Blueprint("results", __name__)
PUBLIC = "/rondes/<slug>/uitslag"
DESK = "/beheer/rondes/<slug>"
