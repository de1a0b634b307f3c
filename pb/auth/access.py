"""Who may open a page of the desk."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.auth.addresses import page_of_the_desk
from pb.auth.models import Role, StaffMember
from pb.auth.visits import Stage, current_visit
from pb.db import reader
from pb.rounds.models import BudgetRound
from pb.web.resending import fields_to_resend

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
DESKS = "/beheer/rondes/"  # pages of one round begin so
PASSWORD_PAGE = "auth.change_password"  # noqa: S105  # an endpoint


def staff_required(
    *roles: Role, anywhere: bool = False
) -> Callable[[View[P]], View[P]]:
    """Open a page only to staff with one of `roles`; when none is named, with any.

    Under the desk of a round the roles that somebody has in that round count too;
    with `anywhere` those in any one round, for a page of the person. Others go to the
    page that logs them in, and without the role get 403, whether the round exists or
    not.
    """
    wanted = frozenset(roles or Role)

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def with_role(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            has = current_staff().roles_anywhere if anywhere else roles_here()
            if has.isdisjoint(wanted):
                abort(403)
            return view(*args, **kwargs)

        return account_required(with_role)

    return decorate


def account_required(view: View[P]) -> View[P]:
    """Open a page to everyone who logged in, also without any role."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        detour = _admit()
        if detour is None:
            return view(*args, **kwargs)
        if fields_to_resend():
            raise CSRFError  # its page keeps what was typed until they logged in
        return redirect(detour, 303)

    return guarded


def current_staff() -> StaffMember:
    """Return who asks for this page, with the roles; detached from the database.

    Raises:
        RuntimeError: The view is not guarded by `staff_required`.
    """
    member = g.get("staff")
    if not isinstance(member, StaffMember):
        raise RuntimeError("only a view behind staff_required knows its visitor")
    return member


def has_role(*roles: Role) -> bool:
    """Say whether who asks for this page has one of `roles` here."""
    return not roles_here().isdisjoint(roles)


def roles_here() -> frozenset[Role]:
    """Return the roles of who asks for this page: everywhere, and in its round."""
    member = current_staff()
    if "roles_here" not in g:
        g.roles_here = member.roles_in(_round_asked_for(member))
    roles: frozenset[Role] = g.roles_here
    return roles


def _round_asked_for(member: StaffMember) -> int | None:
    """Return the round of a desk page; not looked up for who has no role in one."""
    slug = (request.view_args or {}).get("slug")
    is_desk = request.path.startswith(DESKS)
    if not (is_desk and slug and member.round_role_rows) or "\0" in slug:
        return None
    with Session(reader()) as reading:
        return reading.scalar(select(BudgetRound.id).where(BudgetRound.slug == slug))


def _admit() -> str | None:
    """Note who asks for this page, or return where they must go first."""
    visit = current_visit()
    if visit is None:
        return url_for("auth.login", verder=page_asked_for())
    if visit.stage is not Stage.COMPLETE:
        return url_for("auth.second_step", verder=page_asked_for())
    if visit.member.must_change_password and request.endpoint != PASSWORD_PAGE:
        return url_for(PASSWORD_PAGE, verder=page_asked_for())
    g.staff = visit.member
    g.pop("roles_here", None)
    return None


def page_asked_for() -> str | None:
    """Return the address to come back to after logging in; None for a form sent."""
    if request.method not in {"GET", "HEAD"}:
        return None
    address = request.full_path if request.query_string else request.path
    return None if address == url_for("auth.start") else page_of_the_desk(address)
