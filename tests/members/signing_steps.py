"""Steps tests take on the way in: asking, reading the mail, entering the code."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from members.actions.second_factor import add_app, show_codes
from members.models import Account
from tests.notifications.mailbox import deliver
from tests.personas import Persona

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def browser(**options: Any) -> Client:
    """Somebody's browser, not signed in; pages come back as a visitor sees them."""
    return Client(headers={"accept-language": "en", "user-agent": AGENT}, **options)


def mail_to(address: str) -> EmailMultiAlternatives:
    """The newest mail to this address; exactly one must have come."""
    mails = [mail for mail in deliver() if address in mail.to]
    assert len(mails) == 1, f"{len(mails)} mails to {address}"
    return mails[0]


def code_in(mail: EmailMultiAlternatives) -> str:
    """The six figures that stand alone in a line."""
    found = re.findall(r"^(\d{6})$", str(mail.body), re.MULTILINE)
    assert len(found) == 1
    return str(found[0])


def link_in(mail: EmailMultiAlternatives) -> str:
    """The path of the one link in the mail."""
    found = re.search(r"https?://[^/\s]+(/\S+)", str(mail.body))
    assert found is not None
    return found.group(1)


def ask_code(client: Client, address: str, **more: str) -> str:
    """Asks for a code and reads it from the mail."""
    response = client.post("/sign-in", {"email": address, **more})
    assert response.status_code == 302 and response["Location"] == "/sign-in/code"
    return code_in(mail_to(address.strip().lower()))


def enter(client: Client, code: str, at: str = "/sign-in/code") -> Any:
    return client.post(at, {"code": code})


def sign_in_by_mail(client: Client, persona: Persona) -> Any:
    """All the way, for somebody without a second step."""
    return enter(client, ask_code(client, persona.account.email))


def is_in(client: Client) -> bool:
    """Whether the next request is somebody's."""
    return client.get("/me/sessions").status_code == 200


def another(figures: str) -> str:
    """A code that is certainly not this one."""
    return f"{(int(figures) + 1) % 1_000_000:06}"


def give_password(persona: Persona, password: str) -> None:
    persona.account.set_password(password)
    persona.account.save(update_fields=["password"])


def give_app(persona: Persona) -> str:
    """An authenticator app; its secret. The code it was set up with is another time's."""
    secret = generate_totp_secret()
    add_app(actor=persona.actor(fresh=True), secret=secret, code="000000")
    deliver()
    return str(secret)


def app_code(secret: str) -> str:
    """What the app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // app_settings.TOTP_PERIOD)))


def printed_codes(persona: Persona) -> list[str]:
    return show_codes(actor=replace(persona.actor(fresh=True), strong=True))


def address_of(client: Client) -> str:
    """Whose session this is, '' for nobody's."""
    account = Account.objects.filter(pk=client.session.get("_auth_user_id", 0)).first()
    return str(account.email) if account else ""
