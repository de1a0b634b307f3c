"""Loading the demo, keeping it, and the file that says how to get in."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.models import Role, StaffMember
from pb.auth.service import add_staff
from pb.codes.code import mac
from pb.codes.models import CodeState, VotingCode
from pb.codes.service import RoundTakesNoCodes, issue_codes
from pb.config import Config
from pb.demo import rounds
from pb.demo.keys import KeyRing
from pb.demo.living import live
from pb.demo.pair import Pair
from pb.demo.picturing import picture
from pb.demo.plan_life import add_life
from pb.demo.rehearsing import rehearse
from pb.rounds.configuration import read_config
from pb.rounds.models import BudgetRound
from pb.rounds.service import find_round, list_all_rounds
from pb.urn.holders import give_passphrase
from pb.urn.service import takes_key

VOTING = "buurtbudget"
DOMAIN = "kralingen-crooswijk.example"
KEY_HOLDERS = ("key-holder", "key-holder-2", "key-holder-3")
NOT_EVERYDAY = frozenset({Role.ADMINISTRATOR, Role.KEY_HOLDER})


class DemoIsLost(Exception):
    """The demo is in the database, but nobody knows its passwords and codes."""


@dataclass(frozen=True, slots=True)
class DemoFile:
    """demo.json: the accounts and the unused codes of the demo."""

    path: Path

    def read(self) -> dict[str, Any] | None:
        """Return what is in the file, or None without one."""
        try:
            content: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return content

    def write(self, content: dict[str, Any]) -> None:
        """Replace the file at once; only its owner may read it."""
        draft = self.path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=2)
            file.write("\n")
        draft.replace(self.path)


def demo_file(config: Config) -> DemoFile:
    """Return the file of an installation."""
    return DemoFile(config.instance / "demo.json")


def load(
    session: Session, config: Config, known: dict[str, Any] | None, *, now: datetime
) -> list[dict[str, Any]]:
    """Make the demo where it is not there yet; return its staff as demo.json has it.

    Args:
        session: On a connection whose transaction the caller commits.
        config: Of the installation.
        known: What demo.json held.
        now: In UTC.

    Raises:
        DemoIsLost: The demo is there, and demo.json is not.
    """
    if find_round(session, VOTING) is not None:
        if known is None:
            raise DemoIsLost
        return _brought_up(session, config, list(known["staff"]), now=now)
    entries = _add_everyone(session, config, now)
    maker = _maker(session, config, entries, now)
    rounds.make_published(maker)
    rounds.make_reviewing(maker)
    rounds.make_collecting(maker)
    rounds.make_voting(maker, VOTING)
    rehearse(maker, VOTING)
    add_life(maker)
    live(maker)
    picture(maker, config.instance)
    return entries


def _add_everyone(
    session: Session, config: Config, now: datetime
) -> list[dict[str, Any]]:
    """Add the staff of the demo; return them as demo.json has them."""
    key = config.secret_key
    added = [
        add_staff(
            session,
            f"{name}@{DOMAIN}",
            roles,
            secret_key=key,
            now=now,
            must_change=False,
        )
        for name, roles in _accounts()
    ]
    return [member.as_json() for member in added]


def _maker(
    session: Session, config: Config, entries: list[dict[str, Any]], now: datetime
) -> rounds.Maker:
    """Return who makes the rounds: the first of the staff, with the approver."""
    members = session.scalars(select(StaffMember))
    by_email = {member.email: member.id for member in members}
    chief = by_email[entries[0]["email"]]
    second = by_email[f"{Role.APPROVER.value}@{DOMAIN}"]
    return rounds.Maker(
        session,
        now,
        chief,
        config.code_key,
        KeyRing(config.instance, passphrases_of(session, entries)),
        Pair(session, chief, second),
    )


def passphrases_of(session: Session, staff: Sequence[dict[str, Any]]) -> dict[int, str]:
    """Return the passphrases of the key holders of the demo, by id."""
    known = {e["email"]: e["urn_passphrase"] for e in staff if e["urn_passphrase"]}
    members = session.scalars(select(StaffMember).where(StaffMember.email.in_(known)))
    return {member.id: known[member.email] for member in members}


def _brought_up(
    session: Session, config: Config, staff: list[dict[str, Any]], *, now: datetime
) -> list[dict[str, Any]]:
    """Give a demo of a version without urns its key holders and its key."""
    budget_round = find_round(session, VOTING)
    if budget_round is None or not takes_key(budget_round):
        return staff
    first = f"{KEY_HOLDERS[0]}@{DOMAIN}"
    for entry in staff:
        if entry["email"] == first:
            id_ = session.scalars(
                select(StaffMember.id).where(StaffMember.email == first)
            ).one()
            entry["urn_passphrase"] = give_passphrase(session, id_)
    staff += [
        add_staff(
            session,
            f"{name}@{DOMAIN}",
            [Role.KEY_HOLDER],
            secret_key=config.secret_key,
            now=now,
            must_change=False,
        ).as_json()
        for name in KEY_HOLDERS[1:]
    ]
    keys = KeyRing(config.instance, passphrases_of(session, staff))
    keys.make_and_try(session, budget_round, now)
    return staff


def _accounts() -> list[tuple[str, Sequence[Role]]]:
    """Return one account with all everyday roles, and one per role."""
    everyday = [role for role in Role if role not in NOT_EVERYDAY]
    others = [role for role in Role if role is not Role.KEY_HOLDER]
    single = [(role.value.replace("_", "-"), [role]) for role in others]
    holders = [(name, [Role.KEY_HOLDER]) for name in KEY_HOLDERS]
    return [("beheer", everyday), *single, *holders]


def top_up(
    session: Session, config: Config, known: dict[str, Any] | None, *, wanted: int
) -> list[str]:
    """Return the unused codes of the voting round that are known: at least `wanted`.

    Codes that were used since are left out; new ones are made for what is missing,
    as many in each area. A round that is closed gets no more codes.
    """
    budget_round = find_round(session, VOTING)
    if budget_round is None:
        return []
    kept = _unused(session, config.code_key, budget_round, codes=_codes_in(known))
    missing = max(wanted - len(kept), 0)
    try:
        kept += _issue(session, config.code_key, budget_round, count=missing)
    except RoundTakesNoCodes:
        session.rollback()
    return kept


def _issue(
    session: Session, key: bytes, budget_round: BudgetRound, *, count: int
) -> list[str]:
    """Issue codes as if it were an hour before the vote opened."""
    config = read_config(budget_round)
    areas, issued = list(budget_round.areas), []
    for place, area in enumerate(areas):
        share = (count + place) // len(areas)
        if share:
            issued += issue_codes(
                session,
                area,
                share,
                channel="demo",
                key=key,
                now=config.opens_at - timedelta(hours=1),
            )
    session.commit()
    return issued


def _codes_in(known: dict[str, Any] | None) -> list[str]:
    found = (known or {"rounds": []})["rounds"]
    return [
        code for entry in found if entry["slug"] == VOTING for code in entry["codes"]
    ]


def _unused(
    session: Session, key: bytes, budget_round: BudgetRound, *, codes: list[str]
) -> list[str]:
    unused = set(
        session.scalars(
            select(VotingCode.mac).where(
                VotingCode.budget_round_id == budget_round.id,
                VotingCode.state == CodeState.ISSUED,
            )
        )
    )
    return [code for code in codes if mac(code, budget_round.id, key) in unused]


def describe(
    session: Session,
    config: Config,
    *,
    staff: list[dict[str, Any]],
    codes: list[str],
    now: datetime,
) -> dict[str, Any]:
    """Return the content of demo.json."""
    return {
        "base_url": config.public_url,
        "staff": staff,
        "rounds": [
            {
                "slug": budget_round.slug,
                "phase": budget_round.phase(now).value,
                "codes": codes if budget_round.slug == VOTING else [],
            }
            for budget_round in list_all_rounds(session)
        ],
    }
