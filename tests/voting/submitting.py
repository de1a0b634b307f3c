"""Sending many ballots at the same moment, from processes of their own."""

import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from flask.testing import FlaskClient

from pb import clock
from pb.db import db
from tests.factories import NOW

THREADS = 16
# The cookie of a voter's session, and the fields of the form.
Submission = tuple[str, dict[str, object]]


class Answer(NamedTuple):
    """What one who sent a ballot got, and how long that took."""

    status: int
    page: str
    seconds: float


def send(app: Flask, submission: Submission) -> Answer:
    """Post one ballot."""
    cookie, form = submission
    browser = FlaskClient(app, app.response_class, use_cookies=False)
    begin = time.monotonic()
    with app.app_context():  # its own, as on a server
        page = browser.post("/stem/bedankt", data=form, headers={"Cookie": cookie})
    return Answer(page.status_code, page.text, time.monotonic() - begin)


def send_from_processes(
    app: Flask,
    submissions: Sequence[Submission],
    processes: int,
    *,
    threads: int = THREADS,
) -> list[Answer]:
    """Post all ballots at once, dealt out over processes with threads of their own."""
    config = app.extensions["config"]
    place = (config.instance, config.database_url)
    hands = [
        (*place, submissions[start::processes], threads) for start in range(processes)
    ]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        return [answer for part in pool.starmap(_send_all, hands) for answer in part]


def _send_all(
    instance: Path, database_url: str, submissions: Sequence[Submission], at_once: int
) -> list[Answer]:
    from tests.conftest import make_app

    clock.now = lambda: NOW  # as the fixture `now` does
    app = make_app(instance, database_url)
    app.test_client().get("/stem")  # as a server that has been running for a while
    with ThreadPoolExecutor(at_once) as threads:
        answers = list(threads.map(lambda each: send(app, each), submissions))
    with app.app_context():
        db.engine.dispose()
    return answers
