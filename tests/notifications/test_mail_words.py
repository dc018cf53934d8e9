"""What a mail says: the same in text and HTML, in one voice, and nothing about health."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from members.models import Organisation, Person
from members.queries.organisation import forget_organisation
from notifications import kinds
from notifications.actions import send_service_mail
from notifications.directory import Sender
from notifications.letters import Letter, compose
from notifications.models import KeptMail
from questionnaires.models import Questionnaire
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral, telling_names
from tests.notifications.test_outbox import tell
from tests.personas import World

SENDER = Sender("Morning Hands", "01632 960 118", "9 to 4")
TEMPLATES = sorted(
    path.relative_to(settings.BASE_DIR / "templates").with_suffix("").as_posix()
    for path in (settings.BASE_DIR / "templates").glob("*/mail/*.txt")
    if path.name not in ("foot.txt", "hello.txt")
)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def read(html: str) -> _Text:
    parser = _Text()
    parser.feed(html)
    return parser


def letter(template: str, language: str = "en", **context: Any) -> Letter:
    return compose(template, language=language, name="Ruth", sender=SENDER, context=context)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_each_mail_has_a_subject_a_text_and_the_same_in_html(template: str, language: str) -> None:
    written = letter(template, language, path="/start", count=2, lines=[], code="123456")
    assert 0 < len(written.subject) <= 90
    html = read(written.html)
    for word in written.text.replace("-- \n", "").split():
        assert word in html.words, f"{word} stands in the text and not in the HTML"
    assert html.tags.isdisjoint({"img", "script", "link", "iframe", "form", "style"})
    assert all(link.startswith(settings.BASE_URL) for link in html.links)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_hostile_name_stays_a_name(template: str) -> None:
    written = compose(
        template,
        language="en",
        name="<script>alert(1)</script>{{ 70707|add:7 }}",
        sender=Sender("A & <b>B</b>\nBcc: all@example.org", "1", "9–4"),
        context={"path": "/start", "count": 1, "lines": [], "code": "123456"},
    )
    assert "\n" not in written.subject and "\r" not in written.subject
    assert read(written.html).tags.isdisjoint({"script", "b"})
    assert "70714" not in written.text


def test_a_code_stands_out_and_an_address_is_a_link(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "code.txt").write_text("Your code\n\n{{ code }}\n\n{{ url }}\n\nBye {{ code }}.\n")
    options = settings.TEMPLATES[0]
    settings.TEMPLATES = [
        {**options, "DIRS": [tmp_path, *options["DIRS"]]},
    ]
    written = letter("code", code="123456", path="/in?x=1&y=2")
    assert "letter-spacing" in written.html
    assert f"{settings.BASE_URL}/in?x=1&y=2" in written.text
    assert read(written.html).links == [f"{settings.BASE_URL}/in?x=1&y=2"]


@pytest.mark.django_db
def test_the_telephone_is_on_every_mail_and_missing_when_there_is_none(world: World) -> None:
    tell(world.ruth, "1")
    Organisation.objects.update(phone="", name="Line\nbreak")
    forget_organisation()
    (mail,) = deliver()
    assert "Telephone" not in mail.body
    assert "call us" not in mail.body
    assert mail.message()["From"] == "Line break <portal@localhost>"


@pytest.mark.django_db
def test_a_name_that_looks_like_a_header_stays_in_the_text(world: World) -> None:
    Person.objects.filter(pk=world.ruth.person.pk).update(display_name="Eve\r\nBcc: x@y.example")
    tell(world.ruth)
    (mail,) = deliver()
    assert mail.message()["Bcc"] is None
    assert mail.recipients() == ["ruth@example.org"]


@pytest.mark.django_db
def test_no_kind_of_mail_names_what_the_portal_knows(world: World) -> None:
    Questionnaire.objects.create(title="Canary Fatigue Check")
    for kind in kinds.all_kinds():
        for language in ("en", "de"):
            written = letter(
                kind.template, language, lines=[{"line": kind.line, "count": 1}], count=1
            )
            assert_neutral(
                SimpleNamespace(**{n: getattr(written, n) for n in ("subject", "text", "html")})
            )
    tell(world.ruth)
    (mail,) = deliver()
    assert_neutral(mail)
    assert_neutral(KeptMail.objects.get())


@pytest.mark.django_db
def test_a_mail_that_names_a_questionnaire_is_caught(world: World) -> None:
    Questionnaire.objects.create(title="Canary Fatigue Check")
    assert "Canary Fatigue Check" in telling_names()
    send_service_mail(
        to_account=world.ruth.account.pk,
        template="notifications/mail/digest",
        context={"count": 1, "lines": [{"line": "canary fatigue check", "count": 1}]},
    )
    (mail,) = deliver()
    with pytest.raises(AssertionError, match="says"):
        assert_neutral(mail)
    with pytest.raises(AssertionError, match="says"):
        assert_neutral(mail, also=["At Morning Hands"])
