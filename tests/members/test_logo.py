"""A logo: any usual picture becomes a small one of ours; nothing else is taken, nothing else kept."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from members.logo import LARGEST, NotALogo, logo_from, size_of
from members.models import Organisation, OrganisationLogo
from tests.personas import World

PAGE = "/office/organisation/logo"


def picture(kind: str = "PNG", size: tuple[int, int] = (1200, 400), **more: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "#1d4e5f").save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_large_picture_becomes_a_small_png_of_the_same_shape(kind: str) -> None:
    logo = logo_from(BytesIO(picture(kind)))
    assert (logo.width, logo.height) == (432, 144)
    assert size_of(logo.ref) == (432, 144)
    with Image.open(BytesIO(logo.png)) as made:
        assert made.format == "PNG"
        assert made.size <= LARGEST


def test_where_it_was_taken_is_not_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "canary-description"
    assert b"canary" not in logo_from(BytesIO(picture("JPEG", exif=exif))).png


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a not really",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        picture()[:200],
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 100,
        picture(size=(7000, 7000)),
    ],
    ids=["empty", "foreign", "drawing", "cut off", "broken", "too many points"],
)
def test_what_is_no_picture_of_use_is_refused(content: bytes) -> None:
    with pytest.raises(NotALogo):
        logo_from(BytesIO(content))


@pytest.fixture
def office(world: World, sign_in: Any) -> Client:
    client: Client = sign_in(world.administrator)
    return client


def put(office: Client, content: bytes) -> Any:
    return office.post(PAGE, {"logo": SimpleUploadedFile("../logo.png", content)}, follow=True)


@pytest.mark.django_db
def test_the_office_puts_a_logo_on_every_page_and_takes_it_away(office: Client) -> None:
    assert put(office, picture()).status_code == 200
    row = Organisation.objects.get()
    address = f"/look/logo-{row.logo_ref}.png"
    assert f'src="{address}" width="144" height="48"' in Client().get("/").content.decode()
    answer = Client().get(address)
    assert answer.headers["Content-Type"] == "image/png"
    assert "immutable" in answer.headers["Cache-Control"]
    assert b"IDAT" in answer.content
    office.post(PAGE, {"remove": "yes"})
    assert "/look/logo-" not in Client().get("/").content.decode()
    assert not OrganisationLogo.objects.exists()
    assert Client().get(address).status_code == 404


@pytest.mark.django_db
def test_another_logo_replaces_the_first(office: Client) -> None:
    put(office, picture())
    put(office, picture(size=(300, 300)))
    assert OrganisationLogo.objects.get().ref == Organisation.objects.get().logo_ref


@pytest.mark.django_db
def test_a_refused_file_says_what_to_do_and_changes_nothing(office: Client) -> None:
    put(office, picture())
    answer = put(office, b"<svg/>")
    assert answer.status_code == 422
    assert "Choose a picture in PNG, JPEG or WebP" in answer.content.decode()
    assert "Choose a picture file" in office.post(PAGE).content.decode()
    assert Organisation.objects.get().logo_ref


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["ruth", "nasser", "moderator", "desk"])
def test_nobody_else_changes_it(world: World, sign_in: Any, who: str) -> None:
    client = sign_in(world.people[who])
    assert client.post(PAGE, {"logo": SimpleUploadedFile("a.png", picture())}).status_code == 403
