"""Pages that only follow on a step: each function goes there and shows what it sees."""

from __future__ import annotations

from collections.abc import Callable

from forums.actions.watching import end_read_first
from members.models import Account
from po_platform.access.actor import acting_as
from tests.access.walk import personas_of
from tests.access.world_of_ruth import furnish
from tests.browser.pages import Site, undone, walk, walk_as
from tests.notifications.mailbox import deliver
from tests.personas import build_world

from . import (
    answering,
    columns,
    coming_in,
    curating,
    desk,
    education,
    events,
    experts,
    groups,
    guiding,
    heard,
    helping,
    herself,
    in_danger,
    involving,
    leaving,
    letters,
    moderating,
    office,
    programmes,
    programmes_beside,
    proxies,
    publishing,
    registry,
    registry_people,
    requests,
    rights,
    searching,
    setting_up,
    talking,
    visits,
    volunteers,
)

STEPS: tuple[Callable[[Site], None], ...] = (
    coming_in.the_house_with_all_its_texts,
    coming_in.joining,
    coming_in.an_invitation,
    coming_in.signing_in_by_code,
    coming_in.two_people_at_one_mailbox,
    coming_in.code_cards,
    coming_in.the_second_step,
    coming_in.a_code_for_fresh_proof,
    herself.devices_and_tokens,
    herself.taking_everything_along,
    herself.erasing_everything,
    herself.sharing,
    groups.groups_and_what_has_changed,
    events.events_and_who_comes,
    herself.mails,
    herself.refused_mails,
    herself.stopping_mails,
    herself.somebody_looked_often,
    answering.kept_to_herself,
    answering.answering_a_list,
    answering.daily_life,
    answering.a_long_course,
    answering.taken_back,
    answering.reading_in_a_file,
    curating.fitting_by_hand,
    curating.licences_and_lines,
    curating.averages,
    curating.writing_a_check_in,
    curating.keeping_a_diary,
    registry.datasets_and_data,
    registry.a_registry_from_a_file,
    registry.writing_questions,
    requests.asking_for_data,
    registry.joining_and_values,
    registry.codes_and_quality,
    registry.a_long_form,
    registry_people.doubles,
    registry_people.sites,
    registry_people.telling_of_a_death,
    registry_people.her_own_record,
    registry_people.scores_given,
    registry_people.consent_on_paper,
    registry_people.a_child_joins,
    office.a_lost_second_factor,
    office.the_office,
    office.the_member_list,
    office.words_typed_before,
    leaving.a_last_wish,
    leaving.leaving_and_coming_back,
    leaving.a_death,
    leaving.told_of_a_death,
    office.every_desk,
    letters.the_letters,
    desk.asking_to_be_called,
    desk.the_desk_calls,
    desk.questions_on_the_telephone,
    desk.programmes_on_the_telephone,
    desk.the_desk_enters_answers,
    desk.two_people_key_a_sheet,
    helping.naming_a_helper,
    helping.a_helper_is_asked,
    helping.a_helper_at_work,
    proxies.acting_by_law,
    proxies.coming_of_age,
    education.health_pages,
    involving.taking_part,
    experts.questions_to_experts,
    columns.columns,
    programmes.examples_for_others,
    programmes.on_the_way,
    programmes.for_the_doctor,
    programmes.on_paper,
    programmes.guides_and_cards,
    guiding.around_guides,
    guiding.among_guides,
    guiding.together,
    guiding.buddies,
    guiding.ten_minutes,
    programmes.writing,
    programmes_beside.first_step_reminders_and_diary,
    programmes_beside.practising,
    programmes_beside.two_editors_and_a_stop,
    talking.talking,
    talking.messages_between,
    talking.written_elsewhere,
    searching.searching,
    searching.pictures,
    talking.answering_by_mail,
    talking.words_in_mails,
    talking.coming_back,
    publishing.publishing,
    rights.requests_about_data,
    setting_up.before_opening_and_handing_over,
    setting_up.brought_along,
    setting_up.invited_by_letter,
    visits.a_visit_and_its_page,
    visits.from_a_reminder,
    visits.a_correction,
    visits.what_comes_when,
    visits.a_clinics_week,
    moderating.moderating,
    in_danger.in_danger,
    heard.heard,
    volunteers.volunteering,
)


def whole_site(language: str, *, everybody: bool = False) -> Site:
    """All pages; nothing is left of it in the database."""
    with undone():
        site = Site(language)
        with undone():
            coming_in.first_run(site)
        site.world = build_world()
        furnish(site.world)
        Account.objects.update(language=language)
        for name, persona in personas_of(site.world).items() if everybody else ():
            walk_as(site, name, persona)
        walk(site)
        with acting_as(
            site.world.moderator.actor()
        ) as actor:  # what she posts comes out from here on
            end_read_first(actor=actor, person=site.world.ruth.person.ref)
        deliver()  # so that each step finds only the mails it causes
        for step in STEPS:
            with undone():
                step(site)
    return site
