"""The audit of pages: a good page passes, and each fault is caught and named."""

import pytest
from flask import Flask, redirect

from tests.pages import PageClient, faults

GOOD = """<!doctype html>
<html lang="nl"><head><title>Kies uw plannen – Buurtgeld</title>
<link rel="stylesheet" href="/static/css/base.css"><script src="/static/a.js" defer></script></head>
<body><main id="inhoud">
<h1>Kies uw plannen</h1><h2>Wijk</h2><p>Er is €\u00a0300.000. <a href="#inhoud">Begin</a></p>
<form method="post" action="/stem"><input type="hidden" name="csrf_token" value="x">
<label for="code">Code</label><input id="code" aria-describedby="uitleg"><p id="uitleg">Uit de brief</p>
<fieldset><legend>Kies</legend><label><input type="checkbox" name="choice"> Plan</label></fieldset>
<progress aria-label="Budget" max="3"></progress><button>Stem</button></form>
<svg aria-hidden="true"><use href="/static/i.svg#x"/></svg><img src="/a.png" alt="">
<table><caption>Plannen</caption><tr><th scope="col">Plan</th></tr></table>
</main></body></html>"""  # noqa: E501  # a page as a server would send it

# What is changed in the good page, and a piece of the sentence about it.
FAULTS = [
    pytest.param("<!doctype html>", "", "no <!doctype html>", id="document type"),
    pytest.param('lang="nl"', "", "has no lang", id="language"),
    pytest.param("<main id", "<main></main><main id", "one <main>", id="main"),
    pytest.param("</h1>", "</h1><h1>Nog een</h1>", "there are 2 h1", id="two h1"),
    pytest.param("<h1>Kies uw plannen</h1>", "", "there are 0 h1", id="no h1"),
    pytest.param("<title>Kies", "<title>Koos", "does not start with", id="title"),
    pytest.param("<h2>Wijk</h2>", "<h3>Wijk</h3>", "skips from level 1", id="levels"),
    pytest.param("<h2>Wijk</h2>", "<h2></h2>", "is empty", id="empty heading"),
    pytest.param("</p>", "</b></p>", "closes <p>", id="wrong end tag"),
    pytest.param("</main>", "", "closes <main", id="unclosed"),
    pytest.param('id="code"', 'id="code" id="x"', "attribute id twice", id="twice"),
    pytest.param('id="uitleg"', 'id="code"', "id 'code' is there 2", id="same id"),
    pytest.param('="uitleg">', '="weg">', "'weg', which does not", id="described by"),
    pytest.param('href="#inhoud"', 'href="#weg"', "leads nowhere", id="fragment"),
    pytest.param('action="/stem"', "", "no action", id="no action"),
    pytest.param('"/stem"', '"//evil"', "no action on this", id="foreign action"),
    pytest.param('value="x"', "", "without csrf_token", id="no token"),
    pytest.param('method="post"', "", "token into an address", id="token in address"),
    pytest.param("</form>", '<form action="/"></form></form>', "inside", id="forms"),
    pytest.param('for="code"', 'for="uitleg"', "has no label", id="label"),
    pytest.param("<legend>Kies</legend>", "", "has no legend", id="legend"),
    pytest.param(
        'id="code" aria-describedby="uitleg"',
        'id="code" aria-invalid="true"',
        "says why",
        id="error not tied",
    ),
    pytest.param('aria-label="Budget"', "", "has no name", id="progress"),
    pytest.param(">Stem<", "><", "<button> has no text", id="button"),
    pytest.param('<a href="#inhoud">', "<a>", "has no href", id="link"),
    pytest.param('alt=""', "", "has no alt", id="alt"),
    pytest.param('aria-hidden="true"', "", "neither hidden nor", id="svg"),
    pytest.param("<caption>Plannen</caption>", "", "no caption", id="caption"),
    pytest.param('scope="col"', "", "has no scope", id="scope"),
    pytest.param("<h2>", '<h2 style="color:red">', "style of its own", id="style"),
    pytest.param("</head>", "<style>p{}</style></head>", "style of", id="style tag"),
    pytest.param("<h2>", '<h2 onclick="x()">', "has onclick", id="handler"),
    pytest.param("</body>", "<script>1</script></body>", "inside the", id="script"),
    pytest.param('"#inhoud"', '"javascript:x"', "runs its address", id="javascript"),
    pytest.param('"/static/a.js"', '"//cdn/a.js"', "loads from", id="foreign script"),
    pytest.param('"/a.png"', '"https://x/a.png"', "loads from", id="foreign picture"),
    pytest.param("Begin", "%(name)s", "still shows", id="placeholder"),
    pytest.param("Begin", "{{ name }}", "still shows", id="template"),
    pytest.param("€\u00a0300", "€ 300", "can break over", id="amount"),
    pytest.param("Uit de brief", "This field is required.", "says", id="English"),
    pytest.param("Begin", "<button>Ja</button>", "which one is", id="nested"),
    pytest.param("Uit de brief", "<ul></ul>", "inside a <p>", id="list in p"),
]


def test_finds_nothing_wrong_with_a_good_page() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(("good", "bad", "sentence"), FAULTS)
def test_names_each_fault(good: str, bad: str, sentence: str) -> None:
    assert good in GOOD

    found = faults(GOOD.replace(good, bad, 1))

    assert any(sentence in fault for fault in found), found


def test_lets_the_title_of_a_page_with_errors_begin_with_fout() -> None:
    assert faults(GOOD.replace("<title>", "<title>Fout: ")) == []


def test_lets_english_pages_speak_english() -> None:
    page = GOOD.replace('lang="nl"', 'lang="en"').replace("Begin", "Not Found")

    assert faults(page) == []


def test_the_client_fails_on_a_faulty_page_and_says_where() -> None:
    app = Flask("pages")
    app.add_url_rule("/slecht", "bad", lambda: "<p>Hoi</p>")

    with pytest.raises(AssertionError, match="/slecht:\nno <!doctype html>"):
        PageClient(app).get("/slecht")


def test_the_client_leaves_files_and_redirects_alone() -> None:
    app = Flask("pages")
    app.add_url_rule("/weg", "away", lambda: redirect("/"))
    app.add_url_rule("/bestand", "file", lambda: ("a", {"Content-Type": "text/csv"}))
    client = PageClient(app)

    assert client.get("/weg").status_code == 302
    assert client.get("/bestand").status_code == 200
