"""Every table, imported once so that the metadata is complete."""

from pb.approvals.models import Decision, Proposal
from pb.auth.models import Role, StaffMember, StaffRole
from pb.codes.models import CodeBatch, CodeState, VotingCode
from pb.jobs.models import Job, JobState
from pb.limits.models import FailureCount
from pb.log.models import Checkpoint, Event, StaffPseudonym
from pb.projects.models import Project, ProjectStatus, ProposerContact
from pb.results.models import Outcome, Publication
from pb.rounds.models import Area, BudgetRound, Contest
from pb.sessions.models import WebSession
from pb.urn.models import Envelope
from pb.voting.models import Ballot

__all__ = [
    "Area",
    "Ballot",
    "BudgetRound",
    "Checkpoint",
    "CodeBatch",
    "CodeState",
    "Contest",
    "Decision",
    "Envelope",
    "Event",
    "FailureCount",
    "Job",
    "JobState",
    "Outcome",
    "Project",
    "ProjectStatus",
    "Proposal",
    "ProposerContact",
    "Publication",
    "Role",
    "StaffMember",
    "StaffPseudonym",
    "StaffRole",
    "VotingCode",
    "WebSession",
]
