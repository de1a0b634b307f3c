"""The WSGI entry point: `application` for any WSGI server."""

from pb.application import create_app

application = create_app()
