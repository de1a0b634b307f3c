"""The letter with a voting code, shown before there are codes: with a play code."""

from http import HTTPStatus

from flask import Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.auth.access import staff_required
from pb.codes.fonts import CharactersMissing, face_for
from pb.codes.letter import Letter, Style
from pb.codes.letter_text import LANGUAGES, write_text
from pb.codes.press import press_letter
from pb.db import db
from pb.desk.letters import FAULTS
from pb.rehearsal.service import find_rehearsal, list_codes
from pb.rounds.configuration import FrozenArea, FrozenConfig
from pb.rounds.models import BudgetRound
from pb.rounds.trying import trial_config, trial_json
from pb.setup.blueprint import DESK, bp
from pb.web.rounds import desk_round, found_or_404

# Begins as play codes do, so that it never votes; no letter has this number.
CODE, NUMBER = "0EFE-NV00-RBEE-1D0W", "V00R-BEE1-8"


@bp.get(f"{DESK}/voorbeeld/brief-<int(max=1000000000):area_id>.pdf")
@staff_required()
def preview_letter(slug: str, area_id: int) -> ResponseReturnValue:
    """Give the letter for an area as it would be printed now."""
    budget_round = desk_round(slug)
    if request.args.get("taal", "nl") not in LANGUAGES:
        abort(404)
    config = trial_config(trial_json(db.session(), budget_round, clock.now()))
    area = found_or_404(config.area(area_id))
    code = _play_code(budget_round, area.name)
    db.session().rollback()  # nobody waits while it is printed
    try:
        pdf = _print(config, area, code)
    except CharactersMissing as error:
        abort(HTTPStatus.CONFLICT, _unprintable(error.characters))
    except FAULTS:
        current_app.logger.exception("a letter could not be printed")
        abort(HTTPStatus.SERVICE_UNAVAILABLE, _("De brief kon niet worden gemaakt."))
    response = Response(pdf, mimetype="application/pdf")
    name = f"voorbeeldbrief-{slug}-{area_id}.pdf"
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response


def _unprintable(signs: str) -> str:
    words: str = _(
        "Deze tekens kunnen niet op een brief worden afgedrukt: %(names)s."
        " Haal ze uit de naam van de ronde of van de wijk.",
        names=" ".join(signs),
    )
    return words


def _print(config: FrozenConfig, area: FrozenArea, code: str) -> bytes:
    """Print what the address asks for, addressed to nobody."""
    site, public_url = current_app.extensions["site"], current_app.config["PUBLIC_URL"]
    text = write_text(
        config,
        area,
        site=site,
        public_url=public_url,
        language=request.args.get("taal", "nl"),
    )
    address = (_("VOORBEELD"), _("Deze brief telt niet mee"))
    return press_letter(
        text,
        Letter(code, NUMBER, address),
        style=Style(site.letter_window, large="groot" in request.args),
        public_url=public_url,
        face=face_for(str(text) + "".join(address)),
    )


def _play_code(budget_round: BudgetRound, area: str) -> str:
    """Return an unused play code of an area, so that the letter can be tried out."""
    rehearsal = find_rehearsal(db.session(), budget_round)
    codes = list_codes(db.session(), rehearsal) if rehearsal else []
    free = (code.code for code in codes if code.area == area and not code.is_used)
    return next(free, CODE)
