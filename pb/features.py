"""The features of the web application, each with its routes."""

from flask import Flask

from pb.auth import views as auth
from pb.codes import views as codes
from pb.log import views as log
from pb.projects import views as projects
from pb.results import views as results
from pb.rounds import views as rounds
from pb.site import views as site
from pb.urn import views as urn
from pb.voting import views as voting


def register_features(app: Flask) -> None:
    """Give `app` the routes of every feature."""
    for feature in (auth, codes, log, projects, results, rounds, site, urn, voting):
        app.register_blueprint(feature.bp)
