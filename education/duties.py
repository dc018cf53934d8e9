"""Who has to be there before a health page comes out."""

from django.utils.translation import gettext_lazy as _

from members.duties import Duty
from po_platform.access.actor import Hat

DUTIES = (
    Duty(
        "education.editors",
        _("Read and publish what somebody else wrote"),
        _("Whoever wrote on a page does not check it."),
        (Hat.EDITOR,),
        2,
        _(
            "Stays closed, until you say in the rules for pages that there is only one doctor:"
            " then whoever wrote publishes alone after the doctor’s check."
        ),
        part="education",
    ),
    Duty(
        "education.reviewer",
        _("Check health pages as a doctor"),
        _("Readers act on what they read."),
        (Hat.REVIEWER,),
        1,
        _("Stays closed: a page that needs a doctor’s check does not come out."),
        part="education",
    ),
)
