"""Every table, imported once so that the metadata is complete."""

from pb.approvals.models import Decision, Proposal
from pb.auth.models import (
    RecoveryCode,
    Role,
    StaffMember,
    StaffRole,
    StaffRoundRole,
)
from pb.codes.models import CodeBatch, CodeCount, CodeState, VotingCode
from pb.community.models import (
    HelperContact,
    Introduction,
    Offer,
    Place,
    PlaceContact,
)
from pb.delivery.models import (
    Delivery,
    DeliveryChange,
    DeliveryContact,
    DeliveryState,
    Milestone,
    MoneyEntry,
    News,
    NewsPhoto,
)
from pb.jobs.models import Job, JobState
from pb.limits.models import FailureCount
from pb.log.models import Checkpoint, Event, StaffPseudonym
from pb.mail.models import Mail
from pb.maps.models import AreaShape, RoundMap
from pb.paper.models import BatchState, PaperBatch, PaperSheet, SheetState
from pb.projects.care_models import (
    ChangeAnswer,
    HistoryEntry,
    PlanAccess,
    PlanAttachment,
    PlanChange,
    PlanJoiner,
    PlanObjection,
    PlanOpinion,
    PlanQuestion,
    PlanSettings,
    VerdictDraft,
)
from pb.projects.models import Project, ProjectStatus, ProposerContact
from pb.projects.plan_models import (
    Contribution,
    CostLine,
    PlanAim,
    PlanDetails,
    PlanDraft,
    PlanLink,
    PlanNeed,
    PlanPhoto,
    PlanPin,
    PlanValue,
)
from pb.rehearsal.models import PlayBallot, PlayCode, Rehearsal
from pb.results.models import Outcome, Publication, Reruns, Withdrawal
from pb.retention.models import RetentionPeriod
from pb.rounds.models import Area, BudgetRound, Contest
from pb.sessions.models import WebSession
from pb.setup.models import TableDraft, WhatIf
from pb.talk.models import (
    AreaThreshold,
    Remark,
    RemarkReport,
    RemarkWriter,
    Support,
    SupportAsked,
    SupportCode,
    SupportWaiver,
    TalkSettings,
)
from pb.trail.models import StaffAlias, TrailEntry
from pb.urn.models import Envelope
from pb.voting.models import Ballot

__all__ = [
    "Area",
    "AreaShape",
    "AreaThreshold",
    "Ballot",
    "BatchState",
    "BudgetRound",
    "ChangeAnswer",
    "Checkpoint",
    "CodeBatch",
    "CodeCount",
    "CodeState",
    "Contest",
    "Contribution",
    "CostLine",
    "Decision",
    "Delivery",
    "DeliveryChange",
    "DeliveryContact",
    "DeliveryState",
    "Envelope",
    "Event",
    "FailureCount",
    "HelperContact",
    "HistoryEntry",
    "Introduction",
    "Job",
    "JobState",
    "Mail",
    "Milestone",
    "MoneyEntry",
    "News",
    "NewsPhoto",
    "Offer",
    "Outcome",
    "PaperBatch",
    "PaperSheet",
    "Place",
    "PlaceContact",
    "PlanAccess",
    "PlanAim",
    "PlanAttachment",
    "PlanChange",
    "PlanDetails",
    "PlanDraft",
    "PlanJoiner",
    "PlanLink",
    "PlanNeed",
    "PlanObjection",
    "PlanOpinion",
    "PlanPhoto",
    "PlanPin",
    "PlanQuestion",
    "PlanSettings",
    "PlanValue",
    "PlayBallot",
    "PlayCode",
    "Project",
    "ProjectStatus",
    "Proposal",
    "ProposerContact",
    "Publication",
    "RecoveryCode",
    "Rehearsal",
    "Remark",
    "RemarkReport",
    "RemarkWriter",
    "Reruns",
    "RetentionPeriod",
    "Role",
    "RoundMap",
    "SheetState",
    "StaffAlias",
    "StaffMember",
    "StaffPseudonym",
    "StaffRole",
    "StaffRoundRole",
    "Support",
    "SupportAsked",
    "SupportCode",
    "SupportWaiver",
    "TableDraft",
    "TalkSettings",
    "TrailEntry",
    "VerdictDraft",
    "VotingCode",
    "WebSession",
    "WhatIf",
    "Withdrawal",
]
