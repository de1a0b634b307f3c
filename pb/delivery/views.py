"""How funded plans are carried out, for everyone; and news from their makers."""

from pathlib import Path

from flask import (
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from pb import clock
from pb.db import db, reading_session, writing
from pb.delivery import desk_news_views, desk_views, keeping
from pb.delivery.blueprint import PUBLIC, bp, carried_of
from pb.delivery.forms import NewsForm
from pb.delivery.models import NoteState
from pb.delivery.news import Photo, WrongCode, check_code, find_photo, write_news
from pb.delivery.photo_files import news_folder, send_photo
from pb.delivery.reading import Carried, read_lessons, read_overview, read_story
from pb.delivery.service import take_up
from pb.delivery.table import to_csv
from pb.delivery.words import STANDINGS, sentence
from pb.limits.service import TooManyFailures
from pb.projects.photos import Picture, remove_picture, save_picture
from pb.projects.themes import THEMES, theme_of
from pb.rounds.models import BudgetRound
from pb.web.addresses import visitor_subject
from pb.web.preview import previewed_result
from pb.web.rounds import found_or_404, public_round

__all__ = ["bp", "desk_news_views", "desk_views", "keeping"]


def published_round(slug: str) -> BudgetRound:
    """Return a round with a public result, or answer 404."""
    reading_session()
    budget_round = public_round(slug)
    return found_or_404(budget_round if budget_round.is_published else None)


@bp.get("/rondes/<slug>/uitvoering")
def overview(slug: str) -> ResponseReturnValue:
    """Show at a glance how all funded plans of a round stand."""
    budget_round = published_round(slug)
    result_json = previewed_result()
    return render_template(
        "delivery/overview.html",
        budget_round=budget_round,
        overview=read_overview(db.session(), budget_round, clock.now(), result_json),
        words=STANDINGS,
    )


@bp.get("/rondes/<slug>/uitvoering.csv")
def table(slug: str) -> Response:
    """Give the same as a table."""
    budget_round = published_round(slug)
    overview = read_overview(db.session(), budget_round, clock.now())
    response = Response(to_csv(budget_round, overview), mimetype="text/csv")
    name = f"uitvoering-{budget_round.slug}.csv"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


@bp.get(PUBLIC)
def show(slug: str, project_id: int) -> ResponseReturnValue:
    """Show how one plan is carried out, with its money and its promises."""
    budget_round = published_round(slug)
    carried = carried_of(budget_round, project_id)
    locale = str(get_locale() or "nl")
    story = read_story(db.session(), carried.project, NoteState.SHOWN)
    return render_template(
        "delivery/show.html",
        budget_round=budget_round,
        carried=carried,
        project=carried.project,
        words=STANDINGS[carried.standing],
        theme=theme_of(carried.project.theme),
        story=story,
        changes=[
            (change, sentence(change, currency=budget_round.currency, locale=locale))
            for change in story.changes
        ],
    )


@bp.get("/geleerd")
def lessons() -> ResponseReturnValue:
    """Show what was learned from plans, for who tries the next."""
    theme = request.args.get("onderwerp", "")
    if theme not in {each.key for each in THEMES}:
        theme = ""
    session = reading_session()
    every = read_lessons(session)
    return render_template(
        "delivery/lessons.html",
        lessons=[each for each in every if theme in ("", each.project.theme)],
        themes=[t for t in THEMES if t.key in {e.project.theme for e in every}],
        wanted=theme,
        theme_of=theme_of,
    )


@bp.route(f"{PUBLIC}/bericht", methods=["GET", "POST"])
def news(slug: str, project_id: int) -> ResponseReturnValue:
    """Let the makers of a plan tell how it goes, with the code we gave them."""
    budget_round = published_round(slug)
    carried = carried_of(budget_round, project_id)
    form = NewsForm()
    if not form.is_submitted():
        return _news_page(budget_round, carried, form)
    if not form.validate():
        return _news_page(budget_round, carried, form, 422)
    refused = _without_code(budget_round, carried, form)
    if refused is not None:
        return refused
    picture = form.picture()  # much work: not for a stranger
    if form.errors:
        return _news_page(budget_round, carried, form, 422)
    return _write(budget_round, carried, form, picture)


def _without_code(
    budget_round: BudgetRound, carried: Carried, form: NewsForm
) -> ResponseReturnValue | None:
    """Return what a stranger gets to see; None for who has the code."""
    typed, subject = form.code.data or "", visitor_subject()
    number, now = carried.project.id, clock.now()
    try:
        with writing() as session:
            check_code(session, number, typed, subject=subject, now=now)
    except WrongCode:
        form.wrong_code()
        return _news_page(budget_round, carried, form, 422)
    except TooManyFailures as failures:
        return _too_many(budget_round, carried, form, failures.retry_after)
    return None


def _write(
    budget_round: BudgetRound,
    carried: Carried,
    form: NewsForm,
    picture: Picture | None,
) -> ResponseReturnValue:
    slug, number, now = budget_round.slug, carried.project.id, clock.now()
    submission = form.submission_id.data or ""
    with writing() as session:
        take_up(session, budget_round, carried.project)
        photo = _kept(picture, form.description.data or "")
        text = form.text.data or ""
        if not write_news(
            session, number, text, photo, submission_id=submission, now=now
        ):
            _drop(photo)
    flash(_("Dank u wel. Wij lezen uw bericht. Daarna komt het op deze pagina."))
    return redirect(url_for(".show", slug=slug, project_id=number), 303)


def _kept(picture: Picture | None, description: str) -> Photo | None:
    """Put a photo on the disk."""
    if picture is None:
        return None
    name = save_picture(_folder(), picture)
    return Photo(name, description, picture.width, picture.height)


def _drop(photo: Photo | None) -> None:
    """Remove the photo of a form that was sent twice."""
    if photo is not None:
        remove_picture(_folder(), photo.name)


def _folder() -> Path:
    return news_folder(current_app.extensions["config"].instance)


@bp.get(f"{PUBLIC}/fotos/<name>")
def photo(slug: str, project_id: int, name: str) -> Response:
    """Send a photo of news that is shown."""
    carried = carried_of(published_round(slug), project_id)
    found = find_photo(db.session(), carried.project, name, NoteState.SHOWN)
    return send_photo(found)


def _too_many(
    budget_round: BudgetRound, carried: Carried, form: NewsForm, wait: int
) -> ResponseReturnValue:
    page = _news_page(budget_round, carried, form, 429, retry_after=wait)
    response = make_response(page)
    response.headers["Retry-After"] = str(wait)
    return response


def _news_page(
    budget_round: BudgetRound,
    carried: Carried,
    form: NewsForm,
    status: int = 200,
    **context: object,
) -> ResponseReturnValue:
    page = render_template(
        "delivery/news.html",
        budget_round=budget_round,
        project=carried.project,
        form=form,
        **context,
    )
    return page, status
