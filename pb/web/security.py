"""Headers and refusals that hold for every address."""

from collections.abc import Collection

from flask import Flask, Response, abort, current_app, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.sansio.utils import host_is_trusted

from pb.config import Config
from pb.db import SAFE_METHODS, db, only_read
from pb.web.uploads import InMemoryRequest

# Everything is ours, as a file: no inline script or style, no frame, no plug-in.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)
NO_FRAME = "frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    # Not no-referrer: the check against forged forms needs it over https.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# Bytes of a request's body; the server refuses more before it has read it.
LARGEST_BODY = 64 * 1024
# The same where a file comes with it: more than any part of the site keeps, so that
# its own page says that a file is too large, and keeps what was typed beside it.
LARGEST_WITH_FILE = 10 * 1024 * 1024
# A file comes in by pieces of 64 KiB, each beside what is left of the piece before:
# at most a line as long as the boundary. With no more room than the piece itself,
# most files of more than one piece were refused.
LARGEST_PIECE = LARGEST_BODY + 1024
ONE_YEAR = 365 * 24 * 3600
csrf = CSRFProtect()


def protect(app: Flask, config: Config) -> None:
    """Guard every route of `app`."""
    app.config.update(
        SESSION_COOKIE_SECURE=config.has_secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_PIECE,
        MAX_FORM_PARTS=1000,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: nobody loses a text
        TRUSTED_HOSTS=_trusted_hosts(config),
    )
    app.request_class = InMemoryRequest
    csrf.init_app(app)
    if config.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask advises
            app.wsgi_app, x_for=config.trusted_proxies, x_proto=config.trusted_proxies
        )
    app.before_request(_read_only_when_safe)
    app.before_request(_refuse_other_sites)
    app.before_request(_refuse_other_hosts)
    app.after_request(_add_headers)


def may_be_framed(response: Response, origins: Collection[str]) -> Response:
    """Let these sites show one answer in a frame; all other rules stay as they are."""
    policy = CONTENT_SECURITY_POLICY.replace(
        NO_FRAME, f"frame-ancestors {' '.join(origins)}"
    )
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _trusted_hosts(config: Config) -> list[str]:
    hosts = [config.host.partition(":")[0]]
    if not config.is_production:
        hosts += ["localhost", "127.0.0.1"]
    return hosts


def _read_only_when_safe() -> None:
    """Hold a session that was there before to what a GET may do, as a new one is."""
    if request.method in SAFE_METHODS and db.session.registry.has():
        only_read(db.session())


def _refuse_other_sites() -> None:
    if (
        request.method not in SAFE_METHODS
        and request.headers.get("Sec-Fetch-Site") == "cross-site"
    ):
        abort(403)


def _refuse_other_hosts() -> None:
    """Refuse a request that was forwarded in the name of another site (T11).

    Nothing here believes the header. But a proxy in front that passes on what a
    visitor made up may believe it somewhere else, such as in a cache.
    """
    forwarded = request.headers.get("X-Forwarded-Host")
    if forwarded is None:
        return
    trusted = current_app.config["TRUSTED_HOSTS"]
    hosts = [each.strip().lower() for each in forwarded.split(",")]
    if not all(host_is_trusted(host, trusted) for host in hosts):
        abort(400)


def _add_headers(response: Response) -> Response:
    given = {name.lower() for name, _value in response.headers}
    if "content-security-policy" in given:
        given.add("x-frame-options")  # older, and it knows no list of sites
    for name, value in HEADERS.items():
        if name.lower() not in given:
            response.headers.add(name, value)
    if current_app.extensions["config"].is_https:
        response.headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}"
    if "cache-control" not in given:
        response.headers["Cache-Control"] = (
            "no-store" if _is_private(request.path) else "no-cache"
        )
    return response


def _is_private(path: str) -> bool:
    return path.startswith(("/stem", "/beheer", "/controle"))
