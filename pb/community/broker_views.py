"""The desk of the broker: who fits a wish, why, and bringing them together."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pb import clock
from pb.auth.access import current_staff, staff_required
from pb.community import broker
from pb.community.answering import note_answer
from pb.community.blueprint import BROKERS, DESK, NUMBER, bp
from pb.community.broker import AnsweredBefore, NotBothAgreed, Person, Sought
from pb.community.letters import ask_both
from pb.community.matching import BEST
from pb.community.models import Introduction, Offer, Place
from pb.community.places import list_places
from pb.community.words import ANSWERS, KIND_ICONS, SHORT_KINDS, TIMES, why
from pb.db import db, reading_session, writing
from pb.projects.themes import theme_of
from pb.trail.viewing import note_viewed

SHOWN = 8  # candidates for one wish


@bp.get(DESK)
@staff_required(*BROKERS)
def desk() -> ResponseReturnValue:
    """Show what plans look for, those without anybody first."""
    session = reading_session()
    offers = broker.open_offers(session, clock.now())
    rows = []
    for sought in broker.list_sought(session):
        asked = broker.introductions_of(session, sought.need.id)
        fitting = broker.candidates(sought, offers)
        rows.append((sought, fitting, asked))
    rows.sort(key=lambda row: (bool(row[2]), -len(row[1])))
    return render_template(
        "community/desk.html",
        rows=rows,
        offers=offers,
        met=sum(any(each.introduced_at for each in row[2]) for row in rows),
        kinds=SHORT_KINDS,
        icons=KIND_ICONS,
        best=BEST,
    )


@bp.get(f"{DESK}/wensen/{NUMBER}")
@staff_required(*BROKERS)
def wish(item_id: int) -> ResponseReturnValue:
    """Show one wish: who fits and why, who was asked, what they said."""
    session = reading_session()
    sought = _sought(session, item_id)
    asked = broker.introductions_of(session, item_id)
    done = {row.offer_id for row in asked}
    shown = [_shown(session, row) for row in asked]
    seen = sum(len(people) for _row, _offer, people in shown)
    if seen:
        note_viewed(sought.budget_round, "helper_contact", count=seen)
    fitting = broker.candidates(sought, broker.open_offers(session, clock.now()))
    return render_template(
        "community/wish.html",
        sought=sought,
        asked=shown,
        candidates=[each for each in fitting if each.offer.id not in done][:SHOWN],
        places=_places(session, sought),
        theme=theme_of(sought.project.theme),
        theme_of=theme_of,
        kinds=SHORT_KINDS,
        icons=KIND_ICONS,
        times=TIMES,
        answers=ANSWERS,
        best=BEST,
        why=why,
    )


def _places(session: Session, sought: Sought) -> list[Place]:
    """Return places of the directory for who looks for one, those nearby first."""
    if sought.need.kind != "place":
        return []
    return sorted(list_places(session), key=lambda place: place.area != sought.area)


def _shown(
    session: Session, row: Introduction
) -> tuple[Introduction, Offer, dict[str, Person]]:
    """Return an introduction with the people whom the broker may see.

    Both when they met. Before that only who has no e-mail and did not answer, since
    somebody must call them.
    """
    offer = session.get_one(Offer, row.offer_id)
    try:
        return row, offer, broker.people_of(session, row)
    except NotBothAgreed:
        pass
    to_call = {}
    for side, said in (("maker", row.maker_answer), ("helper", row.helper_answer)):
        person = broker.person_of(session, row, side)
        if person is not None and not person.email and not said:
            to_call[side] = person
    return row, offer, to_call


@bp.post(f"{DESK}/wensen/{NUMBER}/vraag")
@staff_required(*BROKERS)
def propose(item_id: int) -> ResponseReturnValue:
    """Ask a plan and a helper whether they want to meet."""
    wanted = request.form.get("aanbod", "")
    try:
        with writing() as session:
            sought = _sought(session, item_id)
            offers = broker.open_offers(session, clock.now())
            fitting = broker.candidates(sought, offers)
            chosen = next((c for c in fitting if str(c.offer.id) == wanted), None)
            if chosen is None:
                abort(409, _("Dit aanbod past niet meer bij deze wens."))
            row, words = broker.propose(
                session, sought, chosen, staff_id=current_staff().id, now=clock.now()
            )
            ask_both(session, sought, chosen.offer, row, words, now=clock.now())
            session.commit()
    except IntegrityError:
        abort(409, _("Deze twee zijn al gevraagd."))
    flash(_("Beide kanten krijgen een mail. Wie geen e-mail heeft, belt u zelf."))
    return redirect(url_for(".wish", item_id=item_id), 303)


@bp.post(f"{DESK}/kennismakingen/{NUMBER}")
@staff_required(*BROKERS)
def note(item_id: int) -> ResponseReturnValue:
    """Note what somebody said on the telephone."""
    side, said = request.form.get("wie", ""), request.form.get("antwoord", "")
    if side not in broker.SIDES or said not in {"ja", "nee"}:
        abort(400)
    found = db.session().get(Introduction, item_id)
    if found is None:
        abort(404)
    need_id = found.need_id
    try:
        with writing() as session:
            note_answer(session, item_id, side, is_yes=said == "ja")
    except AnsweredBefore:
        abort(409, _("Deze vraag is al beantwoord."))
    flash(_("Genoteerd."))
    return redirect(url_for(".wish", item_id=need_id), 303)


def _sought(session: Session, need_id: int) -> Sought:
    found = broker.find_sought(session, need_id)
    if found is None:
        abort(404)
    return found
