"""Residents' texts: what they may show, and what they may never do."""

import pytest

from pb.richtext import TAGS, markdown
from tests.html_tree import parse


def test_writes_a_residents_text_with_its_lines_lists_and_links() -> None:
    html = markdown("Een **bankje**\nin de zon\n\n- hout\n\n[foto](https://x.nl)")

    assert "<strong>bankje</strong><br>" in html
    assert "<li>hout</li>" in html
    assert '<a href="https://x.nl" rel="nofollow noopener noreferrer">foto</a>' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "<javascript:alert(1)>",
        "![x](https://evil.example/spion.png)",
        "[x]: javascript:alert(1)\n\n[x]",
        "<a href='javascript:x' onclick='y'>z</a>",
        "<iframe src=//evil.example></iframe>",
        "<style>*{display:none}</style>",
        '[x](https://x.nl "&quot; onmouseover=alert(1)")',
        "# Kop van de pagina",
        "<math><mtext><script>x</script>",
        "`<b>`",
    ],
)
def test_lets_nothing_dangerous_out_of_a_text(text: str) -> None:
    """T37: what a browser would run, load or obey stays text."""
    root = parse(markdown(text)).root

    for element in root.all():
        assert element.tag in TAGS
        assert set(element.attributes) <= {"href", "rel"}
        assert element["href"].startswith("https://") or "href" not in element


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[https://bank.nl](https://evil.example)", "https://bank.nl (evil.example)"),
        ("[b.nl](https://b.nl@evil.example)", "b.nl (evil.example)"),
        (
            "[**b**](//evil.example/x) en [c](https://c.nl)",
            "b (evil.example) en c (c.nl)",
        ),
        ("<https://b\u0430nk.nl>", "https://b\u0430nk.nl (xn--bnk-6cd.nl)"),
        ("[mail](mailto:a@evil.example)", "mail (a@evil.example)"),
        ("<https://x.nl/a>", "https://x.nl/a"),
        ("[x.nl](https://x.nl/a)", "x.nl"),
        ("<a@x.nl>", "a@x.nl"),
        ("[hier](https://[x)", "hier (%5Bx)"),
    ],
)
def test_says_where_a_link_leads_unless_its_words_do(text: str, shown: str) -> None:
    assert markdown(text).striptags() == shown
