"""The addresses of helpers, places and the broker."""

from flask import Blueprint

from pb.auth.models import Role

bp = Blueprint("community", __name__)
DESK = "/beheer/makelaar"
NUMBER = "<int(max=2147483647):item_id>"
BROKERS = (Role.BROKER,)
