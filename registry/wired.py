"""What requests and releases connect to the rest of the house; called once by the roof."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from files.work import register_job
from members.duties import register_duty
from members.frame import add_menu_word
from members.holdings import register_holding
from members.start_page import register_work
from notifications.jobs import every
from po_platform.access.actor import Hat
from registry import (
    asking_again,
    release_again,
    release_consent,
    release_upkeep,
    release_work,
    request_notices,
    request_work,
    single_use_work,
    study_work,
    take_out_work,
    working_out_work,
)
from registry.actions.ages import read_years
from registry.actions.figures import count_figures
from registry.queries.releases import MAKING
from registry.queries.take_outs import TAKING_OUT
from registry.queries.working_out import WORKING_OUT


def connect_requests() -> None:
    """Requests, votes and releases: art. 9 (2) a and j, what each person agreed to."""
    request_notices.connect()
    # Asking members to approved studies: art. 9 (2) a, who agreed to such letters.
    study_work.connect()
    every(900, "registry.studies", study_work.ask_for_studies)
    # Figures of a registry: art. 9 (2) j with art. 89, only those who said yes to the question named.
    every(1800, "registry.figures", count_figures)
    # Years of birth for ages: art. 9 (2) j with art. 89, where those who keep a registry decided so.
    every(60, "registry.years", read_years)
    # Asking who wants to be asked each time: art. 9 (2) a, a yes for one use alone.
    single_use_work.connect()
    every(900, "registry.uses_asked", single_use_work.ask_about_uses)
    # Asking members to look at a form again, or to decide on a newer text: art. 9 (2) a.
    every(3600, "registry.again", asking_again.ask_again)
    register_work(Hat.CURATOR, request_work.curators)
    register_work(Hat.COMMITTEE, request_work.committee)
    register_work(Hat.RESEARCHER, request_work.researchers)
    register_job(MAKING, release_work.make_release)
    # Files for those who keep a registry: what each form's right lets out, on record for each person.
    register_job(TAKING_OUT, take_out_work.make_file)
    # Calculated answers by the formulas in use: the same purpose, nobody new reads them.
    register_job(WORKING_OUT, working_out_work.work_out)
    register_job(release_consent.AGAIN, release_again.write_again)
    every(300, "registry.releases", release_upkeep.watch_over_releases)
    every(3600, "registry.archives", release_upkeep.end_archives)
    every(3600, "registry.fetched_again", release_upkeep.ask_to_destroy)
    register_holding(request_work.holding, facts=request_work.KEPT)
    for duty in request_work.DUTIES:
        register_duty(duty)
    desks = frozenset({Hat.CURATOR, Hat.COMMITTEE, Hat.RESEARCHER})
    add_menu_word(desks, 35, _("Requests for data"), lambda: reverse("registry:data_requests"))
