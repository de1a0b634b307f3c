"""A form that came back after its session had ended: what was typed is not lost.

Its token no longer fits, so nothing is stored. The page that says so holds the same
fields with a new token, and one button. That is offered only to a browser that says
the form came from one of our own pages: nobody else can make it say so, and a forged
form is still no more than an error page.
"""

from flask import request

# What is a secret is typed again, and stands in no page.
SECRET = ("password", "totp", "passphrase", "code")
# Of a vote nothing is repeated outside its own pages.
NEVER = ("/stem", "/controle")
# Nor what is only true of who had it before them: a second person decides about what
# the page shows, and who enters a paper ballot reads it. A button on a page that shows
# neither could be pressed by a colleague who sits down at the same computer.
SEEN_FIRST = frozenset({"approvals", "paper"})


def fields_to_resend() -> list[tuple[str, str]]:
    """Return the fields of this request, by name; none where they can't be repeated."""
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        return []
    if request.path.startswith(NEVER) or request.blueprint in SEEN_FIRST:
        return []
    names = [name.lower() for name in request.form]
    if any(secret in name for name in names for secret in SECRET):
        return []
    fields = request.form.items(multi=True)
    return [(name, value) for name, value in fields if name != "csrf_token"]


def address_to_resend() -> str:
    """Return where the form went, on this site."""
    return request.full_path if request.query_string else request.path
