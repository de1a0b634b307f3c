"""An instance with its options and tie order, checked and ready to be counted."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from allocation.model import CannotAllocate, Instance, Options, Project, Reason


@dataclass(frozen=True)
class Contest:
    """What a rule counts; made by `make_contest`, which refuses what is unclear."""

    instance: Instance
    options: Options
    tie_order: tuple[str, ...]
    ineligible: Mapping[str, Reason]  # project id -> why it takes part in nothing

    @cached_property
    def candidates(self) -> tuple[Project, ...]:
        """The eligible projects, in tie order."""
        projects = self.instance.projects_by_id
        return tuple(
            projects[id_] for id_ in self.tie_order if id_ not in self.ineligible
        )

    @cached_property
    def rank(self) -> Mapping[str, int]:
        """Project id -> place in the tie order."""
        return {id_: place for place, id_ in enumerate(self.tie_order)}


def default_tie_order(instance: Instance) -> tuple[str, ...]:
    """Return all m project ids: more score first, then cheaper, then by id."""
    scores = instance.scores
    ranked = sorted(instance.projects, key=lambda p: (-scores[p.id], p.cost, p.id))
    return tuple(project.id for project in ranked)


def make_contest(
    instance: Instance, options: Options, tie_order: Sequence[str] | None = None
) -> Contest:
    """Check that the three fit each other and find who takes part.

    Args:
        instance: n ballots over m projects.
        options: Of any rule.
        tie_order: All m project ids; the default order if None.

    Returns:
        The contest.

    Raises:
        CannotAllocate: One of the three is not what `allocate` documents.
    """
    if instance.problem is not None:
        raise CannotAllocate(instance.problem)
    _check_options(instance, options)
    if tie_order is None:
        tie_order = default_tie_order(instance)
    known = instance.projects_by_id
    if len(tie_order) != len(known) or set(tie_order) != set(known):
        text = "the tie order must list every project exactly once"
        raise CannotAllocate(text + _difference(tie_order, known))
    ineligible = {
        project.id: reason
        for project in instance.projects
        if (reason := _reason_out(project, instance, options)) is not None
    }
    return Contest(instance, options, tuple(tie_order), ineligible)


def _difference(tie_order: Sequence[str], known: Collection[str]) -> str:
    """Return in words one project that is missing, unknown or listed twice."""
    given = set(tie_order)
    for text, ids in (
        ("is missing", [id_ for id_ in known if id_ not in given]),
        ("does not exist", [id_ for id_ in tie_order if id_ not in known]),
        ("is there twice", [id_ for id_ in tie_order if tie_order.count(id_) > 1]),
    ):
        if ids:
            return f"; {ids[0]} {text}"
    return ""


def _reason_out(
    project: Project, instance: Instance, options: Options
) -> Reason | None:
    score = instance.scores[project.id]
    if project.is_withdrawn:
        return "withdrawn"
    if score <= 0:
        return "no_votes"
    if project.cost > instance.budget_limit:
        return "over_budget"
    if not options.min_score.is_met(score, instance.ballot_count):
        return "below_minimum"
    return None


def _check_options(instance: Instance, options: Options) -> None:
    if options.increment <= 0:
        raise CannotAllocate("the increment must be more than 0")
    if options.rule == "phragmen" and instance.vote_type not in (
        "approval",
        "choose-1",
    ):
        raise CannotAllocate("the rule phragmen needs approval or choose-1 ballots")
    if options.rule == "phragmen" and options.completion not in (
        None,
        "none",
        "utilitarian",
    ):
        raise CannotAllocate("phragmen has the completions none and utilitarian only")
    if options.rule in ("greedy", "knapsack") and options.completion is not None:
        raise CannotAllocate(f"the rule {options.rule} has no completion")
    if options.comparison != "none" and options.rule != "equal-shares":
        raise CannotAllocate("the comparison step belongs to the rule equal-shares")
    known = instance.projects_by_id.keys()
    if any(not group.project_ids <= known for group in options.groups):
        raise CannotAllocate("an exclusion group names a project that does not exist")
