"""Exact voting rules for participatory budgeting.

import allocation

parsed = allocation.read_pabulib("election.pb")
outcome = allocation.allocate(parsed.instance, allocation.Options(rule="greedy"))
print(outcome.winners)
"""

from allocation.bounds import Bounds
from allocation.contest import default_tie_order
from allocation.document import Source, to_document, to_json
from allocation.explain import Explanation, explain, sentences
from allocation.model import (
    BallotGroup,
    CannotAllocate,
    ExclusionGroup,
    Instance,
    MinScore,
    NotComputed,
    Note,
    Options,
    Outcome,
    PartialFunding,
    Progress,
    Project,
    ProjectResult,
    Step,
    Value,
    Weight,
)
from allocation.pabulib import (
    FileWarning,
    ParsedFile,
    UnreadableFile,
    read_pabulib,
)
from allocation.rules import allocate
from allocation.text import to_text

__all__ = [
    "BallotGroup",
    "Bounds",
    "CannotAllocate",
    "ExclusionGroup",
    "Explanation",
    "FileWarning",
    "Instance",
    "MinScore",
    "NotComputed",
    "Note",
    "Options",
    "Outcome",
    "ParsedFile",
    "PartialFunding",
    "Progress",
    "Project",
    "ProjectResult",
    "Source",
    "Step",
    "UnreadableFile",
    "Value",
    "Weight",
    "allocate",
    "default_tie_order",
    "explain",
    "read_pabulib",
    "sentences",
    "to_document",
    "to_json",
    "to_text",
]
