"""Offering help and finding a place, for everyone; answering the broker."""

from flask import (
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from pb import clock
from pb.community import (
    broker,
    broker_views,
    keeping,
    offer_views,
    place_views,
    spot_views,
)
from pb.community.answering import note_answer
from pb.community.blueprint import bp
from pb.community.broker import AnsweredBefore, Person
from pb.community.forms import OfferForm
from pb.community.letters import ask_to_confirm
from pb.community.models import Introduction, Offer
from pb.community.offers import (
    UnknownOffer,
    area_names,
    close,
    confirm,
    find_by_link,
    offer_help,
)
from pb.community.words import SHORT_KINDS, STATES, TIMES
from pb.db import reading_session, writing
from pb.limits.service import TooManyFailures
from pb.projects.themes import theme_of
from pb.web.addresses import visitor_subject
from pb.web.forms import Form

__all__ = [
    "bp",
    "broker_views",
    "keeping",
    "offer_views",
    "place_views",
    "spot_views",
]


@bp.route("/meehelpen", methods=["GET", "POST"])
def offer() -> ResponseReturnValue:
    """Show the form for an offer, and take one in."""
    form = OfferForm(area_names(reading_session()))
    if not form.is_submitted():
        return _offer_page(form)
    if not form.validate():
        return _offer_page(form, 422)
    try:
        _keep(form)
    except TooManyFailures as failures:
        response = make_response(_offer_page(form, 429, wait=failures.retry_after))
        response.headers["Retry-After"] = str(failures.retry_after)
        return response
    way = "mail" if form.email.data else "telefoon"
    return redirect(url_for(".thanks", via=way), 303)


def _keep(form: OfferForm) -> None:
    with writing() as session:
        made = offer_help(
            session,
            form.offered(),
            submission_id=form.submission_id.data or "",
            subject=visitor_subject(),
            now=clock.now(),
        )
        if made is not None:
            row, words = made
            to = Person(
                form.name.data or "", form.email.data or "", "", form.language.data
            )
            ask_to_confirm(session, row, to, words, now=clock.now())
        session.commit()


def _offer_page(
    form: OfferForm, status: int = 200, **context: object
) -> ResponseReturnValue:
    return render_template("community/offer.html", form=form, **context), status


@bp.get("/meehelpen/bedankt")
def thanks() -> ResponseReturnValue:
    """Say what happens now; for every offer the same, also one sent twice."""
    return render_template("community/thanks.html")


@bp.route("/meehelpen/aanbod/<words>", methods=["GET", "POST"])
def own_offer(words: str) -> ResponseReturnValue:
    """Show somebody's own offer; a press of the button confirms it."""
    found = _found_offer(words)
    form = _button()
    if form.is_submitted():
        with writing() as session:
            confirm(session, session.get_one(Offer, found.id))
        flash(_("Dank u wel. Uw aanbod is bevestigd."))
        return redirect(url_for(".own_offer", words=words), 303)
    return render_template(
        "community/own_offer.html",
        offer=found,
        words=words,
        kinds=SHORT_KINDS,
        times=TIMES,
        state=STATES[found.state],
        theme=theme_of(found.theme),
    )


@bp.post("/meehelpen/aanbod/<words>/weg")
def withdraw_offer(words: str) -> ResponseReturnValue:
    """Take an offer away, with the name of who made it."""
    found = _found_offer(words)
    with writing() as session:
        close(session, session.get_one(Offer, found.id))
    flash(_("Uw aanbod en uw gegevens zijn gewist."))
    return redirect(url_for(".offer"), 303)


def _found_offer(words: str) -> Offer:
    try:
        return find_by_link(reading_session(), words)
    except UnknownOffer:
        abort(410, _("Deze link werkt niet meer. Het aanbod is weggehaald."))


@bp.route("/meehelpen/kennismaken/<words>", methods=["GET", "POST"])
def answer(words: str) -> ResponseReturnValue:
    """Ask one side whether they want to meet the other, and note the answer."""
    session = reading_session()
    try:
        row, side = broker.find_by_link(session, words)
        sought = broker.find_sought(session, row.need_id)
    except AnsweredBefore:
        sought = None
    if sought is None:
        abort(410, _("Deze vraag is al beantwoord, of hij geldt niet meer."))
    form = _button()
    if not form.is_submitted():
        return render_template(
            "community/answer.html",
            words=words,
            side=side,
            sought=sought,
            offer=session.get_one(Offer, row.offer_id),
        )
    return _answer(row, side)


def _answer(row: Introduction, side: str) -> ResponseReturnValue:
    said = request.form.get("antwoord", "")
    if said not in {"ja", "nee"}:
        abort(400)
    number = row.id
    try:
        with writing() as session:
            note_answer(session, number, side, is_yes=said == "ja")
    except AnsweredBefore:
        abort(410, _("Deze vraag is al beantwoord, of hij geldt niet meer."))
    if said == "ja":
        flash(_("Dank u wel. Zegt de ander ook ja, dan hoort u van ons."))
    else:
        flash(_("Dank u wel. De ander hoort niet wie u bent."))
    return redirect(url_for(".offer"), 303)


def _button() -> Form:
    """Return a form that is nothing but a button."""
    return Form()
