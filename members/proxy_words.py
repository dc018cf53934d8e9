"""What is kept as evidence when somebody begins or ends to act for a child by law."""

from __future__ import annotations

from django.utils.translation import gettext, override

from po_platform.kit import spoken

from .models import Proxy
from .wording import Rendered


def beginning(claim: Proxy, who: str, language: str) -> Rendered:
    """Two people of the office have seen the paper."""
    with override(language):
        ground = {
            Proxy.Ground.PARENT: gettext("%(who)s acts as a parent with custody."),
            Proxy.Ground.GUARDIAN: gettext("%(who)s acts as the guardian."),
            Proxy.Ground.COURT: gettext("%(who)s acts because a court has named them."),
        }[Proxy.Ground(claim.ground)] % {"who": who}
        body = [
            ground,
            gettext("Two people of the office have checked the paper."),
            gettext("%(who)s answers questions, reads answers and arranges calls.") % {"who": who},
        ]
        if claim.until:
            body.append(
                gettext("The paper is good until %(day)s.") % {"day": spoken.day(claim.until)}
            )
        body.append(gettext("It ends when the person comes of age, and then they decide alone."))
        title = gettext("%(who)s is legal proxy") % {"who": who}
    return Rendered(title, "\n\n".join(body), language)


def parting(who: str, language: str) -> str:
    """Laid down, or ended by the office."""
    with override(language):
        return gettext("%(who)s is no legal proxy any more.") % {"who": who}


def run_out(language: str) -> str:
    """The paper is over."""
    with override(language):
        return gettext("The paper of the legal proxy has run out. What it allowed has ended.")


def of_age(language: str) -> str:
    """The child is of age."""
    with override(language):
        return gettext(
            "This person is of age. Nobody acts for them by law any more. Until they have decided"
            " how to go on, nothing is asked, shown to others or deleted."
        )


def going_on(language: str, *, with_help: bool) -> Rendered:
    """What somebody of age decides, and reads before."""
    with override(language):
        body = gettext(
            "I am of age and decide alone. What was collected for me so far stays here, and I may"
            " be asked again. I can leave, or have everything erased, on any day."
        )
        if with_help:
            body += "\n\n" + gettext("I name a helper myself. Nobody helps me before that.")
        title = gettext("I go on as a member")
    return Rendered(title, body, language)
