"""From a file to an election."""

import hashlib
from pathlib import Path

from allocation.model import Instance
from allocation.pabulib.ballots import BallotLimits, BallotReader
from allocation.pabulib.bulk import PlainGroups, read_plain_votes
from allocation.pabulib.columns import note_columns
from allocation.pabulib.findings import Findings
from allocation.pabulib.lines import read_sections
from allocation.pabulib.meta import Meta, read_budget, read_meta, read_vote_type
from allocation.pabulib.parsed import ParsedFile, Place
from allocation.pabulib.projects import ProjectRows, note_costs, read_projects
from allocation.pabulib.votes import read_votes


def read_pabulib(source: str | Path | bytes, *, name: str | None = None) -> ParsedFile:
    """Read an election file of Pabulib.

    Args:
        source: Where the file is, or its content.
        name: What messages call the file; its path if None.

    Returns:
        The election with its amounts in hundredths of the currency.

    Raises:
        UnreadableFile: The file cannot be counted; the text says where and why.
        OSError: There is no such file.
    """
    if isinstance(source, bytes):
        return _parse(source, Place(name or "file.pb"))
    return _parse(Path(source).read_bytes(), Place(name or str(source)))


def _parse(content: bytes, place: Place) -> ParsedFile:
    findings = Findings()
    sections = read_sections(content, place)
    meta = read_meta(sections["META"], place, findings)
    budget, vote_type = read_budget(meta), read_vote_type(meta)
    projects = read_projects(sections["PROJECTS"], place)
    if not projects.rows:
        line = sections["PROJECTS"].line
        findings.note("no_projects", "there is no project", line=line)
    costs = {row.project.id: row.project.cost for row in projects.rows}
    reader = BallotReader(vote_type, costs, _limits(meta, findings))
    listed = tuple(row.project for row in projects.rows)
    plain = read_plain_votes(sections["VOTES"], reader, findings)
    if plain is None:
        groups = read_votes(sections["VOTES"], place, reader=reader, findings=findings)
        instance = Instance(listed, budget, groups, vote_type)
    else:
        ids = list(costs)
        instance = Instance(listed, budget, PlainGroups(ids, plain.ballots), vote_type)
        # What reading has found out need not be found out again.
        instance.__dict__.update(
            problem=None, votes=dict(zip(ids, plain.votes, strict=True))
        )
        if plain.scores is not None:
            instance.__dict__["scores"] = dict(zip(ids, plain.scores, strict=True))
    note_costs(projects.rows, budget, findings)
    note_columns(meta, projects.rows, instance, findings)
    return ParsedFile(
        name=Path(place.name).name,
        sha256=hashlib.sha256(content).hexdigest(),
        meta=meta.values,
        instance=instance,
        selected=_marked(projects, "1") if projects.has_selected else None,
        other_money=_marked(projects, "2", "3"),
        warnings=findings.warnings(),
    )


def _limits(meta: Meta, findings: Findings) -> BallotLimits:
    return BallotLimits(
        min_length=meta.number("min_length", findings),
        max_length=meta.number("max_length", findings),
        max_sum_cost=meta.number("max_sum_cost", findings),
        min_sum_points=meta.number("min_sum_points", findings),
        max_sum_points=meta.number("max_sum_points", findings),
    )


def _marked(projects: ProjectRows, *marks: str) -> tuple[str, ...]:
    return tuple(row.project.id for row in projects.rows if row.selected in marks)
