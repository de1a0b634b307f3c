"""`buurtgeld worker`: does background work and keeps house."""

from datetime import datetime

import click
import structlog
from huey import crontab

from pb import clock
from pb.codes.work import remove_forgotten
from pb.commands.application import make_app
from pb.community.tidying import tidy_neighbourhood
from pb.db import db
from pb.delivery.photo_files import remove_stray_photos
from pb.desk.days import note_days
from pb.desk.letters import remove_unfetched
from pb.jobs.queue import enqueue
from pb.jobs.service import fail_lost_jobs
from pb.limits.service import delete_old
from pb.log.acting import signer
from pb.log.handing_out import hand_out
from pb.log.keeping import keep_logs
from pb.projects.post import tell_and_tidy
from pb.recovery.starting import guard_rounds
from pb.recovery.worker import show_life
from pb.results.rerunning import ask_for_reruns
from pb.retention.work import erase_on_time
from pb.sessions import store
from pb.setup.drafts import forget_old_drafts
from pb.urn.ending import delete_due_codes
from pb.urn.scrub import NotScrubbed, scrub_codes

log = structlog.get_logger(__name__)


@click.command()
def worker() -> None:
    """Do background work until stopped."""
    app = make_app()
    queue = app.extensions["queue"]

    def every_minute() -> None:
        with app.app_context():
            keep_house(clock.now())
            keep_logs(db.session(), signer(), now=clock.now())
            hand_out(db.session(), app.extensions["config"], clock.now())
            tell_and_tidy(app, clock.now())
            remove_stray_photos(
                db.session(), app.extensions["config"].instance, clock.now()
            )
            note_days(db.session(), app.extensions["config"].instance, clock.now())
            db.session.rollback()
            count_again(clock.now())
            show_life(app.extensions["config"].instance)

    def every_five_minutes() -> None:
        guard_rounds(app)

    def every_hour() -> None:
        with app.app_context():
            erase_on_time(clock.now())
            delete_codes_on_time(clock.now())

    guard_rounds(app)
    show_life(app.extensions["config"].instance)
    queue.periodic_task(crontab(minute="*"), name="keep_house")(every_minute)
    queue.periodic_task(crontab(minute="*/5"), name="guard_rounds")(every_five_minutes)
    queue.periodic_task(crontab(minute="23"), name="erase_on_time")(every_hour)
    queue.create_consumer(workers=1, periodic=True, check_worker_health=True).run()


def delete_codes_on_time(now: datetime) -> None:
    """Delete the codes that have had their time, and overwrite what is left of them."""
    if not delete_due_codes(db.session(), now=now):
        return
    engine = db.engine
    db.session.remove()
    try:
        scrub_codes(engine)
    except NotScrubbed:
        log.exception("traces of codes are left; run: buurtgeld urn scrub")


def count_again(now: datetime) -> None:
    """Go on with what would have been enough for the plans without money."""
    session = db.session()
    job = ask_for_reruns(session, now)
    job_id = None if job is None else job.id
    session.commit()
    if job_id is not None:
        enqueue(job_id)


def keep_house(now: datetime) -> None:
    """Remove what has had its time, and give up the jobs of a worker that died."""
    session = db.session()
    fail_lost_jobs(session)
    remove_forgotten(session)
    remove_unfetched(now)
    delete_old(session, now=now)
    forget_old_drafts(session, now=now)
    tidy_neighbourhood(session, now=now)
    session.commit()
    store.delete_expired(now)
