"""Whether somebody may do this in a registry now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from members.models import Person
from members.rules import may_decide
from po_platform.access.actor import Actor, Hat, Purpose, SignedIn, System
from po_platform.access.refusals import Allowed, Denied, Verdict

from .consent import ASSENTS, TOO_SMALL, Sheet, of_another_meaning
from .models import (
    Batch,
    ConsentSheet,
    Entry,
    Form,
    Participation,
    Query,
    Right,
    Subject,
)
from .policies import KEEPERS


def is_operator(actor: Actor) -> bool:
    """A command on the host without --as."""
    return isinstance(actor, System) and actor.purpose is Purpose.OPERATE


def works_in_registries(actor: Actor) -> bool:
    """Whom registries can name: curators and clinicians, second factor shown."""
    return is_operator(actor) or (isinstance(actor, SignedIn) and actor.holds(*KEEPERS))


def may_read_in_terms(actor: Actor) -> Verdict:
    """Lists of terms count for the whole portal: only the operator of the host."""
    if is_operator(actor):
        return Allowed()
    return Denied(_("Lists of terms are read in on the host."))


def may_make_registry(actor: Actor) -> Verdict:
    """Curators with their second factor, and the operator of the host."""
    if is_operator(actor) or (isinstance(actor, SignedIn) and actor.holds(Hat.CURATOR)):
        return Allowed()
    return Denied(_("Only a curator can do this."))


def may_manage(actor: Actor, rights: Sequence[Right]) -> Verdict:
    """Datasets, imports and rights: whoever manages the registry. `rights`: hers in it."""
    if is_operator(actor):
        return Allowed()
    if may_make_registry(actor) and any(right.manages for right in rights):
        return Allowed()
    return Denied(_("Only those who manage this registry can do this."))


def may_use_slug(*, taken: bool) -> Verdict:
    """A file makes a new registry and never touches one that is here."""
    if taken:
        return Denied(
            _("A registry with this short name is here already, and a file never writes over it."
              " Choose another short name.")
        )  # fmt: skip
    return Allowed()


def may_open_to_members(*, in_use: bool) -> Verdict:
    """Nobody who takes part is asked what is only being written."""
    if not in_use:
        return Denied(_("Put the dataset in use first. Until then nobody is asked anything."))
    return Allowed()


def may_step_down(*, alone: bool) -> Verdict:
    """Somebody has to look after a registry."""
    if alone:
        return Denied(_("Nobody else looks after this registry. Let somebody do it first."))
    return Allowed()


def right_for(form_id: int, rights: Sequence[Right]) -> Right | None:
    """The right that counts for a form: the one that names it, else the one for the registry."""
    named = next((right for right in rights if right.form_id == form_id), None)
    return named or next((right for right in rights if right.form_id is None), None)


def may_enter(actor: Actor, form_id: int, rights: Sequence[Right]) -> Verdict:
    """Whoever may fill in this form."""
    if is_operator(actor):
        return Allowed()
    found = right_for(form_id, rights) if works_in_registries(actor) else None
    if found is not None and found.enters:
        return Allowed()
    return Denied(_("You can read this form and not fill it in."))


def may_confirm(actor: Actor, form_id: int, rights: Sequence[Right]) -> Verdict:
    """Whoever may stand for answers on this form."""
    found = right_for(form_id, rights) if works_in_registries(actor) else None
    if found is not None and found.confirms:
        return Allowed()
    return Denied(_("You can read this form and not confirm it."))


def may_keep(record: Subject) -> Verdict:
    """Nothing new about whoever left the registry."""
    if record.takes_part == Subject.Takes.OPTED_OUT:
        return Denied(_("This person has left the registry. Nothing new is entered about her."))
    return Allowed()


def may_say_state(
    actor: Actor, record: Subject, rights: Sequence[Right], taking_part: Participation | None
) -> Verdict:
    """Whoever looks after the registry, about a person nobody joined with."""
    if taking_part is not None or record.takes_part == Subject.Takes.OPTED_OUT:
        return Denied(
            _("This person joined herself. What becomes of that is for her, or for the office.")
        )
    general = next((right for right in rights if right.form_id is None), None)
    if general is None or not general.enters:
        return Denied(_("Only those who manage this registry can do this."))
    return may_manage(actor, rights)


def may_tell_office(
    actor: Actor, record: Subject, rights: Sequence[Right], taking_part: Participation | None
) -> Verdict:
    """Whoever keeps this record, about a person who joined: somebody of the office looks after her."""
    if not works_in_registries(actor) or not any(right.sees for right in rights):
        return Denied(_("Only those who keep this record can do this."))
    if taking_part is None:
        return Denied(
            _("Nobody joined with this record, so the office knows nobody behind it. Those who"
              " manage the registry write down here what is known.")
        )  # fmt: skip
    if record.vital == Subject.Vital.DEAD:
        return Denied(_("It is known already that this person has died."))
    return Allowed()


def may_change(entry: Entry | None) -> Verdict:
    """Nothing that stands locked."""
    if entry is not None and entry.locked_at is not None:
        return Denied(_("This form is locked, so nothing in it can be changed."))
    return Allowed()


def may_lock(actor: Actor, entry: Entry, rights: Sequence[Right]) -> Verdict:
    """Whoever may stand for its answers, and may unlock it again."""
    return may_confirm(actor, entry.form_id, rights) and may_keep(entry.record)


def may_collect(*, frozen: bool, closed: bool) -> Verdict:
    """Nothing about somebody who came of age before she has decided herself, and nothing new about
    who wants to give nothing more.
    """
    if frozen:
        return Denied(
            _("This person is of age now and has not decided yet whether she takes part.")
        )
    if closed:
        return Denied(
            _("This person wants nothing new to be entered about her, and nothing changed.")
        )
    return Allowed()


def may_fill_in(actor: Actor, form: Form, taking_part: Participation | None) -> Verdict:
    """The person herself, or who helps her with answers and reads them. `taking_part`: hers."""
    return may_type_in(form) and _may_give(actor, form, taking_part)


def may_type_in(form: Form) -> Verdict:
    """Nobody, where scores of a questionnaire answer a form."""
    if form.scores_of:
        return Denied(
            _("Nobody types this form in. It is answered by a questionnaire, when the person it is"
              " about takes her results over.")
        )  # fmt: skip
    return Allowed()


def may_take_scores(actor: Actor, form: Form, taking_part: Participation | None) -> Verdict:
    """The person herself, or who acts by law for a child without an account; nobody who only helps."""
    if not form.scores_of:
        return Denied(_("No questionnaire answers this form."))
    return may_decide_here(actor) and _may_give(actor, form, taking_part)


def _may_give(actor: Actor, form: Form, taking_part: Participation | None) -> Verdict:
    if not isinstance(actor, SignedIn) or taking_part is None:
        return Denied(_("You are not in this registry."))
    if taking_part.state != Participation.State.ACTIVE or taking_part.paused_at is not None:
        return Denied(_("You do not take part in this registry any more. You can join again."))
    if taking_part.closed_at is not None:
        return Denied(
            _("It was said that nothing new is entered here. It can be allowed again on the page"
              " about the consent.")
        )  # fmt: skip
    if not form.members_fill:
        return Denied(_("This form is filled in by those who keep the registry."))
    return Allowed()


def may_undo(actor: Actor, batch: Batch, rights: Sequence[Right]) -> Verdict:
    """Whoever manages the registry, once."""
    if batch.undone_at is not None:
        return Denied(_("This file was taken back already."))
    return may_manage(actor, rights)


def may_join(actor: Actor, state: str) -> Verdict:
    """An active member for herself, or her legal proxy. `state`: of the membership joined for."""
    if not _decides(actor):
        return Denied(_("Only the person herself can join a registry."))
    if isinstance(actor, SignedIn) and not actor.helping and Hat.MEMBER not in actor.roles:
        return Denied(_("Only members can join a registry."))
    if state != Person.State.ACTIVE:
        return Denied(_("While your membership rests you cannot join. Call us if that is wrong."))
    return Allowed()


def may_decide_here(actor: Actor) -> Verdict:
    """About taking part: herself, or by law; whoever only helps does not."""
    if _decides(actor):
        return Allowed()
    return Denied(_("Only the person herself can decide this."))


def _decides(actor: Actor) -> bool:
    """Herself, who acts by law for a child without an account, or her own signed paper."""
    if isinstance(actor, System):
        return actor.purpose is Purpose.PAPER and actor.subject_id is not None
    return bool(may_decide(actor)) or (isinstance(actor, SignedIn) and actor.decides_by_law)


def may_join_for_child(sheet: Sheet, assent: str) -> Verdict:
    """Only after a text for children was read with the child, and never against its no."""
    if not sheet.assent:
        return Denied(
            _("This registry has no text for children yet. Ask those who keep it to write one.")
        )
    if assent not in (ASSENTS, TOO_SMALL):
        return Denied(_("The child says no, so it does not take part. You can come back any day."))
    return Allowed()


def may_sign_anew(signed: ConsentSheet, wanted: ConsentSheet) -> Verdict:
    """Only a newer version than the one she signed."""
    if wanted.version > signed.version:
        return Allowed()
    return Denied(_("You have agreed to a newer text already. Read that one."))


def may_change_answer(actor: Actor, taking_part: Participation) -> Verdict:
    """The person herself, while she takes part; for a child her legal proxy."""
    if not _decides(actor):
        return Denied(_("Only the person herself can change what she agreed to."))
    if taking_part.by_law and not (isinstance(actor, SignedIn) and actor.helping):
        return Denied(
            _("Somebody decided this for you by law. You can leave, and decide all of it yourself"
              " when you are of age.")
        )  # fmt: skip
    if taking_part.state != Participation.State.ACTIVE or taking_part.paused_at is not None:
        return Denied(_("You do not take part in this registry any more. You can join again."))
    return Allowed()


def may_answer_older(over_at: datetime | None, *, newer_only: bool = False) -> Verdict:
    """`over_at`: when an answer by an older text ended without one to the newer. `newer_only`: she
    allows nothing by it, and a yes now would be one without the last day of the others.
    """
    if over_at is not None:
        return Denied(_("Your answer has ended. Read the newer text and answer there."))
    if newer_only:
        return Denied(_("There is a newer text. Read it and answer there."))
    return Allowed()


def may_leave(actor: Actor, taking_part: Participation) -> Verdict:
    """The person herself, on any day; for a child also her legal proxy."""
    if _decides(actor):
        return Allowed()
    return Denied(_("Only the person herself can leave a registry."))


def may_ask_like_this(sheet: Sheet, published: Sequence[Sheet]) -> Verdict:
    """A question that was published keeps what a yes to it permits. `published`: all versions."""
    if of_another_meaning(sheet, published):
        return Denied(
            _(
                "This question was asked before, and people said yes to what it permitted then."
                " Leave that as it is: take the question out and add a new one."
            )
        )
    return Allowed()


def may_publish_sheet(sheet: Sheet, published: Sequence[Sheet]) -> Verdict:
    """Once it can be read, answered and checked in at least one language, with no old meaning lost."""
    if not (verdict := may_ask_like_this(sheet, published)):
        return verdict
    if "texts" in sheet.lacks:
        return Denied(
            _("Write the title, the short text and every question in one language first.")
        )
    if "questions" in sheet.lacks:
        return Denied(_("Ask at least one question first."))
    if "checks" in sheet.lacks:
        return Denied(_("Add two questions first that show whether the text was understood."))
    return Allowed()


def may_ask(actor: Actor, form_id: int, rights: Sequence[Right]) -> Verdict:
    """Whoever fills in this form or confirms it."""
    found = right_for(form_id, rights) if works_in_registries(actor) else None
    if found is not None and (found.enters or found.confirms):
        return Allowed()
    return Denied(_("You can read this form and not ask about it."))


def may_take_out(actor: Actor, levels: Iterable[str]) -> Verdict:
    """Whoever has a right to files of at least one form. `levels`: of Right.Export, form by form."""
    if works_in_registries(actor) and any(level != Right.Export.NONE for level in levels):
        return Allowed()
    return Denied(_("You may read here, and take no files out."))


def may_accept(actor: Actor, entry: Entry, rights: Sequence[Right]) -> Verdict:
    """Whoever fills in or confirms this form, about somebody who has not left."""
    return may_ask(actor, entry.form_id, rights) and may_keep(entry.record)


def may_ask_member(taking_part: Participation | None) -> Verdict:
    """Only whoever takes part: nobody who left, rests or died is written to."""
    if taking_part is None:
        return Denied(_("Nobody joined with this record. Ask those who keep the registry."))
    if taking_part.state != Participation.State.ACTIVE or taking_part.paused_at is not None:
        return Denied(_("This person does not take part at the moment and cannot be asked."))
    return Allowed()


def may_dispute(actor: Actor, taking_part: Participation | None) -> Verdict:
    """The person herself, while she takes part."""
    if not may_decide(actor) or taking_part is None:
        return Denied(_("Only the person herself can say that a value is wrong."))
    if taking_part.state != Participation.State.ACTIVE or taking_part.paused_at is not None:
        return Denied(_("You do not take part in this registry any more. You can join again."))
    return Allowed()


def may_answer(actor: Actor, query: Query, rights: Sequence[Right]) -> Verdict:
    """Whom it was put to, once."""
    if query.state != Query.State.OPEN:
        return Denied(_("This question has an answer already."))
    if query.to == Query.To.CURATOR:
        return may_ask(actor, query.form_id, rights)
    if _is_about(actor, query):
        return Allowed()
    return Denied(_("Only the person who was asked can answer."))


def _is_about(actor: Actor, query: Query) -> bool:
    return isinstance(actor, SignedIn) and actor.subject_id == query.subject_id


def may_close(actor: Actor, query: Query, rights: Sequence[Right]) -> Verdict:
    """Those who may ask; what the person disputed only with an answer."""
    if query.about == Query.About.DISPUTED and query.state == Query.State.OPEN:
        return Denied(_("Answer it first: the person it is about waits for your words."))
    return may_ask(actor, query.form_id, rights)


def may_reopen(
    actor: Actor, query: Query, rights: Sequence[Right], taking_part: Participation | None
) -> Verdict:
    """Those who may close it, as they may ask anew; what the person disputed she alone."""
    if query.state == Query.State.OPEN:
        return Denied(_("This question is open already."))
    if query.about == Query.About.DISPUTED:  # what is said there shows as her words
        if not _is_about(actor, query):
            return Denied(_("Only the person herself can say that a value is wrong."))
        return may_dispute(actor, taking_part)
    verdict = may_ask(actor, query.form_id, rights) and may_keep(query.record)
    if query.to == Query.To.MEMBER:
        return verdict and may_ask_member(taking_part)
    return verdict
