"""Who may open a page of the desk."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import abort, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from pb.auth.addresses import page_of_the_desk
from pb.auth.models import Role, StaffMember
from pb.auth.visits import Stage, current_visit

P = ParamSpec("P")
View = Callable[P, ResponseReturnValue]
PASSWORD_PAGE = "auth.change_password"  # noqa: S105  # an endpoint


def staff_required(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Open a page only to staff with one of `roles`; when none is named, with any.

    Others go to the page that logs them in, and without the role get 403.
    """
    wanted = frozenset(roles or Role)

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def with_role(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if current_staff().roles.isdisjoint(wanted):
                abort(403)
            return view(*args, **kwargs)

        return account_required(with_role)

    return decorate


def account_required(view: View[P]) -> View[P]:
    """Open a page to everyone who logged in, also without any role."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        detour = _admit()
        if detour is not None:
            return redirect(detour, 303)
        return view(*args, **kwargs)

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
    """Say whether who asks for this page has one of `roles`."""
    return not current_staff().roles.isdisjoint(roles)


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
    return None


def page_asked_for() -> str | None:
    """Return the address to come back to after logging in; None for a form sent."""
    if request.method not in {"GET", "HEAD"}:
        return None
    address = request.full_path if request.query_string else request.path
    return None if address == url_for("auth.start") else page_of_the_desk(address)
