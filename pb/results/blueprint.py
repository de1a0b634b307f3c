"""The addresses of results."""

from flask import Blueprint

bp = Blueprint("results", __name__)
PUBLIC = "/rondes/<slug>/uitslag"
VERSION = f"{PUBLIC}/v<int(max=1000000):version>"
DESK = "/beheer/rondes/<slug>"
