"""The addresses of the map of a round."""

from flask import Blueprint

bp = Blueprint("maps", __name__)
