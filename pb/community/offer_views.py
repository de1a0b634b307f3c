"""Offers on the desk of the broker: typed in, heard by telephone, ended."""

import csv
import io
from collections.abc import Iterator

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from exports.table import MARK, harmless
from pb import clock
from pb.auth.access import staff_required
from pb.community.blueprint import BROKERS, DESK, NUMBER, bp
from pb.community.forms import OfferForm
from pb.community.models import HelperContact, Offer
from pb.community.offers import area_names, close, confirm, store_offer
from pb.community.words import KIND_ICONS, SHORT_KINDS, STATES, TIMES
from pb.db import reading_session, writing
from pb.projects.themes import theme_of
from pb.trail.viewing import note_export, note_viewed

COLUMNS = (
    "nummer",
    "soort",
    "aanbod",
    "toelichting",
    "wijk",
    "onderwerp",
    "wanneer",
    "stand",
    "sinds",
    "tot",
)


@bp.get(f"{DESK}/aanbod")
@staff_required(*BROKERS)
def offers() -> ResponseReturnValue:
    """Show every offer, those to call about first."""
    session = reading_session()
    order = ["asked", "open", "closed"]
    rows = sorted(
        session.execute(
            select(Offer, HelperContact)
            .outerjoin(HelperContact, HelperContact.offer_id == Offer.id)
            .order_by(Offer.id.desc())
        ),
        key=lambda row: order.index(row[0].state),
    )
    known = sum(contact is not None for _offer, contact in rows)
    if known:
        note_viewed(None, "helper_contact", count=known)
    return render_template(
        "community/offers.html",
        rows=rows,
        kinds=SHORT_KINDS,
        icons=KIND_ICONS,
        states=STATES,
        times=TIMES,
        theme_of=theme_of,
    )


@bp.route(f"{DESK}/aanbod/nieuw", methods=["GET", "POST"])
@staff_required(*BROKERS)
def enter_offer() -> ResponseReturnValue:
    """Type an offer in for somebody who came by or called."""
    form = OfferForm(area_names(reading_session()))
    if not form.is_submitted():
        return render_template("community/enter_offer.html", form=form)
    if not form.validate():
        return render_template("community/enter_offer.html", form=form), 422
    try:
        with writing() as session:
            store_offer(
                session,
                form.offered(),
                submission_id=form.submission_id.data or "",
                now=clock.now(),
                is_confirmed=True,
            )
            session.commit()
    except IntegrityError:
        abort(409, _("Dit formulier is al verstuurd."))
    flash(_("Het aanbod is bewaard."))
    return redirect(url_for(".offers"), 303)


@bp.post(f"{DESK}/aanbod/{NUMBER}/bevestigd")
@staff_required(*BROKERS)
def heard_offer(item_id: int) -> ResponseReturnValue:
    """Note that an offer is meant, as somebody said on the telephone."""
    with writing() as session:
        confirm(session, session.get(Offer, item_id) or abort(404))
    flash(_("Het aanbod is bevestigd."))
    return redirect(url_for(".offers"), 303)


@bp.post(f"{DESK}/aanbod/{NUMBER}/weg")
@staff_required(*BROKERS)
def end_offer(item_id: int) -> ResponseReturnValue:
    """End an offer and erase who made it."""
    with writing() as session:
        close(session, session.get(Offer, item_id) or abort(404))
    flash(_("Het aanbod is gestopt. De gegevens zijn gewist."))
    return redirect(url_for(".offers"), 303)


@bp.get(f"{DESK}/aanbod.csv")
@staff_required(*BROKERS)
def offers_file() -> Response:
    """Give the offers as a table, without names: those stay on the page."""
    note_export(None, "offers_csv")
    session = reading_session()
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for offer in session.scalars(select(Offer).order_by(Offer.id)):
        writer.writerow(_cells(offer))
    response = Response(MARK + file.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = "attachment; filename=aanbod.csv"
    return response


def _cells(offer: Offer) -> Iterator[str]:
    yield str(offer.id)
    for text in (
        str(SHORT_KINDS[offer.kind]),
        offer.title,
        offer.details,
        offer.area,
        offer.theme,
        ", ".join(str(TIMES[time]) for time in offer.times.split()),
        str(STATES[offer.state][0]),
    ):
        yield harmless(text)
    yield offer.created_at.date().isoformat()
    yield offer.until.isoformat()
