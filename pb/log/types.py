"""The kinds of event, and exactly what the body of each holds."""

from enum import StrEnum


class EventType(StrEnum):
    """What can happen in a round, as the logbook names it."""

    ROUND_FROZEN = "ROUND_FROZEN"
    SMALL_AREAS_ALLOWED = "SMALL_AREAS_ALLOWED"
    KEY_MADE = "KEY_MADE"
    KEY_TEST_BEGUN = "KEY_TEST_BEGUN"
    KEY_TESTED = "KEY_TESTED"
    CODES_ISSUED = "CODES_ISSUED"
    CODES_REVOKED = "CODES_REVOKED"
    CODE_REPLACED = "CODE_REPLACED"
    BALLOT_VOIDED = "BALLOT_VOIDED"
    ACT_PROPOSED = "ACT_PROPOSED"
    ACT_DECIDED = "ACT_DECIDED"
    ROUND_OPENED = "ROUND_OPENED"
    COUNTS = "COUNTS"
    VOTING_PAUSED = "VOTING_PAUSED"
    VOTING_RESUMED = "VOTING_RESUMED"
    VOTING_EXTENDED = "VOTING_EXTENDED"
    PAPER_SETTLED = "PAPER_SETTLED"
    ROUND_CLOSED = "ROUND_CLOSED"
    UNSEAL_BEGUN = "UNSEAL_BEGUN"
    URN_OPENED = "URN_OPENED"
    ENVELOPES_EXPLAINED = "ENVELOPES_EXPLAINED"
    RESULT_COUNTED = "RESULT_COUNTED"
    RESULT_PROPOSED = "RESULT_PROPOSED"
    RESULT_PUBLISHED = "RESULT_PUBLISHED"
    RESULT_WITHDRAWN = "RESULT_WITHDRAWN"
    DELIVERY_BEGUN = "DELIVERY_BEGUN"
    ROUND_ARCHIVED = "ROUND_ARCHIVED"
    KEY_DESTROYED = "KEY_DESTROYED"
    ROUND_IMPORTED = "ROUND_IMPORTED"
    INTEGRITY_HOLD = "INTEGRITY_HOLD"
    INTEGRITY_RELEASED = "INTEGRITY_RELEASED"


_CODES = "issued unused used revoked void"
_NAMES = {
    EventType.ROUND_FROZEN: "config_hash",
    EventType.SMALL_AREAS_ALLOWED: "areas reason",
    EventType.KEY_MADE: "public_key holders",
    EventType.KEY_TEST_BEGUN: "",
    EventType.KEY_TESTED: "public_key",
    EventType.CODES_ISSUED: "area count root extra",
    EventType.CODES_REVOKED: "area count",
    EventType.CODE_REPLACED: "area reason",
    EventType.BALLOT_VOIDED: "area reason",
    EventType.ACT_PROPOSED: "act subject_hash",
    EventType.ACT_DECIDED: "act subject_hash outcome",
    EventType.ROUND_OPENED: "opens_at closes_at issued revoked",
    EventType.COUNTS: _CODES,
    EventType.VOTING_PAUSED: "reason",
    EventType.VOTING_RESUMED: "",
    EventType.VOTING_EXTENDED: "closes_at reason",
    EventType.PAPER_SETTLED: "spent valid invalid reasons",
    EventType.ROUND_CLOSED: f"{_CODES} unreadable envelopes envelopes_root",
    EventType.UNSEAL_BEGUN: "",
    EventType.URN_OPENED: "ballots unreadable root",
    EventType.ENVELOPES_EXPLAINED: "count reason",
    EventType.RESULT_COUNTED: "result_hash",
    EventType.RESULT_PROPOSED: "result_hash",
    EventType.RESULT_PUBLISHED: "version result_hash reason",
    EventType.RESULT_WITHDRAWN: "version result_hash reason",
    EventType.DELIVERY_BEGUN: "",
    EventType.ROUND_ARCHIVED: "",
    EventType.KEY_DESTROYED: "",
    EventType.ROUND_IMPORTED: "file sha256 ballots root",
    EventType.INTEGRITY_HOLD: "expected_used found_used expected_size found_size",
    EventType.INTEGRITY_RELEASED: "reason",
}
# docs/log.md promises these names; an event with others is refused.
BODIES = {type_: frozenset(names.split()) for type_, names in _NAMES.items()}
