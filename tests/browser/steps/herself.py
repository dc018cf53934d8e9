"""Pages of what is hers: devices, the file with her data, erasing, sharing, mails."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.utils import timezone

from audit.actions import record_read
from files.actions.running import run_job
from members.actions.download import start_download
from members.models import Account, ApiToken, SignedInSession
from notifications.tokens import Stop, stop_token
from po_platform.access.actor import acting_as
from tests.browser.pages import Site
from tests.members.sharing_steps import GIVEN, hidden_fields, make_code
from tests.notifications.mailbox import deliver


def devices_and_tokens(site: Site) -> None:
    account = Account.objects.get(pk=site.world.ruth.account.pk)
    Authenticator.objects.create(
        user=account, type="webauthn", data={"name": "Her telephone", "credential": {}}
    )
    for number, browser in enumerate(("Firefox on Linux", "Safari on iPhone")):
        SignedInSession.objects.create(
            account=account, browser=browser, key_hash=bytes([number]) * 32
        )
    ApiToken.objects.create(
        account=account, name="my spreadsheet", secret_hash=b"t" * 32, scopes=["read", "write"],
        expires_at=timezone.now() + timedelta(days=30),
    )  # fmt: skip
    account.set_password("four words nobody guesses")
    account.save()
    ruth = site.client(replace(site.world.ruth, account=account))
    site.see(ruth.get("/me/sessions"), "on several devices")
    site.see(ruth.get("/me/sign-in"), "with everything")
    made = {"name": "another program", "may": "read", "days": "30"}
    site.see(ruth.post("/me/tokens/new", made), "made")
    site.see(ruth.post("/me/tokens/new", made | {"name": "my spreadsheet"}), "name taken")


def taking_everything_along(site: Site) -> None:
    actor = site.world.ruth.actor(fresh=True)
    with acting_as(actor):
        job = start_download(actor=actor)
    ruth = site.client(site.world.ruth)
    site.see(ruth.get("/me/download"), "on its way")
    run_job(job.pk)
    site.see(ruth.get("/me/download"), "ready")


def erasing_everything(site: Site) -> None:
    ruth = site.client(site.world.ruth)
    site.see(ruth.post("/me/erase", {"step": "sure"}))
    ruth.post("/me/erase", {"step": "erase"})
    site.see(ruth.get("/me/erase/keep"))
    site.see(ruth.get("/me"), "erasing")
    site.see(ruth.get("/start"), "erasing")


def sharing(site: Site) -> None:
    ruth = site.client(site.world.ruth)
    site.see(ruth.post("/sharing/invite", GIVEN), "read the words")
    page = ruth.post("/sharing/invite", GIVEN).content.decode()
    fields = hidden_fields(page)
    fields.pop("csrfmiddlewaretoken", None)
    site.see(ruth.post("/sharing/confirm", fields))
    code, _ticket = make_code(site.world.gerd, for_clinics=True)
    oduya = site.client(site.world.oduya)
    site.see(oduya.post("/clinic/accept", {"code": "XXXX XXXX XXXX XXXX XXXX"}), "unknown")
    site.see(oduya.post("/clinic/accept", {"code": code}), "an offer")
    site.see(oduya.get("/clinic"), "empty")
    site.see(site.client(site.world.gerd).get("/sharing"), "with a code")


def mails(site: Site) -> None:
    client = site.client()
    client.post("/sign-in", {"email": "ruth@example.org"})
    deliver()
    listed = site.see(client.get("/demo/mail"), "some")
    site.see(client.get(f"/demo/mail/{listed.context['page'][0].pk}"))


def refused_mails(site: Site) -> None:
    """Our mails came back from Ruth's mailbox."""
    ruth, hers = site.client(site.world.ruth), Account.objects.filter(pk=site.world.ruth.account.pk)
    hers.update(mail_paused_at=timezone.now())
    site.see(ruth.get("/start"), "mails come back")
    site.see(ruth.get("/me/preferences"), "mails come back")
    hers.update(mail_paused_at=None)


def stopping_mails(site: Site) -> None:
    token = stop_token(Stop(site.world.ruth.person.pk, ("proms", "members.sharing")))
    client = site.client()
    site.see(client.get(f"/mail/stop/{token}"))
    for act in ("stop", "again"):
        site.see(client.post(f"/mail/stop/{token}", {"act": act}), act)
    site.see(client.get("/mail/stop/cut-off"), "cut off")


def somebody_looked_often(site: Site) -> None:
    actor = site.world.nasser.actor()
    with acting_as(actor):
        for _time in range(30):
            record_read(actor=actor, subject=site.world.ruth.subject, what="proms.summary")
    site.see(site.client(site.world.ruth).get("/me/looks"), "often")
