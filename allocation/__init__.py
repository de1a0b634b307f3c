"""Exact voting rules for participatory budgeting.

import allocation

parsed = allocation.read_pabulib("election.pb")
outcome = allocation.allocate(parsed.instance, allocation.Options(rule="greedy"))
print(outcome.winners)
"""

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
from allocation.rules import allocate, default_tie_order

__all__ = [
    "BallotGroup",
    "CannotAllocate",
    "ExclusionGroup",
    "Instance",
    "MinScore",
    "NotComputed",
    "Note",
    "Options",
    "Outcome",
    "PartialFunding",
    "Progress",
    "Project",
    "ProjectResult",
    "Step",
    "Value",
    "Weight",
    "allocate",
    "default_tie_order",
]
