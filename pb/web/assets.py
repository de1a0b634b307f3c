"""Static files: our own stylesheets, scripts and pictures, cached for a year.

Every address carries a piece of the file's hash, so a new file has a new address.
"""

import atexit
import hashlib
import shutil
import tempfile
from functools import cache
from pathlib import Path

from flask import Flask
from flask_compress import Compress
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

FOLDER = Path(__file__).parent.parent / "static"
ONE_YEAR = 365 * 24 * 3600
COMPRESSED = ("text/html", "text/csv", "text/plain", "application/json")


def serve_assets(app: Flask) -> None:
    """Serve the folder under /static, and give templates `asset(path)`.

    Files are compressed once, here; pages as they are made.
    """
    app.jinja_env.globals["asset"] = asset
    app.config["COMPRESS_ALGORITHM"] = ["br", "gzip"]
    app.config["COMPRESS_MIMETYPES"] = list(COMPRESSED)
    Compress(app)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # as Flask advises
        app.wsgi_app,
        root=str(_compressed_copy()),
        prefix="static/",
        max_age=ONE_YEAR,
        allow_all_origins=False,
        add_headers_function=_add_headers,
    )


@cache
def _compressed_copy() -> Path:
    """Return a folder with the files and their compressed forms, for this process."""
    copy = Path(tempfile.mkdtemp(prefix="buurtgeld-static-"))
    shutil.copytree(FOLDER, copy, dirs_exist_ok=True)
    compressor = Compressor(quiet=True)
    for path in sorted(copy.rglob("*")):
        if path.is_file() and compressor.should_compress(path.name):
            list(compressor.compress(str(path)))
    atexit.register(shutil.rmtree, copy, ignore_errors=True)
    return copy


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
