"""The choices of a ballot as they arrive: every field may be forged."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from pb.rounds.configuration import FrozenContest, FrozenProject
from pb.voting.forms import MalformedForm, only
from pb.voting.selection import Choices, Selection

NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)
SMALL = re.compile(r"[0-9]{1,4}", re.ASCII)  # points and places
# Fields beside those of the plans: token, nonce, filters and buttons.
OTHER_FIELDS = 20
TICKED = frozenset({"approval", "choose-1"})
MARKED = {"cumulative": "points", "ordinal": "rank"}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A number field of our own page that holds no whole number."""

    field: str
    project: FrozenProject
    contest: FrozenContest
    typed: str
    kind: str = "unreadable"


@dataclass(frozen=True, slots=True)
class Filled:
    """What the fields of a ballot say, by our number of the plan."""

    ticks: frozenset[int] = frozenset()
    points: Mapping[int, int] = field(default_factory=dict)
    ranks: Mapping[int, int] = field(default_factory=dict)
    unreadable: tuple[Unreadable, ...] = ()


def tick_name(contests: Sequence[FrozenContest], contest: FrozenContest) -> str:
    """Return the name of the fields with which plans of a contest are ticked.

    Radio buttons of one name exclude each other, so where several contests allow
    one plan each, each has a name of its own.
    """
    choose_one = [c for c in contests if c.vote_type == "choose-1"]
    if contest.vote_type == "choose-1" and len(choose_one) > 1:
        return f"choice-{contest.id}"
    return "choice"


def read_filled(
    contests: Sequence[FrozenContest], fields: MultiDict[str, str]
) -> Filled:
    """Return what the fields of a ballot say.

    Args:
        contests: On this ballot.
        fields: Of the form.

    Raises:
        MalformedForm: A field is there twice, or is not of this ballot.
    """
    _check_amount(contests, fields)
    _check_names(contests, fields)
    unreadable: list[Unreadable] = []
    marks: dict[str, dict[int, int]] = {"points": {}, "rank": {}}
    for contest, project, name, typed in _marks(contests, fields):
        if SMALL.fullmatch(typed) and (
            typed.strip("0") or contest.vote_type != "ordinal"
        ):
            marks[MARKED[contest.vote_type]][project.number] = int(typed)
        elif typed:
            unreadable.append(Unreadable(name, project, contest, typed[:20]))
    return Filled(
        ticks=_ticks(contests, fields),
        points=marks["points"],
        ranks=marks["rank"],
        unreadable=tuple(unreadable),
    )


def _marks(
    contests: Sequence[FrozenContest], fields: MultiDict[str, str]
) -> Iterator[tuple[FrozenContest, FrozenProject, str, str]]:
    """Yield what was typed at each plan that takes points or a place."""
    for contest in contests:
        if contest.vote_type in MARKED:
            for project in contest.projects:
                name = f"{MARKED[contest.vote_type]}-{project.number}"
                yield contest, project, name, only(fields, name).strip()


def _ticks(
    contests: Sequence[FrozenContest], fields: MultiDict[str, str]
) -> frozenset[int]:
    """Return the ticked plans; an empty value is the radio button of no plan."""
    names = {tick_name(contests, c) for c in contests if c.vote_type in TICKED}
    numbers: set[int] = set()
    for name in sorted({"choice", *names}):
        values = [value for value in fields.getlist(name) if value]
        if not all(NUMBER.fullmatch(value) for value in values):
            raise MalformedForm(name)
        found = {int(value) for value in values}
        if len(found) < len(values) or found & numbers:
            raise MalformedForm(name)
        numbers |= found
    on_ballot = {
        p.number for c in contests if c.vote_type in TICKED for p in c.projects
    }
    if not numbers <= on_ballot:
        raise MalformedForm("choice")
    return frozenset(numbers)


def _check_amount(
    contests: Sequence[FrozenContest], fields: MultiDict[str, str]
) -> None:
    """Refuse a form with far more fields than our page has."""
    most = sum(len(contest.projects) for contest in contests) + OTHER_FIELDS
    sent = [name for name in fields for _ in fields.getlist(name)]
    if len(sent) > most:
        raise MalformedForm(sent[most][:40])


def _check_names(
    contests: Sequence[FrozenContest], fields: MultiDict[str, str]
) -> None:
    """Refuse fields for plans and contests that are not on this ballot."""
    known = {
        f"{MARKED[c.vote_type]}-{p.number}"
        for c in contests
        if c.vote_type in MARKED
        for p in c.projects
    } | {tick_name(contests, c) for c in contests}
    for name in fields:
        if name.startswith(("points-", "rank-", "choice-")) and name not in known:
            raise MalformedForm(name[:40])


def hidden_fields(selection: Selection) -> list[tuple[str, str]]:
    """Return the fields that say a selection once more, to be sent back as they are.

    Places are counted anew, from 1 without a gap.
    """
    contests = [choices.contest for choices in selection.values()]
    return [
        pair for choices in selection.values() for pair in _fields(contests, choices)
    ]


def _fields(
    contests: Sequence[FrozenContest], choices: Choices
) -> Iterator[tuple[str, str]]:
    contest = choices.contest
    for place, (project, mark) in enumerate(choices.marks.items(), start=1):
        if contest.vote_type in TICKED:
            yield tick_name(contests, contest), str(project.number)
        else:
            value = place if contest.vote_type == "ordinal" else mark
            yield f"{MARKED[contest.vote_type]}-{project.number}", str(value)
