"""Working out everything calculated of a dataset, some people at a time; a killed worker loses one piece."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _

from files.actions.storing import FileRefused
from files.models import Job
from files.work import Progress
from po_platform.access.actor import SignedIn, System, acting_as
from registry.actions.working_out_all import people_of, work_out_some
from registry.models import WorkingOut

AT_ONCE = 100  # people a piece


def work_out(actor: System, job: Job) -> Progress:
    """One unit: how many people there are, or some of them."""
    one = WorkingOut.objects.select_related("dataset").get(ref=job.subject_id)
    try:
        with acting_as(SignedIn(one.asked_by, 0, None)):
            if "after" not in job.resume:
                return Progress(0, people_of(one), {"after": 0})
            after = work_out_some(one, after=int(job.resume["after"]), most=AT_ONCE)
    except (PermissionDenied, Http404) as error:
        raise FileRefused(str(error) or _("You may not do this any more.")) from error
    if not after:
        return Progress(job.total, job.total, job.resume, finished=True)
    return Progress(min(job.done + AT_ONCE, job.total), job.total, {"after": after})
