"""Compare what a file says of itself with what its ballots say."""

from allocation.model import Instance, Weight
from allocation.pabulib.findings import Findings
from allocation.pabulib.meta import Meta
from allocation.pabulib.numbers import NotANumber, read_number
from allocation.pabulib.projects import ProjectRow


def note_columns(
    meta: Meta, rows: list[ProjectRow], instance: Instance, findings: Findings
) -> None:
    """Warn where num_votes, num_projects, votes or score differ from the ballots.

    The ballots decide; the official figures count a project twice where a ballot
    names it twice.
    """
    _note_number(meta, "num_votes", instance.ballot_count, findings)
    _note_number(meta, "num_projects", len(instance.projects), findings)
    for row in rows:
        id_ = row.project.id
        if _differs(row.votes, instance.votes[id_]):
            text = "the column votes differs from the ballots"
            findings.note("votes_differ", text, line=row.line)
        if _differs(row.score, instance.scores[id_]):
            text = "the column score differs from the ballots"
            findings.note("score_differs", text, line=row.line)


def _note_number(meta: Meta, key: str, counted: int, findings: Findings) -> None:
    if _differs(meta.values.get(key, ""), counted):
        text = f"{key} differs from the {counted} found"
        findings.note(f"{key}_differs", text, line=meta.lines[key])


def _differs(text: str, counted: Weight) -> bool:
    if not text:
        return False
    try:
        return read_number(text) != counted
    except NotANumber:
        return True
