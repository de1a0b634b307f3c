"""The key to letters: a cookie in the browser that asked for them, nowhere else."""

from flask import current_app, request
from werkzeug.wrappers import Response


def give_key(response: Response, job_id: int | str, private_key: str) -> None:
    """Give the browser the key to the letters of one run, until it is closed."""
    response.set_cookie(
        _name(job_id),
        private_key,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Strict",
        path=_path(),
    )


def take_key(response: Response, job_id: int | str) -> None:
    """Take the key back: there is nothing left to open."""
    response.delete_cookie(
        _name(job_id),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Strict",
        path=_path(),
    )


def key_of_this_browser(job_id: int | str) -> str:
    """Return the key to these letters; empty when this browser did not ask."""
    return request.cookies.get(_name(job_id), "")


def _name(job_id: int | str) -> str:
    prefix = "__Host-" if current_app.config["SESSION_COOKIE_SECURE"] else ""
    return f"{prefix}brieven-{job_id}"


def _path() -> str:
    """Return where the key is sent: a __Host- cookie goes to the whole host."""
    return "/" if current_app.config["SESSION_COOKIE_SECURE"] else "/beheer"
