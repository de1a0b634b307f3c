"""`buurtgeld worker`: does background work and keeps house."""

import click
from huey import crontab

from pb import clock
from pb.codes.work import remove_forgotten
from pb.commands.application import make_app
from pb.db import db
from pb.jobs.service import fail_lost_jobs
from pb.limits.service import delete_old
from pb.sessions import store


@click.command()
def worker() -> None:
    """Do background work until stopped."""
    app = make_app()
    queue = app.extensions["queue"]

    def keep_house() -> None:
        with app.app_context():
            fail_lost_jobs(db.session())
            remove_forgotten(db.session())
            delete_old(db.session(), now=clock.now())
            db.session.commit()
            store.delete_expired(clock.now())

    queue.periodic_task(crontab(minute="*"), name="keep_house")(keep_house)
    queue.create_consumer(workers=1, periodic=True, check_worker_health=True).run()
