"""Whether what came out of an envelope is a ballot that its round allows."""

import json
from typing import Any

from pb.rounds.configuration import FrozenConfig, FrozenContest
from pb.voting.commitment import canonical_ballot
from pb.voting.selection import (
    Selection,
    UnknownProject,
    faults_of,
    file_ids,
    read_selection,
)


def is_a_ballot(config: FrozenConfig, body: bytes) -> bool:
    """Say whether these bytes are a ballot as casting would have stored it.

    Whoever can write to the database can put an envelope in the urn; the limits of
    the round are held to once more, so that no such ballot counts.

    Args:
        config: Of the round.
        body: What an envelope held.
    """
    try:
        held = json.loads(body)
        area, choices = held["area"], held["choices"]
        if config.area(area) is None:
            return False
        selection = _selection(config, area, choices)
        is_allowed = not faults_of(config, selection)
        return is_allowed and canonical_ballot(area, file_ids(selection)) == body
    except (UnknownProject, KeyError, TypeError, ValueError, AttributeError):
        return False


def _selection(
    config: FrozenConfig, area_id: str, choices: dict[str, Any]
) -> Selection:
    numbers: list[int] = []
    points: dict[int, int] = {}
    ranks: dict[int, int] = {}
    contests = {contest.id: contest for contest in config.contests_for(area_id)}
    for contest_id, given in choices.items():
        contest = contests[contest_id]
        by_id = _numbers(contest)
        if contest.vote_type == "cumulative":
            points |= {by_id[id_]: mark for id_, mark in given.items()}
        elif contest.vote_type == "ordinal":
            ranks |= {by_id[id_]: rank for rank, id_ in enumerate(given, start=1)}
        else:
            numbers += [by_id[id_] for id_ in given]
    return read_selection(config, area_id, numbers, points=points, ranks=ranks)


def _numbers(contest: FrozenContest) -> dict[str, int]:
    return {project.id: project.number for project in contest.projects}
