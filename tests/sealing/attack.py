"""What an attacker who can read everything tries, to match codes with ballots."""

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.orm import Session

from pb.db import db

PAGE = 4096
Orders = Mapping[str, list[str]]  # by what -> keys
# What rows can be put in order by, beside their columns.
HIDDEN = {"sqlite": ("rowid",), "postgresql": ("ctid", "xmin::text::bigint")}


def orders(session: Session, table: str, key: str, columns: Sequence[str]) -> Orders:
    """Return the keys of a table in every order that the database can give."""
    is_rowless = table == "ballot" and db.engine.dialect.name == "sqlite"
    hidden = () if is_rowless else HIDDEN[db.engine.dialect.name]
    found = {"as-stored": _keys(session, f"SELECT {key} FROM {table}")}  # noqa: S608
    for by in (*columns, *hidden):
        query = f"SELECT {key} FROM {table} ORDER BY {by}"  # noqa: S608  # our names
        found[by] = _keys(session, query)
    return found


def _keys(session: Session, query: str) -> list[str]:
    return list(session.scalars(text(query)))


def chance_of_hits(hits: int) -> float:
    """Return how likely that many right guesses or more are, when one just guesses.

    The number of fixed points of a random order is close to Poisson(1).
    """
    fewer = sum(math.exp(-1) / math.factorial(each) for each in range(min(hits, 50)))
    return max(0.0, 1 - fewer)


def chance_of_likeness(first: Sequence[int], second: Sequence[int]) -> float:
    """Return how likely two orders are to be as alike, or as opposite, by chance.

    Spearman's coefficient; for hundreds of rows it is close to normal.
    """
    count = len(first)
    distance = sum((a - b) ** 2 for a, b in zip(first, second, strict=True))
    rho = 1 - 6 * distance / (count * (count**2 - 1))
    return math.erfc(abs(rho) * math.sqrt(count - 1) / math.sqrt(2))


def attack(
    codes: Orders, ballots: Orders, truth: Mapping[str, str]
) -> dict[tuple[str, str], float]:
    """Match codes with ballots by every pair of orders; return how likely by chance.

    Args:
        codes: Code ids, per order.
        ballots: Commitments, per order.
        truth: Code id -> commitment; only the referee knows it.
    """
    chances = {}
    for by, ids in codes.items():
        used = [id_ for id_ in ids if id_ in truth]
        for other, commitments in ballots.items():
            place = {commitment: at for at, commitment in enumerate(commitments)}
            right = [place[truth[id_]] for id_ in used]
            hits = sum(at == guess for at, guess in enumerate(right))
            likeness = chance_of_likeness(range(len(right)), right)
            chances[by, other] = min(chance_of_hits(hits), likeness)
    return chances


def files_of_database(session: Session) -> Iterator[Path]:
    """Yield every file in which the database keeps rows."""
    session.rollback()
    if db.engine.dialect.name == "sqlite":
        path = Path(db.engine.url.database or "")
        yield from path.parent.glob(f"{path.name}*")
        return
    with db.engine.connect().execution_options(
        isolation_level="AUTOCOMMIT"
    ) as connection:
        connection.execute(text("CHECKPOINT"))
        folder = connection.scalar(text("SHOW data_directory"))
        oid = connection.scalar(
            text("SELECT oid FROM pg_database WHERE datname = current_database()")
        )
    yield from (p for p in Path(folder, "base", str(oid)).iterdir() if p.is_file())


def pages(session: Session) -> Iterator[bytes]:
    """Yield every page of every file of the database."""
    for path in files_of_database(session):
        content = path.read_bytes()
        yield from (content[at : at + PAGE] for at in range(0, len(content), PAGE))
