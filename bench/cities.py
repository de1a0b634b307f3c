"""Made-up elections as large as those of big cities; most of their ballots differ."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.rows import IS_SHORT

AREAS = 18
COLUMNS = "voter_id;age;sex;voting_method;neighborhood;vote"
PER_VOTER = 300  # of the budget


@dataclass(frozen=True, slots=True)
class City:
    """The shape of an election."""

    name: str
    ballots: int
    projects: int
    longest: int  # ballot
    vote_type: str
    evenness: float = 1.0  # of the projects' popularity; 0: all are equally popular


CITIES = (
    City("up to 10 of 100", 80_000, 100, 10, "approval"),
    City("up to 15 of 100", 80_000, 100, 15, "approval", 0.7),
    City("up to 15 of 100, all alike", 80_000, 100, 15, "approval", 0.0),
    City("points from 1 to 10", 70_000, 60, 10, "scoring", 0.8),
    City("nine points to divide", 60_000, 80, 9, "cumulative"),
    City("three in order", 90_000, 140, 3, "ordinal", 0.8),
)


def write_city(path: Path, city: City, *, seed: int = 2022) -> Path:
    """Write an election in which people know the plans of their own area better."""
    random = np.random.default_rng(seed)
    ballots = city.ballots // 40 if IS_SHORT else city.ballots
    costs = np.exp(random.normal(0, 0.8, city.projects))
    costs = 100 * np.ceil(costs / costs.sum() * ballots * PER_VOTER * 4 / 100)
    home = random.integers(0, AREAS * 3 // 2, city.projects)  # some are of no area
    popular = -city.evenness * np.log(np.arange(1, city.projects + 1))
    lines = ["META", "key;value", f"num_projects;{city.projects}"]
    lines += [f"num_votes;{ballots}", f"budget;{ballots * PER_VOTER}"]
    lines += [f"vote_type;{city.vote_type}", f"max_length;{city.longest}"]
    lines += ["PROJECTS", "project_id;cost"]
    lines += [f"{place};{cost:.0f}" for place, cost in enumerate(costs, start=1)]
    has_points = city.vote_type in {"scoring", "cumulative"}
    lines += ["VOTES", COLUMNS + ";points" * has_points]
    for voter in range(ballots):
        area = int(random.integers(0, AREAS))
        near = 2.0 * (home == area) if city.evenness else 0.0
        liking = popular + near + random.gumbel(size=city.projects)
        length = int(random.integers(1, city.longest + 1))
        if city.vote_type == "ordinal":
            length = city.longest
        chosen = (-liking).argsort()[:length] + 1
        if city.vote_type == "approval":
            chosen.sort()
        points = f";{_points(city, length, random)}" if has_points else ""
        about = f"{random.integers(14, 90)};{'FM'[voter % 2]};internet;Area {area}"
        lines.append(f"{voter};{about};{_joined(chosen)}{points}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _points(city: City, length: int, random: np.random.Generator) -> str:
    """Return points, the most first."""
    if city.vote_type == "scoring":
        return _joined(np.sort(random.integers(1, 11, length))[::-1])
    given = random.integers(0, length, city.longest - length)
    points = 1 + np.bincount(given, minlength=length)
    return _joined(np.sort(points)[::-1])


def _joined(numbers: np.ndarray) -> str:
    return ",".join(map(str, numbers.tolist()))
