"""Photos of plans: made anew, and whatever is no photo refused."""

import io
import resource
import struct
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from pb.maps.frame import Pin
from pb.models import BudgetRound, PlanPhoto, ProjectStatus
from pb.projects.facts import read_pins, store_pin
from pb.projects.photo_keeping import remove_unwanted
from pb.projects.photos import (
    LARGEST_FILE,
    LONGEST_SIDE,
    BadPicture,
    PictureTooLarge,
    photo_folder,
    read_picture,
)
from tests.factories import NOW
from tests.pages import PageClient
from tests.projects.factories import make_collecting_round, make_plan
from tests.projects.steps import begin

GPS = 0x8825


@pytest.fixture(autouse=True)
def _clock(now: Callable[[datetime], None]) -> None:
    """Let every test of this file happen at NOW."""


def a_picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **kwargs) -> bytes:  # type: ignore[no-untyped-def]  # of Pillow
    out = io.BytesIO()
    Image.new("RGB", size, "green").save(out, kind, **kwargs)
    return out.getvalue()


def with_place() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Een telefoon"
    exif.get_ifd(GPS)[1] = "N"
    return a_picture(exif=exif)


def huge_png() -> bytes:
    """Return a small file that says it is a picture of 50,000 by 50,000."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checked = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checked)

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000_000)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", rows), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def text_bomb() -> bytes:
    """Return a picture with a text that becomes 200 MB when it is unpacked."""
    sent = a_picture("PNG")
    body = b"bom\0\0" + zlib.compress(b"a" * 200_000_000, 9)
    checked = zlib.crc32(b"zTXt" + body)
    chunk = struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", checked)
    return sent[:33] + chunk + sent[33:]


BAD = {
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "html": b"<!doctype html><script>alert(1)</script>",
    "gif": b"GIF89a" + b"\0" * 40,
    "nothing": b"",
    "half": a_picture()[:200],
    "polyglot with a page": a_picture() + b"<html><script>alert(1)</script>",
    "polyglot with an archive": a_picture() + b"PK\x03\x04 x PK\x05\x06" + b"\0" * 18,
    "comment with a script": a_picture(comment=b"<script>alert(1)</script>"),
    "pdf": b"%PDF-1.7\n",
}


def test_forgets_the_place_and_the_camera() -> None:
    sent = with_place()
    assert b"Een telefoon" in sent

    kept = read_picture(sent).jpeg

    assert b"Een telefoon" not in kept
    assert dict(Image.open(io.BytesIO(kept)).getexif()) == {}


def test_makes_a_large_photo_smaller_and_turns_it_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # on its side
    picture = read_picture(a_picture(size=(4000, 3000), exif=exif))

    assert (picture.width, picture.height) == (LONGEST_SIDE * 3 // 4, LONGEST_SIDE)


@pytest.mark.parametrize("mode", ["RGBA", "P", "L", "LA", "1", "I;16"])
def test_reads_every_kind_of_png(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (40, 30)).save(out, "PNG")

    assert read_picture(out.getvalue()).jpeg.startswith(b"\xff\xd8")


@pytest.mark.parametrize("name", BAD)
def test_refuses_what_is_no_photo(name: str) -> None:
    with pytest.raises(BadPicture):
        read_picture(BAD[name])


def test_a_bomb_costs_no_memory() -> None:
    bombs = (huge_png(), text_bomb(), a_picture("PNG", size=(5001, 5001)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    for sent in bombs:
        with pytest.raises(BadPicture):
            read_picture(sent)

    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after - before < 200 * 1024  # kB


def test_the_largest_photo_that_is_allowed_costs_less_than_200_mb() -> None:
    sent = a_picture("PNG", size=(5000, 5000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    read_picture(sent)

    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after - before < 200 * 1024


def test_refuses_a_file_above_five_megabytes() -> None:
    with pytest.raises(PictureTooLarge):
        read_picture(a_picture() + b"\0" * LARGEST_FILE)


def send(
    client: PageClient, budget_round: BudgetRound, token: str, sent: bytes, alt: str
) -> int:
    address = f"/rondes/{budget_round.slug}/indienen/{token}/fotos"
    form = {"photo": (io.BytesIO(sent), "../../foto.php.jpg"), "alt": alt}
    return client.post(address, data=form).status_code


def test_a_photo_is_kept_under_a_random_name_and_served_as_a_picture_only(
    client: PageClient, app: Flask, session: Session
) -> None:
    budget_round = make_collecting_round(session)
    token = begin(client, budget_round)

    assert send(client, budget_round, token, with_place(), "Een bankje") == 303

    photo = session.scalars(select(PlanPhoto)).one()
    assert "foto" not in photo.file_name
    folder = photo_folder(app.extensions["config"].instance)
    assert (folder / photo.file_name).is_file()
    response = client.get(f"/fotos/{photo.file_name}")
    assert response.mimetype == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", [*BAD, "huge"])
def test_what_is_no_photo_is_refused_in_words(
    client: PageClient, session: Session, name: str
) -> None:
    budget_round = make_collecting_round(session)
    token = begin(client, budget_round)
    sent = huge_png() if name == "huge" else BAD[name]

    assert send(client, budget_round, token, sent, "Een bankje") == 422
    assert session.scalars(select(PlanPhoto)).all() == []


def test_asks_what_is_on_the_photo(client: PageClient, session: Session) -> None:
    budget_round = make_collecting_round(session)
    token = begin(client, budget_round)

    assert send(client, budget_round, token, a_picture(), " ") == 422


def test_a_photo_that_is_too_large_is_named_and_what_was_typed_stays(
    client: PageClient, session: Session
) -> None:
    budget_round = make_collecting_round(session)
    token = begin(client, budget_round)
    head = "--x\r\nContent-Disposition: form-data; name="
    alt = f'{head}"alt"\r\n\r\nEen boom\r\n'
    photo = f'{head}"photo"; filename="a.jpg"\r\n\r\n'

    page = client.post(
        f"/rondes/{budget_round.slug}/indienen/{token}/fotos",
        data=(alt + photo).encode() + bytes(7 * 1024 * 1024) + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
    )

    assert page.status_code == 422
    assert "Deze foto is te groot." in page.text
    assert 'value="Een boom"' in page.text


def test_a_body_that_is_far_too_large_is_not_read(
    client: PageClient, session: Session
) -> None:
    budget_round = make_collecting_round(session)
    token = begin(client, budget_round)

    response = client.post(
        f"/rondes/{budget_round.slug}/indienen/{token}/fotos",
        data=b"x" * 11 * 1024 * 1024,
        content_type="multipart/form-data; boundary=x",
    )

    assert response.status_code == 413


def test_no_more_than_five_and_one_can_be_taken_away(
    client: PageClient, session: Session
) -> None:
    budget_round = make_collecting_round(session)
    token = begin(client, budget_round)
    for _number in range(5):
        assert send(client, budget_round, token, a_picture(), "Een bankje") == 303

    assert send(client, budget_round, token, a_picture(), "Een bankje") == 409
    name = session.scalars(select(PlanPhoto.file_name)).first()
    address = f"/rondes/{budget_round.slug}/indienen/{token}/fotos"
    client.post(address, data={"weg": name})

    assert len(session.scalars(select(PlanPhoto)).all()) == 4
    assert client.get(f"/fotos/{name}").status_code == 404


@pytest.mark.parametrize("name", ["x", "../buurtgeld.db", "a" * 32 + ".svg"])
def test_no_other_file_is_served(client: PageClient, name: str) -> None:
    assert client.get(f"/fotos/{name}").status_code == 404


def test_the_photo_of_a_plan_that_was_taken_back_is_gone(
    client: PageClient, session: Session
) -> None:
    budget_round = make_collecting_round(session)
    token = begin(client, budget_round)
    send(client, budget_round, token, a_picture(), "Een bankje")
    photo = session.scalars(select(PlanPhoto)).one()
    plan = make_plan(session, budget_round, status=ProjectStatus.WITHDRAWN)
    photo.project_id, photo.draft_id = plan.id, None

    assert client.get(f"/fotos/{photo.file_name}").status_code == 404


def test_a_photo_for_which_there_is_no_room_is_not_even_read(
    client: PageClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget_round = make_collecting_round(session)
    token = begin(client, budget_round)
    for _number in range(5):
        send(client, budget_round, token, a_picture(), "Een bankje")
    read: list[bytes] = []
    monkeypatch.setattr("pb.projects.photo_forms.read_picture", read.append)

    assert send(client, budget_round, token, a_picture(), "Een bankje") == 409
    assert read == []


def test_one_network_has_no_more_than_thirty_pictures_read_in_a_minute(
    client: PageClient, session: Session
) -> None:
    budget_round = make_collecting_round(session)
    token = begin(client, budget_round)
    bad = [send(client, budget_round, token, b"x", "Bankje") for _time in range(30)]
    address = f"/rondes/{budget_round.slug}/indienen/{token}/fotos"
    form = {"photo": (io.BytesIO(a_picture()), "foto.jpg"), "alt": "Een bankje"}

    response = client.post(address, data=form)

    assert (set(bad), response.status_code) == ({422}, 429)
    assert int(response.headers["Retry-After"]) > 0
    assert session.scalars(select(PlanPhoto)).all() == []


def test_a_photo_with_broken_remarks_of_the_camera_is_taken() -> None:
    broken = b"\xff\xe1\x00\x10Exif\0\0II*\0\xff\xff\xff\xff"
    good = a_picture()

    picture = read_picture(good[:2] + broken + good[2:])

    assert (picture.width, picture.height) == (60, 40)
    assert b"Exif" not in picture.jpeg


def test_the_point_of_a_plan_that_was_taken_back_is_forgotten(session: Session) -> None:
    budget_round = make_collecting_round(session)
    old, fresh, stays = (make_plan(session, budget_round) for _number in range(3))
    for plan in (old, fresh, stays):
        store_pin(session, plan.id, Pin(51_925_000, 4_505_000))
    old.withdrawn_at, fresh.withdrawn_at = NOW - timedelta(days=1), NOW
    session.commit()

    assert remove_unwanted(session, before=NOW) == []

    assert read_pins(session, [old.id, fresh.id, stays.id]).keys() == {
        fresh.id,
        stays.id,
    }
