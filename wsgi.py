"""The WSGI entry point: `application` for any WSGI server."""

from pb import create_app

application = create_app()
