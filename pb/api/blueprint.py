"""The addresses of open data."""

from flask import Blueprint

bp = Blueprint("api", __name__)
API = "/api/v1"
VERSION = "1.0.0"  # semantic: the first number is that of the address
