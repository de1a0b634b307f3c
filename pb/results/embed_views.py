"""A result in short, for the site of the municipality to show in a frame."""

from typing import cast

from flask import abort, current_app, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from pb.config import Config
from pb.db import db
from pb.results.blueprint import PUBLIC, bp
from pb.results.page import make_page
from pb.results.public import published_version
from pb.results.share import share_text
from pb.results.shelves import unit_name
from pb.results.withdrawals import newest_is_withdrawn
from pb.rounds.configuration import read_config
from pb.web.security import may_be_framed

MOST_SHOWN = 10  # plans with money
bp.add_app_template_global(share_text)


@bp.get(f"{PUBLIC}/inbedden")
def embedded(slug: str) -> ResponseReturnValue:
    """Show which plans get money; only the sites of the setting may frame it."""
    origins = embed_origins()
    if not origins:
        abort(404, _("Deze uitslag kan niet op een andere website staan."))
    budget_round, publication = published_version(slug, None)
    page = make_page(
        budget_round,
        read_config(budget_round),
        publication,
        unit=unit_name(),
        locale=str(get_locale() or "nl"),
    )
    funded = [(contest, line) for contest in page.contests for line in contest.funded]
    html = render_template(
        "results/embed.html",
        budget_round=budget_round,
        publication=publication,
        page=page,
        funded=funded[:MOST_SHOWN],
        others=max(0, len(funded) - MOST_SHOWN),
        is_withdrawn=newest_is_withdrawn(db.session(), budget_round),
    )
    return may_be_framed(make_response(html), origins)


@bp.app_template_global()
def config_public_url() -> str:
    """Return scheme and host of the public address, for links from elsewhere."""
    return str(current_app.config["PUBLIC_URL"])


@bp.app_template_global()
def embed_origins() -> tuple[str, ...]:
    """Return the sites that may show a result in a frame; none by default."""
    return cast(Config, current_app.extensions["config"]).embed_origins
