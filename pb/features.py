"""The features of the web application, each with its routes."""

from flask import Flask

from pb.site import views as site


def register_features(app: Flask) -> None:
    """Give `app` the routes of every feature."""
    for feature in (site,):
        app.register_blueprint(feature.bp)
