"""The acts that need two persons, and what each of them brings along."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from pb.auth.models import Role
from pb.rounds.models import BudgetRound

Arguments = Mapping[str, Any]
Subject = Mapping[str, Any]


class TwoPersonAct(StrEnum):
    """What one proposes and another does, as the addresses name it."""

    REPLACE_CODE = "replace-code"
    VOID = "void"
    ISSUE_CODES = "issue-codes"
    RELEASE_HOLD = "release-hold"
    EXPLAIN_UNREADABLE = "explain-unreadable"
    FREEZE = "freeze"
    EXTEND = "extend"
    PROPOSE_RESULT = "propose-result"
    WITHDRAW = "withdraw"
    DESTROY_KEY = "destroy-key"


class ActImpossible(Exception):
    """As things stand the act can't be done; the kinds of it say why."""


class AlreadyProposed(ActImpossible):
    """The same waits for a second person."""


class NotNow(ActImpossible):
    """As things stand the act can't be done: why, and what to do, in words."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class NotDone(Exception):
    """What was approved could not be done, nothing was changed: why, in words."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class CannotPrepare(Exception):
    """What the act needs could not be made; nothing was changed."""


class NotYet(CannotPrepare):
    """Something else of this kind is at work; wait for it."""


@dataclass(frozen=True, slots=True)
class Case:
    """One proposal, as its act sees it."""

    proposal_id: int
    round_id: int
    arguments: Arguments
    subject: Subject
    staff_id: int  # who decides


# Done in the transaction that approves: returns what to keep with the proposal.
Do = Callable[[Session, BudgetRound, datetime, str], Mapping[str, Any]]


def _nothing(*_given: Any) -> None:
    """Do nothing."""


@dataclass(frozen=True, slots=True)
class Deed:
    """An act that is ready to be done."""

    do: Do
    # With the answer to who approved, once all is stored: what it made, the response.
    done: Callable[[Mapping[str, Any], Any], None] = _nothing
    # It was not done after all: clear away what was made ready.
    undone: Callable[[], None] = _nothing
    # What who approved must still do, in words.
    todo: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """What the second person sees, in words."""

    title: str
    button: str
    facts: Sequence[tuple[str, str | Sequence[str]]]  # several lines where it is a list
    warning: str = ""  # what can't be undone
    # SHA-256 in hex: who approves types two of its groups from paper.
    typed_hash: str = ""


# Told of a proposal in the transaction that stores it: what was proposed, by whom.
Tell = Callable[[Session, BudgetRound, Subject, datetime, str], None]


def _never(_case: Case, _shown_hash: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What an act that needs two persons brings along.

    Attributes:
        proposers: Roles that may propose it.
        approvers: Roles that may do it, when somebody else proposed it.
        subject: What exactly is proposed, from the arguments and the present state;
            raises ActImpossible. It is asked again before the act is done.
        prepare: Makes ready what takes time, outside any transaction; raises
            CannotPrepare.
        describe: Says what is proposed.
        is_single: Whether at most one such proposal of a round waits at a time.
        tell: What else is stored with the proposal.
        later: Hands a case that takes long to the worker, with the hash that the
            page showed; returns whether it did. The worker then does all the rest.
    """

    proposers: frozenset[Role]
    approvers: frozenset[Role]
    subject: Callable[[Session, BudgetRound, Arguments, datetime], Subject]
    prepare: Callable[[Case], Deed]
    describe: Callable[[Subject], Description]
    is_single: bool = False
    tell: Tell = _nothing
    later: Callable[[Case, str], bool] = _never


BEHAVIOURS: dict[TwoPersonAct, Behaviour] = {}


def register(act: TwoPersonAct, behaviour: Behaviour) -> None:
    """Teach the desk an act; each feature registers its own."""
    BEHAVIOURS[act] = behaviour


APPROVERS = frozenset({Role.APPROVER, Role.CONFIGURATOR})
