"""The features of the web application, each with its routes."""

from flask import Flask

from pb.api import views as api
from pb.approvals import views as approvals
from pb.auth import views as auth
from pb.codes import views as codes
from pb.community import views as community
from pb.delivery import views as delivery
from pb.desk import views as desk
from pb.health import views as health
from pb.log import views as log
from pb.maps import views as maps
from pb.paper import views as paper
from pb.projects import views as projects
from pb.recovery import views as recovery
from pb.rehearsal import views as rehearsal
from pb.results import views as results
from pb.retention import views as retention
from pb.rounds import views as rounds
from pb.setup import views as setup
from pb.site import views as site
from pb.staff import views as staff
from pb.talk import views as talk
from pb.trail import views as trail
from pb.urn import explaining_views as explaining
from pb.urn import views as urn
from pb.voting import views as voting


def register_features(app: Flask) -> None:
    """Give `app` the routes of every feature."""
    for feature in (
        api,
        approvals,
        auth,
        codes,
        community,
        delivery,
        desk,
        explaining,
        health,
        log,
        maps,
        paper,
        projects,
        recovery,
        rehearsal,
        results,
        retention,
        rounds,
        setup,
        site,
        staff,
        trail,
        talk,
        urn,
        voting,
    ):
        app.register_blueprint(feature.bp)
