"""Elections to measure on: real ones where they are at hand, else made up."""

import os
from pathlib import Path
from random import Random

PROJECTS = 60
BALLOTS = 10_000


def real_election(name: str) -> Path | None:
    """Return the path of a Pabulib file under BUURTGELD_PABULIB, if it is there."""
    folder = os.environ.get("BUURTGELD_PABULIB")
    path = Path(folder) / name if folder else None
    return path if path is not None and path.exists() else None


def write_election(path: Path, *, seed: int = 621) -> Path:
    """Write a made-up approval election in which tastes differ by neighbourhood."""
    random = Random(seed)  # noqa: S311  # made-up votes, always the same
    costs = [random.randrange(20, 900) * 100 for _ in range(PROJECTS)]
    lines = ["META", "key;value", f"num_projects;{PROJECTS}", f"num_votes;{BALLOTS}"]
    lines += ["budget;300000", "vote_type;approval", "rule;greedy"]
    lines += ["PROJECTS", "project_id;cost"]
    lines += [f"{number};{cost}" for number, cost in enumerate(costs, start=1)]
    lines += ["VOTES", "voter_id;vote"]
    for voter in range(BALLOTS):
        home = random.randrange(6)
        near = [p for p in range(1, PROJECTS + 1) if p % 6 == home]
        chosen = set(random.sample(near, random.randrange(1, 6)))
        chosen |= {
            random.randrange(1, PROJECTS + 1) for _ in range(random.randrange(3))
        }
        lines.append(f"{voter};{','.join(map(str, sorted(chosen)))}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
