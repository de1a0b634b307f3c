"""All that is looked at, for the command and for the page alike."""

from collections.abc import Iterator
from datetime import datetime

from flask import Flask
from sqlalchemy.orm import Session

from pb.config import Config
from pb.desk.signals import GUESSING, TEN_MINUTES, wrong_codes
from pb.log.handing_out import about_copies
from pb.log.signing import find_key
from pb.mail import outbox
from pb.recovery.findings import (
    Finding,
    about_clock,
    about_database,
    about_machine,
    about_settings,
)
from pb.recovery.round_findings import about_log_key, about_rounds


def find_all(app: Flask, session: Session, now: datetime) -> Iterator[Finding]:
    """Look at configuration and integrity.

    Args:
        app: Whose installation.
        session: Only read; it takes a while, and keeps no voter waiting.
        now: In UTC.
    """
    config: Config = app.extensions["config"]
    yield from about_settings(config)
    yield from about_database(session)
    yield from about_machine(config, session, now)
    yield from about_clock(session, now)
    yield from _about_mail(config, session)
    yield _about_guessing(session, now)
    # Looking makes no key: one that is missing must be put back.
    key = find_key(config.instance, config.host)
    yield from about_log_key(session, key)
    yield from about_copies(config, session)
    yield from about_rounds(session, config.instance, key, now=now)


def _about_guessing(session: Session, now: datetime) -> Finding:
    """Say whether somebody may be guessing codes (T1)."""
    wrong = wrong_codes(session, now, within=TEN_MINUTES)
    return Finding(
        wrong <= GUESSING,
        "codes",
        f"unknown codes typed in the last ten minutes: {wrong}",
    )


def _about_mail(config: Config, session: Session) -> Iterator[Finding]:
    is_real = not config.mail_url.startswith("console:")
    yield Finding(
        is_real or not config.is_production,
        "mail",
        f"mail goes to {config.mail_url.partition('@')[2] or 'the mail server'}"
        if is_real
        else "mail is only printed; set BUURTGELD_MAIL_URL",
        part="" if is_real else "printed mail",
    )
    numbers = outbox.counts(session)
    told = ", ".join(f"{count} {state}" for state, count in numbers.items() if count)
    text = told or "the outbox is empty"
    yield Finding(not numbers["failed"], "mail", text, part="outbox")
