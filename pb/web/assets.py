"""Static files: our own stylesheets, scripts and pictures, cached for a year.

Every address carries a piece of the file's hash, so a new file has a new address.
"""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask
from whitenoise import WhiteNoise

FOLDER = Path(__file__).parent.parent / "static"
ONE_YEAR = 365 * 24 * 3600


def serve_assets(app: Flask) -> None:
    """Serve the folder under /static, and give templates `asset(path)`."""
    app.jinja_env.globals["asset"] = asset
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # as Flask advises
        app.wsgi_app,
        root=str(FOLDER),
        prefix="static/",
        max_age=ONE_YEAR,
        allow_all_origins=False,
        add_headers_function=_add_headers,
    )


@cache
def asset(path: str) -> str:
    """Return the address of the static file `path`.

    Raises:
        FileNotFoundError: There is no such file: a template is wrong.
    """
    digest = hashlib.sha256((FOLDER / path).read_bytes()).hexdigest()[:10]
    return f"/static/{path}?v={digest}"


def _add_headers(headers: dict[str, str], _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'self'"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
