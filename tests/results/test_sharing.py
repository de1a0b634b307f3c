"""Passing a result on: a picture, a line of text, and a page for frames."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy.orm import Session

from pb.config import ConfigurationError, read_config
from pb.models import BudgetRound
from tests.pages import PageClient, tree
from tests.results.conftest import found
from tests.results.factories import EXAMPLE, make_armed_round, make_published_round

SITE = "https://www.example.nl"


@pytest.fixture
def framed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """One site may show results in a frame."""
    config = replace(app.extensions["config"], embed_origins=(SITE,))
    monkeypatch.setitem(app.extensions, "config", config)


def test_a_result_has_a_picture_of_our_own(
    client: PageClient, published: BudgetRound
) -> None:
    address = f"/rondes/{published.slug}/uitslag/v1/uitslag.png"

    response = client.get(address, buffered=True)

    picture = Image.open(io.BytesIO(response.data))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert len(response.data) < 200_000
    assert client.get(address, buffered=True).data == response.data


def test_a_very_long_name_fits_on_the_picture(
    client: PageClient, session: Session
) -> None:
    slug = make_armed_round(session, name_of_a="Een heel lang plan 游 " * 40)
    make_published_round(session, found(session, slug), EXAMPLE)

    response = client.get(f"/rondes/{slug}/uitslag/v1/uitslag.png", buffered=True)

    assert Image.open(io.BytesIO(response.data)).size == (1200, 630)


def test_a_link_to_a_result_is_told_with_our_own_words(
    client: PageClient, published: BudgetRound
) -> None:
    page = tree(client.get(f"/rondes/{published.slug}/uitslag"))

    told = {meta["property"]: meta["content"] for meta in page.all("meta")}
    assert told["og:description"].startswith("Buurtbudget 2026: 3 plannen krijgen geld")
    path = told["og:image"].removeprefix("http://localhost")
    assert client.get(path, buffered=True).mimetype == "image/png"


def test_no_page_can_be_framed_by_default(
    client: PageClient, published: BudgetRound
) -> None:
    embedded = client.get(f"/rondes/{published.slug}/uitslag/inbedden")

    assert embedded.status_code == 404
    assert "frame-ancestors 'none'" in embedded.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("framed")
def test_only_the_page_for_frames_can_be_framed(
    client: PageClient, published: BudgetRound
) -> None:
    embedded = client.get(f"/rondes/{published.slug}/uitslag/inbedden")
    whole = client.get(f"/rondes/{published.slug}/uitslag")

    policy = embedded.headers["Content-Security-Policy"]
    assert f"frame-ancestors {SITE}" in policy
    assert "script-src 'self'" in policy
    assert "X-Frame-Options" not in embedded.headers
    assert "Set-Cookie" not in embedded.headers
    assert whole.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in whole.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("framed")
def test_the_page_for_frames_shows_no_form_and_nothing_before_publication(
    client: PageClient, published: BudgetRound, session: Session
) -> None:
    page = tree(client.get(f"/rondes/{published.slug}/uitslag/inbedden"))
    early = make_armed_round(session)

    assert not list(page.all("form"))
    assert all(a["target"] == "_blank" for a in page.all("a") if a["class"] != "skip")
    assert client.get(f"/rondes/{early}/uitslag/inbedden").status_code == 404


@pytest.mark.parametrize(
    "given", ["*", "http://x.nl", "https://x.nl/pad", "https://x.nl;", "'self'"]
)
def test_a_setting_that_would_mean_more_stops_the_start(
    given: str, tmp_path: Path
) -> None:
    settings = {"BUURTGELD_INSTANCE": str(tmp_path), "BUURTGELD_EMBED_ORIGINS": given}

    with pytest.raises(ConfigurationError, match="BUURTGELD_EMBED_ORIGINS"):
        read_config(settings)


def test_several_sites_may_be_named(tmp_path: Path) -> None:
    given = f"{SITE} https://wijk.example.nl:8443"
    settings = {"BUURTGELD_INSTANCE": str(tmp_path), "BUURTGELD_EMBED_ORIGINS": given}

    assert len(read_config(settings).embed_origins) == 2
