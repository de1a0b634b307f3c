"""The routes of the vote; the modules that import this add theirs."""

from flask import Blueprint

bp = Blueprint("voting", __name__)
