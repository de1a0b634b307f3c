"""The acts of the desk that need two persons."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from pb.approvals.acts import (
    APPROVERS,
    Arguments,
    Behaviour,
    Case,
    Deed,
    Do,
    Subject,
    TwoPersonAct,
    register,
)
from pb.auth.models import Role
from pb.codes.keys import give_key
from pb.db import db
from pb.desk import service
from pb.desk.letters import NewLetter, letter_path, print_new_letter
from pb.desk.words import describe_replacement, describe_void, fetch_it_here
from pb.rounds.models import BudgetRound

PROPOSERS = frozenset({Role.DESK_CLERK, Role.CONFIGURATOR})


def key_name(proposal_id: int) -> str:
    """Return what the browser calls the key to the new letter of a proposal."""
    return f"nieuw-{proposal_id}"


def _replacement_subject(
    session: Session, budget_round: BudgetRound, arguments: Arguments, now: datetime
) -> Subject:
    key = current_app.config["CODE_KEY"]
    return service.replacement_subject(session, budget_round, arguments, now, key=key)


def _void_subject(
    session: Session, budget_round: BudgetRound, arguments: Arguments, now: datetime
) -> Subject:
    key = current_app.config["CODE_KEY"]
    return service.void_subject(session, budget_round, arguments, now, key=key)


def _prepare_replacement(case: Case) -> Deed:
    """Print the new letter first: once the old code is dead there must be one."""
    draft = letter_path(case.proposal_id, f"-{secrets.token_hex(8)}")
    letter = print_new_letter(
        db.session(),
        case.round_id,
        case.subject["area"],
        large=case.subject["large"],
        path=draft,
    )
    final = letter_path(case.proposal_id)

    def give(_result: Mapping[str, Any], response: Any) -> None:
        give_key(response, key_name(case.proposal_id), letter.private_key)

    def do(
        session: Session, budget_round: BudgetRound, now: datetime, actor: str
    ) -> Mapping[str, Any]:
        result = _replace(case, letter)(session, budget_round, now, actor)
        draft.rename(final)
        return result

    return Deed(
        do,
        done=give,
        undone=lambda: draft.unlink(missing_ok=True),
        todo=fetch_it_here(),
    )


def _replace(case: Case, letter: NewLetter) -> Do:
    def do(
        session: Session, budget_round: BudgetRound, now: datetime, actor: str
    ) -> Mapping[str, Any]:
        return service.replace_letter(
            session,
            budget_round,
            case.arguments,
            letter.kept,
            key=current_app.config["CODE_KEY"],
            now=now,
            actor=actor,
        )

    return do


def _prepare_void(case: Case) -> Deed:
    def do(
        session: Session, budget_round: BudgetRound, now: datetime, actor: str
    ) -> Mapping[str, Any]:
        return service.void_letter(
            session,
            budget_round,
            case.arguments,
            key=current_app.config["CODE_KEY"],
            now=now,
            actor=actor,
        )

    return Deed(do)


register(
    TwoPersonAct.REPLACE_CODE,
    Behaviour(
        PROPOSERS,
        APPROVERS,
        _replacement_subject,
        _prepare_replacement,
        describe_replacement,
    ),
)
register(
    TwoPersonAct.VOID,
    Behaviour(PROPOSERS, APPROVERS, _void_subject, _prepare_void, describe_void),
)
