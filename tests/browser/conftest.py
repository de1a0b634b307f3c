"""A real browser and a real server, for what only they can show."""

import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from waitress.server import create_server

from pb.db import db
from tests.databases import ON_SQLITE

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")
ON_A_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
# Whoever waits longer than this waits in vain; a busy machine may take its time.
PATIENCE = 30_000  # milliseconds
expect.set_options(timeout=PATIENCE)
# A page looks the same on both databases, and is looked at on one.
ON_ONE_DATABASE = ON_SQLITE


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder."""
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


def find_chromium() -> str:
    """Return the path of Chromium; its absence is a failure, never a skip."""
    if sys.platform == "darwin" and ON_A_MAC.exists():
        return str(ON_A_MAC)
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    pytest.fail("Chromium is missing: apt-get install chromium")


@pytest.fixture
def viewport(app: Flask) -> dict[str, int]:
    """A phone on SQLite, a desk on PostgreSQL: every walk is made on both."""
    with app.app_context():
        return PHONE if db.engine.dialect.name == "sqlite" else DESKTOP


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium, started once."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=ARGUMENTS
        )
        yield browser
        browser.close()


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The application behind a real server, by address; forged forms are refused."""
    app.config["WTF_CSRF_ENABLED"] = True
    server = create_server(
        app, host="127.0.0.1", port=0, threads=4, clear_untrusted_proxy_headers=True
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.trigger.pull_trigger(server.close)
    server.task_dispatcher.shutdown()
    thread.join(timeout=10)
    app.config["WTF_CSRF_ENABLED"] = False


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, live_server: str) -> Iterator[OpenPage]:
    """Open a new browser window, by default a phone's: `open_page("/stem")`.

    Every window has its own cookies. An error in the console, or a request to
    another host, fails the test.
    """
    contexts = []
    faults: list[str] = []

    def watch(url: str) -> None:
        if not url.startswith((live_server, "data:", "blob:")):
            faults.append(f"request to {url}")

    def open_window(
        path: str, *, viewport: dict[str, int] = PHONE, javascript: bool = True
    ) -> Page:
        context = chromium.new_context(
            viewport=viewport,  # type: ignore[arg-type]  # a TypedDict elsewhere
            java_script_enabled=javascript,
            base_url=live_server,
            locale="nl-NL",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: watch(request.url))
        page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
        page.goto(path)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not faults
