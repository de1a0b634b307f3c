"""What the trail can tell, and exactly what each line says beside who and when."""

from enum import StrEnum


class Kind(StrEnum):
    """What a member of staff did, or somebody tried in their name."""

    LOGGED_IN = "logged_in"
    LOGIN_FAILED = "login_failed"
    CODE_FAILED = "code_failed"
    RECOVERY_CODE_USED = "recovery_code_used"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105  # the name of an act
    ACCOUNT_ADDED = "account_added"
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_ENABLED = "account_enabled"
    ROLES_CHANGED = "roles_changed"
    PASSWORD_RESET = "password_reset"  # noqa: S105  # the same
    SECOND_STEP_RESET = "second_step_reset"
    EXPORT_TAKEN = "export_taken"
    PERSONAL_DATA_VIEWED = "personal_data_viewed"
    PERSONAL_DATA_ERASED = "personal_data_erased"
    TERM_CHANGED = "term_changed"
    PLAN_CODE_MADE = "plan_code_made"


_NAMES = {
    Kind.ACCOUNT_ADDED: "roles",
    Kind.ROLES_CHANGED: "before after",
    Kind.EXPORT_TAKEN: "what",
    Kind.PERSONAL_DATA_VIEWED: "what count",
    Kind.PERSONAL_DATA_ERASED: "what count why",
    Kind.TERM_CHANGED: "what before after",
    Kind.LOGGED_IN: "how",
    Kind.PLAN_CODE_MADE: "plan",
}
# A line with other names is refused, so that no name of a person slips in unseen.
DETAILS = {kind: frozenset(_NAMES.get(kind, "").split()) for kind in Kind}
