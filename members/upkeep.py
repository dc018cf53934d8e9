"""What this app says at start about taking along and erasing, its own and that of the apps beneath."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.retention import clear_outlived
from files.actions.running import run_waiting_jobs
from files.actions.sweeping import sweep
from files.work import register_job
from notifications.actions.printing import tidy_printed
from notifications.jobs import every
from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.kit import spoken

from .actions.download import make_download
from .actions.erase_person import erase_due
from .actions.erase_proof import DONE
from .actions.letters import make_letters
from .actions.list_forgetting import forget_the_silent
from .actions.list_out import gather_lists
from .actions.list_work import carry_on_lists
from .actions.of_age import watch_over_proxies
from .actions.proof import keep_roots
from .actions.reminder_calls import end_outdated_calls, put_on_call_list
from .brought_parts import Takes, register_brought
from .deeds import register_deeds
from .erase_beneath import FILES, LOOKS, MAILS
from .erase_own import OWN
from .erase_parts import register_eraser
from .export_beneath import file_parts, looks_part, mail_parts
from .export_groups import BROUGHT_SAID
from .export_own import own_parts
from .export_parts import register_export
from .proxy_work import CLAIMS, GROWING, claim_lines, growing_lines
from .queries.download import DOWNLOAD
from .queries.erase import open_wish
from .queries.letters import LETTERS
from .start_page import Waiting, register_waiting, register_work


def connect() -> None:
    """Called once, when all apps are loaded."""
    register_export("members", own_parts)
    register_export("audit", looks_part)
    register_export("notifications", mail_parts)
    register_export("files", file_parts)
    register_eraser("members", OWN)
    register_eraser("audit", LOOKS)
    register_eraser("notifications", MAILS)
    register_eraser("files", FILES)
    register_brought(
        Takes("diagnoses", gettext_lazy("What you said about diagnoses"), BROUGHT_SAID)
    )
    register_job(DOWNLOAD, make_download)
    register_job(LETTERS, make_letters)
    register_waiting(
        goes_soon,
        glance="select 1 from members_eraserequest"
        " where person_id = %(person)s and stopped_at is null",
    )
    register_work(Hat.ADMINISTRATOR, claim_lines, glance=CLAIMS)
    register_work(Hat.ADMINISTRATOR, growing_lines, glance=GROWING)
    register_deeds({DONE: gettext_lazy("Everything about one person was erased.")})
    every(15, "files.run_waiting_jobs", run_waiting_jobs)
    every(3600, "files.sweep", sweep)
    every(3600, "notifications.tidy_printed", tidy_printed)
    every(300, "members.erase_due", erase_due)
    every(15, "members.carry_on_lists", carry_on_lists)
    every(15, "members.gather_lists", gather_lists)
    every(24 * 3600, "members.forget_the_silent", forget_the_silent)
    every(300, "members.reminder_calls", put_on_call_list)
    every(300, "members.outdated_calls", end_outdated_calls)
    every(3600, "members.watch_over_proxies", watch_over_proxies)
    every(24 * 3600, "audit.clear_outlived", clear_outlived)
    every(600, "audit.keep_roots", keep_roots)


def goes_soon(actor: Actor) -> list[Waiting]:
    """Before everything else: her data goes on a day, and she may change her mind."""
    wish = open_wish(person_id=actor.person_id) if isinstance(actor, SignedIn) else None
    if wish is None:
        return []
    moment = {"moment": spoken.moment(wish.due_at)}
    return [
        Waiting(
            kind="members.erase",
            title=_("Everything about you will be erased"),
            url=reverse("members:keep_data"),
            label=_("Look at it"),
            sentences=(_("It is done on %(moment)s, unless you change your mind.") % moment,),
            urgent=True,
        )
    ]
