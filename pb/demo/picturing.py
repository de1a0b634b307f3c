"""Pictures of the demo: drawings of our own, so that nobody is on them."""

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw
from sqlalchemy import select

from pb.delivery.models import News, NewsPhoto, NoteState
from pb.delivery.photo_files import news_folder
from pb.demo.rounds import Maker
from pb.projects.care_models import PlanJoiner
from pb.projects.history import note
from pb.projects.models import Project
from pb.projects.opinions import attach, attachment_folder
from pb.projects.photo_keeping import add_photo
from pb.projects.photos import photo_folder, read_picture, save_picture
from pb.projects.plan_models import PlanPhoto

SIZE = (1200, 800)
SKY, GRASS, WATER, WOOD, LEAF, STONE, SUN = (
    "#dcebf2",
    "#7fae6b",
    "#7fb2cc",
    "#9a6b43",
    "#2f6b3c",
    "#b8b2a6",
    "#f2c14e",
)
Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a picture shows: boxes and rounds, each with its colour."""

    alt: str
    ground: str
    boxes: tuple[tuple[Box, str], ...]
    rounds: tuple[tuple[Box, str], ...] = ()


TREE = ((180, 430, 220, 640), WOOD)
CROWN = ((90, 220, 310, 470), LEAF)
DRAWINGS = {
    "Een dak op de picknickplaats": Drawing(
        "Tekening: een houten dak op palen boven een lange tafel, naast een boom.",
        GRASS,
        (
            TREE,
            ((480, 300, 1080, 350), WOOD),
            ((520, 350, 545, 640), WOOD),
            ((1015, 350, 1040, 640), WOOD),
            ((620, 520, 940, 545), STONE),
        ),
        (CROWN,),
    ),
    "Rolstoelpad naar het strandje": Drawing(
        "Tekening: een breed, vlak pad door het gras naar het water.",
        GRASS,
        (((0, 520, 1200, 600), WATER), ((520, 600, 720, 800), STONE), TREE),
        (CROWN,),
    ),
    "Krachtapparaten in het park": Drawing(
        "Tekening: drie toestellen om te sporten op een rij in het park.",
        GRASS,
        (
            ((420, 420, 440, 640), STONE),
            ((420, 420, 560, 440), STONE),
            ((680, 380, 700, 640), STONE),
            ((680, 380, 840, 400), STONE),
            ((960, 460, 980, 640), STONE),
            TREE,
        ),
        (CROWN,),
    ),
    "Vlinderveld langs de singel": Drawing(
        "Tekening: een strook met gele en witte bloemen langs het water.",
        GRASS,
        (((0, 640, 1200, 800), WATER),),
        tuple(((80 * at, 540, 80 * at + 36, 576), SUN) for at in range(1, 14))
        + tuple(((80 * at + 40, 590, 80 * at + 66, 616), "white") for at in range(14)),
    ),
}
BUILT = "Klimtoren in de speeltuin"
TOWER = Drawing(
    "Tekening: de palen en de ladder van de klimtoren staan, naast een boom.",
    GRASS,
    (
        ((520, 260, 545, 660), WOOD),
        ((720, 260, 745, 660), WOOD),
        *tuple(((545, y, 720, y + 14), WOOD) for y in range(300, 640, 60)),
    ),
    (CROWN,),
)
NOTE = "Aantekening van het bezoek aan de plek: de grond is vlak en droog.\n"


def draw(drawing: Drawing) -> bytes:
    """Return a drawing as a PNG, as if somebody sent it."""
    image = Image.new("RGB", SIZE, SKY)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 520, *SIZE), fill=drawing.ground)
    pen.ellipse((980, 60, 1120, 200), fill=SUN)
    for box, colour in drawing.boxes:
        pen.rectangle(box, fill=colour)
    for box, colour in drawing.rounds:
        pen.ellipse(box, fill=colour)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def picture(maker: Maker, instance: Path) -> None:
    """Give plans of the demo their pictures, a file and somebody who joins."""
    session = maker.session
    if session.scalar(select(PlanPhoto.id).limit(1)) is not None:
        return
    plans = {plan.title: plan for plan in session.scalars(select(Project))}
    for title, drawing in DRAWINGS.items():
        if title in plans:
            add_photo(
                session,
                photo_folder(instance),
                read_picture(draw(drawing)),
                drawing.alt,
                now=maker.now,
                project_id=plans[title].id,
            )
    if BUILT in plans:
        _show_progress(maker, plans[BUILT], instance)
    first = next(iter(DRAWINGS))
    if first in plans:
        _gather(maker, plans[first], instance)


def _show_progress(maker: Maker, plan: Project, instance: Path) -> None:
    news = maker.session.scalar(
        select(News).filter_by(project_id=plan.id, state=NoteState.SHOWN).limit(1)
    )
    if news is None:
        return
    drawn = read_picture(draw(TOWER))
    maker.session.add(
        NewsPhoto(
            news_id=news.id,
            name=save_picture(news_folder(instance), drawn),
            description=TOWER.alt,
            width=drawn.width,
            height=drawn.height,
        )
    )
    maker.session.commit()


def _gather(maker: Maker, plan: Project, instance: Path) -> None:
    """Let somebody join a plan, and a colleague keep a note about it."""
    maker.session.add(
        PlanJoiner(
            project_id=plan.id,
            name="Ilse",
            email="ilse@kralingen-crooswijk.example",
            message="Ik help graag met timmeren, en mijn broer ook.",
            at=maker.now,
        )
    )
    note(maker.session, plan.id, "joined", at=maker.now)
    attach(
        maker.session,
        attachment_folder(instance),
        NOTE.encode(),
        "bezoek-aan-de-plek.txt",
        project_id=plan.id,
        staff_id=maker.staff_id,
        now=maker.now,
    )
