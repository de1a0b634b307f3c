"""Sending many ballots at the same moment, from processes of their own."""

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from pb import clock
from pb.db import db
from tests.factories import NOW

THREADS = 16
# The cookie of a voter's session, and the fields of the form.
Submission = tuple[str, dict[str, object]]


def send(app: Flask, submission: Submission) -> tuple[int, str]:
    """Post one ballot; return status and page."""
    cookie, form = submission
    browser = FlaskClient(app, app.response_class, use_cookies=False)
    page = browser.post("/stem/bedankt", data=form, headers={"Cookie": cookie})
    return page.status_code, page.text


def send_from_processes(
    app: Flask, submissions: Sequence[Submission], processes: int
) -> list[tuple[int, str]]:
    """Post all ballots, dealt out over processes of 16 threads each."""
    config = app.extensions["config"]
    place = (config.instance, config.database_url)
    hands = [(*place, submissions[start::processes]) for start in range(processes)]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        return [answer for part in pool.starmap(_send_all, hands) for answer in part]


def _send_all(
    instance: Path, database_url: str, submissions: Sequence[Submission]
) -> list[tuple[int, str]]:
    from tests.conftest import make_app

    clock.now = lambda: NOW  # as the fixture `now` does
    app = make_app(instance, database_url)
    with ThreadPoolExecutor(THREADS) as threads:
        answers = list(threads.map(lambda each: send(app, each), submissions))
    with app.app_context():
        db.engine.dispose()
    return answers
