"""Whether somebody of the office may prepare or confirm that a person is erased; pure, under lock."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import Allowed, Denied, Verdict

from .models import Ending, OfficeErasure, Person, RightsRequest
from .models.ending import After
from .office_rules import may_run_the_office

Shown = RightsRequest.Shown


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules ask about a person. `ending`: her death, where she died; `wished`: After, ''.

    `unanswered`: a request about her data waits that asks for something else.
    """

    person: Person
    last_administrator: bool
    ending: Ending | None = None
    wished: str = ""
    unanswered: bool = False

    @property
    def died(self) -> bool:
        return self.person.state == Person.State.DECEASED


def may_prepare_erasure(
    actor: Actor, about: Standing, *, shown: str, prepared: OfficeErasure | None
) -> Verdict:
    """Once it is certain who asks; after a death it has to be confirmed, and she wished nothing else."""
    if isinstance(refused := _may_erase(actor, about), Denied):
        return refused
    if prepared is not None:
        return Denied(_("Somebody has prepared it already."))
    if about.died:
        return Allowed()
    if not shown:
        return Denied(_("Write down how we know that it is this person’s wish."))
    if shown == Shown.KNOWN_FACTS:
        return Denied(
            _("What somebody knows is not enough to erase everything. Call back, or ask by letter.")
        )
    return Allowed()


def may_confirm_erasure(actor: Actor, about: Standing, prepared: OfficeErasure) -> Verdict:
    """Somebody else than who prepared it, and everything is asked again."""
    if isinstance(refused := _may_erase(actor, about), Denied):
        return refused
    if prepared.confirmed_at is not None or prepared.withdrawn_at is not None:
        return Denied(_("There is nothing to confirm any more."))
    if not about.died and not prepared.shown:
        return Denied(_("It was prepared after a death. Take it back, and begin anew."))
    if isinstance(actor, SignedIn) and actor.account_id == prepared.prepared_by:
        return Denied(_("You prepared it. Somebody else of the office confirms it."))
    return Allowed()


def _may_erase(actor: Actor, about: Standing) -> Verdict:
    if isinstance(refused := may_run_the_office(actor), Denied):
        return refused
    if not isinstance(actor, SignedIn):
        return Denied(_("People of the office do this. On the server there is a command for it."))
    if not actor.fresh:
        return Denied(_("Confirm with a new code first."))
    if actor.person_id == about.person.pk:
        return Denied(_("This is you. Have your data erased on your own page."))
    if about.last_administrator:
        return Denied(
            _("Nobody else can run the office. Give somebody the administrator’s role first.")
        )
    if about.person.state == Person.State.UNDECIDED:
        return Denied(_("Nothing is erased before this young person has decided."))
    if about.unanswered:
        return Denied(
            _("This person asked something else about their data. Answer that first: see requests.")
        )
    return _after_a_death(about)


def _after_a_death(about: Standing) -> Verdict:
    if not about.died:
        return Allowed()
    if about.ending is None or about.ending.confirmed_at is None:
        return Denied(_("A second person of the office has to confirm the death first."))
    if about.ending.is_open:
        return Denied(
            _(
                "A death can be taken back for 30 days. After that you can have the data erased"
                " here; if it was this person’s wish, it happens by itself."
            )
        )
    if about.wished in (After.KEEP, After.NAMELESS):
        return Denied(_("In life this person wished for something else. Their wish counts."))
    return Allowed()
