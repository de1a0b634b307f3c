"""What is kept until when, erasing one person, and the public register."""

from http import HTTPStatus

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from pb import clock
from pb.auth.access import current_staff, has_role, staff_required
from pb.auth.models import Role
from pb.db import db
from pb.projects import keeping as of_proposers
from pb.retention import service
from pb.retention.forms import PersonForm, TermForm
from pb.retention.register import MONTH, dated_kinds, find_kind, kinds, words
from pb.retention.terms import TooLong, longest, set_term, terms_of
from pb.rounds.service import list_all_rounds
from pb.trail.kinds import Kind
from pb.trail.service import note
from pb.web.rounds import desk_round, found_or_404

__all__ = ["bp", "of_proposers"]  # importing it registers what plans hold
bp = Blueprint("retention", __name__)
READERS = (Role.ADMINISTRATOR, Role.AUDITOR)


def _installation() -> dict[str, int]:
    months: dict[str, int] = current_app.extensions["keep_months"]
    return months


@bp.get("/privacy/register")
def public_register() -> ResponseReturnValue:
    """Show the register of processing (AVG, article 30)."""
    months = _installation()
    return render_template(
        "retention/register.html",
        kinds=[(kind, longest(kind, months)) for kind in kinds()],
        dated=[(kind, longest(kind, months)) for kind in dated_kinds()],
    )


@bp.get("/beheer/bewaren")
@staff_required(*READERS)
def show() -> ResponseReturnValue:
    """Show what is kept until when, per round."""
    session, months = db.session(), _installation()
    rounds = list_all_rounds(session)
    return render_template(
        "retention/show.html",
        rounds=[(each, terms_of(session, each, months)) for each in rounds],
        dated=[(kind, longest(kind, months)) for kind in dated_kinds()],
        may_change=has_role(Role.ADMINISTRATOR),
        now=clock.now(),
        days=MONTH,
    )


@bp.post("/beheer/bewaren/termijn/<slug>/<kind_name>")
@staff_required(Role.ADMINISTRATOR)
def change_term(slug: str, kind_name: str) -> ResponseReturnValue:
    """Keep something of a round shorter than the installation does."""
    budget_round, kind = desk_round(slug), found_or_404(find_kind(kind_name))
    session, form = db.session(), TermForm()
    if not form.validate_on_submit() or form.months.data is None:
        abort(HTTPStatus.UNPROCESSABLE_ENTITY, _("Vul een heel getal in."))
    try:
        after = int(form.months.data)
        before = set_term(session, budget_round, kind, after, _installation())
    except TooLong:
        most = longest(kind, _installation())
        abort(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            _("Langer dan %(months)s maanden mag niet.", months=most),
        )
    if form.seen.data not in {None, "", str(before)}:
        session.rollback()
        abort(HTTPStatus.CONFLICT, _changed(before, after))
    note(
        session,
        Kind.TERM_CHANGED,
        at=clock.now(),
        actor=current_staff().id,
        round_slug=slug,
        detail={"what": kind.name, "before": before, "after": after},
    )
    session.commit()
    flash(_("De termijn is bewaard."), "ok")
    return redirect(url_for(".show"), HTTPStatus.SEE_OTHER)


def _changed(stored: int, typed: int) -> str:
    """Say what a colleague stored, and what was typed here."""
    return str(
        _(
            "Een collega veranderde deze termijn net in %(stored)s maanden. U typte"
            " %(typed)s. Ververs de pagina en typ het nog eens als u dat wilt.",
            stored=stored,
            typed=typed,
        )
    )


@bp.get("/beheer/bewaren/persoon")
@staff_required(Role.ADMINISTRATOR)
def person() -> ResponseReturnValue:
    """Ask whose data are to be found."""
    return render_template("retention/person.html", form=PersonForm(formdata=None))


@bp.post("/beheer/bewaren/persoon")
@staff_required(Role.ADMINISTRATOR)
def find_person() -> ResponseReturnValue:
    """Say at once what there is of one person, whose address is kept nowhere."""
    form = PersonForm()
    if not form.validate_on_submit():
        page = render_template("retention/person.html", form=form)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    found = service.find_person(db.session(), form.email.data or "")
    names = words()
    return render_template(
        "retention/found.html",
        email=form.email.data,
        found=[(names[name], count) for name, count in found.items()],
    )


@bp.post("/beheer/bewaren/persoon/wissen")
@staff_required(Role.ADMINISTRATOR)
def erase_person() -> ResponseReturnValue:
    """Erase what there is of one person."""
    form = PersonForm()
    if not form.validate_on_submit():
        page = render_template("retention/person.html", form=form)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    erased = service.erase_person(
        db.session(), form.email.data or "", actor=current_staff().id, now=clock.now()
    )
    count = sum(erased.values())
    if count:
        said = ngettext(
            "Gewist: %(num)s regel met gegevens.",
            "Gewist: %(num)s regels met gegevens.",
            count,
        )
        flash(said, "ok")
    else:
        flash(_("Er was niets (meer) te wissen."), "info")
    return redirect(url_for(".show"), HTTPStatus.SEE_OTHER)
