"""What we write to who talks about a plan or supports it."""

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from pb.community.broker import Person
from pb.community.letters import absolute, send
from pb.projects.models import Project
from pb.talk.models import Remark, RemarkWriter, SupportAsked
from pb.web.languages import chosen_language, speaking


def tell_refusal(session: Session, remark: Remark, *, now: datetime) -> None:
    """Tell who wrote a remark why it is not shown, where we know how."""
    writer = session.get(RemarkWriter, remark.id)
    if writer is None or not writer.email:
        return
    project = session.get_one(Project, remark.project_id)
    with speaking(writer.language):
        send(
            session,
            key=f"remark-{remark.id}-refused",
            to=Person(writer.name, writer.email, "", writer.language),
            subject=_("Uw reactie staat niet op de website"),
            lines=[
                _("U schreef een reactie bij het plan ‘%(plan)s’.", plan=project.title),
                _("Wij plaatsen die niet. De reden: %(reason)s", reason=remark.refusal),
                _("U kunt een nieuwe reactie schrijven."),
            ],
            now=now,
        )


def ask_supporter(
    session: Session, row: SupportAsked, project: Project, words: str, *, now: datetime
) -> None:
    """Ask whether somebody means to support a plan, in the language of the page."""
    language = chosen_language()
    with speaking(language):
        send(
            session,
            # Not by the id: SQLite gives the id of a row that is gone to the next one.
            key=f"support-{row.token_hash}",
            to=Person(_("bewoner"), row.email, "", language),
            subject=_("Bevestig uw steun voor een plan"),
            lines=[
                _(
                    "Iemand vulde uw adres in om ‘%(plan)s’ te steunen.",
                    plan=project.title,
                ),
                _(
                    "Was u dat? Open de link en druk op de knop. Dat kan drie dagen"
                    " lang."
                ),
                _("Was u het niet? Dan hoeft u niets te doen. Wij wissen uw adres."),
            ],
            link=absolute("talk.confirm_support", words),
            now=now,
        )
