"""Every flow between two features, one line each with its legal ground (GDPR art. 6 and 9).

This file is the organisation's record of data flows between purposes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from education import notices as page_notices
from education import offer_on_call, programme_notices, way_letters
from education import on_start_pages as pages
from education import programmes_on_pages as programmes
from education.actions import (
    doctor_page,
    expert_sessions,
    guide_calls,
    keepers,
    keying,
    links,
    measuring,
    nudging,
    reminding,
    stopping,
    waiting,
)
from education.actions import groups as programme_groups
from education.actions import reminders as set_reminders
from education.actions.buddies import end_old_asks
from education.actions.kept_files import forget_unnamed
from education.asking import AskPlace, connect_ask_places
from education.beside_pages import Beside, is_about, register_beside
from education.buddies_beside import above_messages
from education.buddy_cases import BUDDIES
from education.buddy_talk import Talk, connect_talk
from education.diary_beside import Diary, DiaryBeside, DiaryMeasure, connect_diary
from education.duties import DUTIES as PAGE_DUTIES
from education.erase_parts import PAGES
from education.expert_cases import EXPERT_QUESTIONS
from education.expert_cases import IN_DANGER as QUESTION_IN_DANGER
from education.export_parts import page_parts
from education.guide_cases import MESSAGES
from education.measures import Measures, Told, connect_measures
from education.programme_leaving import PROGRAMMES
from education.queries import buddy_desk, guiding, page_paths
from education.queries import guide_calls as guide_call_rows
from education.queries.asking import asked_page
from education.queries.beside import programmes_beside
from education.queries.examples import LOOKED_AT as EXAMPLE_READ
from education.queries.expert_sessions import LOOKED_AT as QUESTION_READ
from education.queries.finding import PAGES as FINDS_PAGES
from education.queries.finding import other_words
from education.queries.finding_programmes import PROGRAMMES as PROGRAMMES_FOUND
from education.queries.finding_sessions import SESSIONS
from education.queries.kept_files import places_of_files
from education.queries.mine import LOOKED_AT
from education.rights_counted import PROGRAMMES_NAME
from education.rights_places import CORRECTIONS, ENTRIES, TOPICS
from education.set_up import page_points
from education.used import programmes_used
from files.actions.sweeping import register_places
from forums import cases as posts
from forums import message_cases, person_cases
from forums import notices as talk_notices
from forums import on_start_pages as talk
from forums.actions import checking_notes, old_titles, remembering, taking_off, telling
from forums.asked_about import About, connect_about, places_to_ask
from forums.beside_pages import topics_about
from forums.deeds import DEEDS as TALK_DEEDS
from forums.erase_parts import TALK
from forums.export_parts import talk_parts
from forums.leaving import PICTURE
from forums.moderating import Moderation, connect_moderation
from forums.queries.attached import kept_places
from forums.queries.boards import board_names
from forums.queries.finding import POSTS as FINDS_POSTS
from forums.queries.messages import kept_apart
from forums.rights_counted import BEGUN_POSTS_NAME
from forums.rights_places import POSTS
from forums.set_up import talk_points
from forums.ties import Tie, connect_ties
from forums.used import talk_used
from members.brought_parts import register_brought
from members.clinician_list import register_list_column, register_summary_link
from members.deeds import register_deeds
from members.duties import register_duty
from members.erase_parts import register_eraser
from members.export_parts import register_export
from members.first_weeks import register_reading
from members.frame import add_menu_word, add_public_word
from members.holdings import register_holding
from members.identity_change import register_identity_change
from members.keyed_codes import Place, register_desk_code
from members.leaving import register_leaving
from members.looks import register_look_words
from members.next_page import with_next
from members.on_call import register_on_call
from members.queries import site_pages
from members.queries.age import my_age
from members.queries.events_about import events_about
from members.queries.first_weeks import QUIET_UNTIL
from members.queries.organisation import register_foot_links
from members.queries.sharing import READERS
from members.rights_counted import register_counted
from members.rights_search import register_search
from members.set_up import register_points
from members.start_page import (
    HelperLink,
    register_helper_link,
    register_row,
    register_waiting,
    register_work,
)
from members.used import register_used
from members.worries import register_worry
from moderation import notices as case_notices
from moderation import on_start_pages as desk
from moderation.actions import closing, crisis, help_lines, revealing, sealing
from moderation.actions import duty as shifts
from moderation.call_cases import CALLS, worry_about
from moderation.call_cases import LOOKED_AT as LOOKED_AT_CALL
from moderation.content import register_content
from moderation.deeds import DEEDS as CASE_DEEDS
from moderation.drill_case import DRILLS
from moderation.duties import DUTIES as CASE_DUTIES
from moderation.erase_parts import CASES
from moderation.export_parts import case_parts
from moderation.leaving import PLACES, SHIFTS
from moderation.own_pages import register_own_pages
from moderation.places import register_place_names
from moderation.queries import duty, pages_of_ours
from moderation.rights_counted import CASES_NAME
from moderation.rules import HANDLERS
from moderation.set_up import safety_points
from moderation.told_cases import TOLDS
from notifications.jobs import every
from po_platform.access.actor import Actor, Hat, SignedIn, Tick
from proms import (
    beside_steps,
    for_programmes,
    looks,
    notices,
    on_start_pages,
    page_by_post,
    reminders,
)
from proms.actions import (
    double_entry,
    licence_notices,
    open_windows,
    room_codes,
    rounds,
    scoring_again,
)
from proms.actions.page_by_post import ASKED, TAKEN_BACK
from proms.actions.plans_on_call import SAID
from proms.actions.responses import ENTERED
from proms.brought_parts import TAKES
from proms.erase_parts import ANSWERS
from proms.export_parts import prom_parts
from proms.leaving import WAITING
from proms.offer_on_call import ON_CALL
from proms.own_record import RecordLine, register_own_record
from proms.queries.assignments import overdue_since
from proms.queries.course import last_answers
from proms.rights_counted import ANSWERS_NAME
from proms.set_up import questionnaire_points
from proms.used import answers_used
from questionnaires.erase_parts import DRAFTS
from questionnaires.export_parts import draft_part
from questionnaires.rights_counted import DRAFTS_NAME
from registry import looks as registry_looks
from registry import notices as registry_notices
from registry import on_start_pages as registry_pages
from registry.actions.likeness import mark_person
from registry.erase_parts import RECORDS
from registry.export_parts import registry_parts
from registry.leaving import TAKING_PART
from registry.queries.own_record import kept_lines
from registry.rights_counted import ENTRIES_NAME
from registry.wired import connect_requests
from search.actions import learn_stems
from search.providers import register_provider, register_same_words

DESK = (Hat.EDITOR, Hat.REVIEWER)
MEMBERS = frozenset({Hat.MEMBER, Hat.HELPER, Hat.PROXY})
MODERATORS = frozenset({Hat.MODERATOR})
CASE_HANDLERS = frozenset(HANDLERS)


def connect() -> None:
    """Called once, when all apps are loaded."""
    # A member's own open questionnaires, on her own page: art. 6 (1) b, contract of membership.
    register_waiting(
        on_start_pages.waiting,
        helpers=True,
        glance=on_start_pages.WAITS,
        facts={"quiet": QUIET_UNTIL, "readers": READERS},
    )
    register_waiting(on_start_pages.why, helpers=True, glance=on_start_pages.ASKED_WHY)
    register_row(on_start_pages.course_row, facts={"newest": on_start_pages.NEWEST})
    # To a helper she named, what she ticked: art. 9 (2) a, explicit consent, per tick.
    register_helper_link(
        HelperLink(
            Tick.SUMMARY,
            _("Answers"),
            _("See what was sent and how it has changed"),
            lambda: reverse("proms:course"),
        )
    )
    # By law for a child without an account: art. 9 (2) a, consent given by who acts for it.
    register_helper_link(
        HelperLink(
            Tick.ANSWER,
            _("Sharing"),
            _("See who sees the answers, and share them with a doctor or clinic"),
            lambda: reverse("members:sharing"),
            by_law=True,
        )
    )
    register_helper_link(
        HelperLink(
            Tick.ANSWER,
            _("What comes when"),
            _("See what is asked and when; pause or stop it"),
            lambda: reverse("proms:schedules"),
            by_law=True,
        )
    )
    register_helper_link(
        HelperLink(
            Tick.ANSWER,
            _("Visits"),
            _("Prepare a visit, with one page for the doctor"),
            lambda: reverse("proms:visits"),
            by_law=True,
        )
    )
    register_holding(on_start_pages.holding, facts={"sent": on_start_pages.SENT})
    # To a clinician a member chose: art. 9 (2) a, explicit consent, per grant and scope.
    register_summary_link(lambda subject: reverse("proms:summary", args=[subject]))
    register_list_column(
        _("Last answers"), lambda actor, subjects: last_answers(actor=actor, subjects=subjects)
    )
    register_list_column(
        _("Overdue since"),
        lambda actor, subjects: overdue_since(actor=actor, subjects=subjects),
        _("nothing"),
    )
    # A reminder that something waits, without saying what: art. 6 (1) b.
    reminders.connect()
    # A questionnaire for every active member, asked by a curator: art. 6 (1) b.
    rounds.connect()
    # What a curator, a clinician for her patients or a member for herself planned: art. 6 (1) b,
    # for patients art. 9 (2) a as long as they share.
    open_windows.connect()
    for offer in ON_CALL:
        register_on_call(offer)
    # Her own answers computed again by a newer rule, at a curator's word: art. 6 (1) b, 9 (2) a.
    scoring_again.connect()
    double_entry.connect()
    # That a licence runs out, to curators; nothing about any person: art. 6 (1) f.
    licence_notices.connect()
    room_codes.connect()
    register_work(Hat.CURATOR, on_start_pages.curating)
    register_work(Hat.DESK, on_start_pages.sheets)
    # To the helper desk, for the one form a member's reply code names: art. 6 (1) b, at her wish.
    notices.connect()
    # To whoever of the office prints it, one page a member asked for on the telephone, on its way to
    # herself: art. 9 (2) a, at her wish and after she was told so.
    page_by_post.connect()
    register_look_words(looks.POSTED, looks.POSTED_WORDS)
    register_look_words(looks.HELPER_PAGE, looks.HELPER_PAGE_WORDS)
    register_look_words(looks.DESK_FORM, looks.DESK_WORDS)
    register_look_words(looks.DESK_PLANS, looks.DESK_PLANS_WORDS)
    # To a doctor without an account, the one page a member's code opens on its day: art. 9 (2) a.
    for what, words in looks.VISIT_WORDS.items():
        register_look_words(what, words)
    # What she keeps of her own illness in a registry, offered to herself line by line for a visit;
    # what she ticks stands on that page: art. 9 (2) a.
    register_own_record(own_record_lines)
    register_row(on_start_pages.visit_row, facts={"next": on_start_pages.NEXT_VISIT})
    register_row(on_start_pages.rests_row, glance=on_start_pages.RESTS)
    register_deeds(
        {
            ENTERED: _("%(who)s entered answers by telephone or from paper."),
            SAID: _("%(who)s wrote down what you said about what you are asked."),
            ASKED: _("%(who)s wrote down that somebody wants a page of their own by post."),
            TAKEN_BACK: _("%(who)s wrote down that somebody does not want that page after all."),
            double_entry.KEYED: _("%(who)s keyed a sheet that somebody else keys too."),
            double_entry.DIFFERS: _("%(who)s keyed a sheet in another way than somebody before."),
        }
    )
    add_menu_word(frozenset({Hat.DESK}), 20, _("Enter answers"), lambda: reverse("proms:desk_code"))
    for what, words in looks.WORDS.items():
        register_look_words(what, words)
    # Her own answers, to herself, in one file: art. 15 and 20; and away with them: art. 17.
    register_export("questionnaires", draft_part)
    register_export("proms", prom_parts)
    register_export("registry", registry_parts)
    register_eraser("questionnaires", DRAFTS)
    register_eraser("proms", ANSWERS)
    # What she was given elsewhere and brings along, for herself alone: art. 20.
    for takes in TAKES:
        register_brought(takes)
    # When somebody leaves or dies: what waits stops; a draft is opened by nobody but its owner.
    register_leaving("proms", WAITING)
    register_leaving("questionnaires")
    register_leaving("registry", TAKING_PART)  # entries are evidence of their day and stay
    register_eraser("registry", RECORDS)
    # What members write for each other, in the audience each author chose: art. 6 (1) b, and for
    # what it says about health art. 9 (2) a and e, told beside every text box.
    register_row(talk.talk_row)
    register_holding(talk.holding, facts={"out": talk.OUT})
    register_waiting(talk.returned_waiting, glance=talk.GIVEN_BACK)
    register_waiting(talk.message_waiting, glance=talk.UNOPENED)
    register_waiting(talk.named_waiting, glance=talk.NAMED)
    # One reported message with its neighbours, to whoever moderates: art. 6 (1) c, 9 (2) c.
    register_content(message_cases.MESSAGES)
    # A name that insults or pretends, told by whoever reads her: art. 6 (1) c and f.
    register_content(person_cases.PEOPLE)
    register_look_words(
        message_cases.LOOKED_AT, _("Messages of yours, because one of them was reported")
    )
    talk_notices.connect()
    register_deeds(TALK_DEEDS)
    register_places(kept_places)
    every(15, "forums.tell_readers", telling.tell_readers)
    every(300, "forums.bake_again", telling.bake_again)
    every(24 * 3600, "forums.forget_taken_back", telling.forget_taken_back)
    every(300, "forums.close_due", remembering.close_due)
    every(3600, "forums.seal_removed", taking_off.seal_removed)
    every(24 * 3600, "forums.seal_titles", old_titles.seal_titles)
    every(3600, "forums.check_notes", checking_notes.check_notes)
    register_export("forums", talk_parts)
    register_eraser("forums", TALK)
    add_menu_word(MEMBERS | CASE_HANDLERS, 20, _("Talk"), lambda: reverse("forums:boards"))
    add_menu_word(MODERATORS, 40, _("Boards"), lambda: reverse("forums:office_boards"))
    add_menu_word(MODERATORS, 45, _("How long people wait"), lambda: reverse("forums:figures"))
    add_menu_word(MEMBERS, 30, _("My answers"), lambda: reverse("proms:course"))
    add_menu_word(
        frozenset({Hat.CURATOR}), 20, _("Questionnaires"), lambda: reverse("proms:instruments")
    )
    add_menu_word(
        frozenset({Hat.CLINICIAN}), 20, _("My clinic"), lambda: reverse("proms:my_clinics")
    )
    readers = frozenset({Hat.CLINICIAN, Hat.RESEARCHER, Hat.CURATOR})
    add_menu_word(readers, 60, _("Codebook"), lambda: reverse("proms:codebook"))
    # What a member gives to a registry she joined: art. 9 (2) a, explicit consent, per question.
    registry_notices.connect()
    register_identity_change(mark_person)  # keyed marks for finding doubles; no name crosses
    for provider, glance, facts in registry_pages.WAITING:
        register_waiting(provider, glance=glance, facts=facts)
    register_row(
        registry_pages.registries_row,
        facts={"active": registry_pages.ACTIVE, "open": registry_pages.OPEN},
    )
    register_holding(registry_pages.holding, facts={"joined": registry_pages.JOINED})
    register_foot_links(registry_pages.public_links)  # nothing about any person
    register_work(Hat.CURATOR, registry_pages.work)
    # To the curators of a registry, form by form: art. 9 (2) j, registry; she sees who looked.
    for what, words in registry_looks.WORDS.items():
        register_look_words(what, words)
    keepers = frozenset({Hat.CURATOR, Hat.CLINICIAN})
    papers = frozenset({Hat.DESK, Hat.ADMINISTRATOR})
    add_menu_word(papers, 45, _("Consent on paper"), lambda: reverse("registry:papers"))
    add_menu_word(keepers, 30, _("Registries"), lambda: reverse("registry:home"))
    # To researchers, what a committee released of those who agreed: art. 9 (2) a and j.
    connect_requests()
    _moderation()
    _pages()
    _search()
    # Where somebody is named, to the office that answers her request: art. 15 to 21.
    register_search(POSTS)
    register_search(CORRECTIONS)
    register_search(TOPICS)
    register_search(ENTRIES)
    # That a name stands in what others keep about themselves, as a number and nothing else: art. 15.
    for texts in (ANSWERS_NAME, DRAFTS_NAME, ENTRIES_NAME, PROGRAMMES_NAME):
        register_counted(texts)
    for texts in (BEGUN_POSTS_NAME, CASES_NAME):
        register_counted(texts)
    for one_duty in (*CASE_DUTIES, *PAGE_DUTIES):
        register_duty(one_duty)
    # To the office, how far each part is set up; nothing about people.
    for points in (talk_points, safety_points, questionnaire_points, page_points):
        register_points(points)
    # Totals of a month to the board, none of fewer than five people: art. 6 (1) f.
    register_used(talk_used)
    register_used(answers_used)
    register_used(programmes_used)


def own_record_lines(actor: SignedIn) -> Iterator[RecordLine]:
    """Lines of her own record, in whichever registry, as proms takes them."""
    return (RecordLine(line, title) for line, title in kept_lines(actor))


def _moderation() -> None:
    # What members tell the moderators about posts, and what those decide: art. 6 (1) c, regulation
    # (EU) 2022/2065, and art. 9 (2) c where somebody is in danger. The author learns no name.
    register_content(posts.POSTS)
    connect_moderation(
        Moderation(
            on_duty=duty.on_duty,
            notice=posts.noticed_in,
            open_case=posts.open_for_post,
            came_while_gone=posts.came_while_gone,
        )
    )
    register_place_names(board_names)  # beside hours of whoever moderates some boards only
    case_notices.connect()
    register_own_pages(pages_of_ours.title_at)
    register_own_pages(site_pages.title_at)
    register_own_pages(page_paths.title_at)
    every(15, "moderation.call_next", crisis.call_next)
    every(3600, "moderation.close_gone", closing.close_gone)
    every(3600, "moderation.purge_sealed", sealing.purge_sealed)
    # To moderators who write why, what one of them took off; the author sees each look: art. 9 (2) c.
    register_look_words(
        "moderation.sealed",
        _("Words of yours a moderator had taken off, for a purpose written down"),
    )
    # Name and address of somebody in danger, to one person who is named for it and only for a day,
    # reviewed by another, told to her afterwards: art. 6 (1) d and 9 (2) c.
    register_look_words(
        "moderation.opened", _("Your name, address and telephone, because we feared for you")
    )
    every(300, "moderation.reveals", revealing.see_through)
    register_content(DRILLS)
    # A call in which somebody may be in danger: the desk's note to moderators, who ask the desk for
    # the number: art. 6 (1) d and 9 (2) c.
    register_content(CALLS)
    register_worry(worry_about)
    register_look_words(LOOKED_AT_CALL, _("What the helper desk wrote down about a call of yours"))
    # Words of danger to the team, in a report, an objection or an answer by e-mail that did not come
    # out, to moderators, as whatever is written to them; the case is about who wrote: art. 9 (2) c.
    register_content(TOLDS)
    every(3600, "moderation.help_lines", help_lines.ask_owners)
    every(3600, "moderation.numbers", shifts.forget_numbers)
    for handler in HANDLERS:
        register_work(handler, desk.work)
    register_work(Hat.MODERATOR, talk.words_to_look_for)
    register_work(Hat.MODERATOR, talk.notes_without_page)
    for hat in (Hat.MODERATOR, Hat.ADMINISTRATOR):
        register_work(hat, desk.lines_to_check, glance=desk.OWN_LINES)
    register_waiting(desk.words_waiting, glance=desk.UNREAD)
    register_waiting(desk.letter_waiting, glance=desk.SILENT)
    register_waiting(desk.decision_waiting, glance=desk.UNSEEN)
    register_holding(desk.holding, facts=desk.KEPT)
    register_deeds(CASE_DEEDS)
    # What she told us and what was decided about her, to herself, and away with it: art. 15, 17.
    register_export("moderation", case_parts)
    register_eraser("moderation", CASES)
    register_leaving("moderation", SHIFTS, PLACES)
    add_menu_word(CASE_HANDLERS, 10, _("Cases"), lambda: reverse("moderation:queue"))


def _pages() -> None:
    # Which pages somebody keeps and what she wrote to the editors, on her own pages: art. 9 (2) a.
    register_row(pages.learn_row, facts={"kept": pages.SAVED})
    register_row(pages.drafts_row, glance=pages.WISHES)
    register_row(pages.asked_to_read_row, glance=pages.NEVER_ASKED)
    register_holding(pages.holding, facts=pages.KEPT)
    register_reading(pages.first_reading)
    # To the editors, what somebody wrote about a page, without her name: art. 9 (2) a, her wish.
    register_look_words(LOOKED_AT, _("What you wrote about a page, without your name"))
    page_notices.connect()
    # To the team, what she asks experts, so that it can be put to them without her name; one with
    # words of danger to whoever looks after that: art. 9 (2) a, and art. 9 (2) c.
    # What she gives others to read from a programme, on her own press: art. 9 (2) a.
    register_look_words(EXAMPLE_READ, _("An example you gave others, without your name"))
    register_look_words(QUESTION_READ, _("What you asked experts, without your name"))
    register_look_words(
        QUESTION_IN_DANGER, _("A question of yours to experts, because somebody may be in danger")
    )
    register_content(EXPERT_QUESTIONS)
    register_row(pages.session_row, glance=pages.SESSIONS)
    every(3600, "education.sessions", expert_sessions.end_over_sessions)
    # Beside a page: what is said, offered or about to happen, as far as its reader may know anyway.
    for finder in (programmes_beside, _talk_beside, _events_beside):
        register_beside(finder)
    # A question about a page becomes a topic of hers: its title and address, and nothing of her.
    connect_ask_places(lambda actor: [AskPlace(*one) for one in places_to_ask(actor)])
    connect_about(_page_asked_about)
    every(60, "education.urgent", keepers.tell_those_who_keep)
    every(3600, "education.reviews", reminding.remind_of_reviews)
    every(3600, "education.links", links.check_links)
    every(24 * 3600, "education.unnamed_files", forget_unnamed)
    register_places(places_of_files)
    for hat in DESK:
        register_work(hat, pages.work)
    # Her own kept pages and words, to herself, and away with them: art. 15, 17 and 20.
    register_export("education", page_parts)
    register_eraser("education", PAGES)
    register_leaving("forums", PICTURE)  # what somebody wrote stays, in memory of her
    register_leaving("education", PROGRAMMES)
    add_menu_word(MEMBERS, 45, _("Learn"), lambda: reverse("education:shelf"))
    add_menu_word(frozenset(DESK), 10, _("Pages"), lambda: reverse("education:desk"))
    add_public_word(_("Learn"), lambda: reverse("education:shelf"))
    _programmes()


def _page_asked_about(_actor: Actor, slug: str) -> About | None:
    found = asked_page(slug)
    if found is None or found.live is None:
        return None
    url = reverse("education:page", args=[found.slug])
    return About(found.live.title, url, found.language)


def _talk_beside(actor: Actor, stems: Sequence[str], _language: str) -> list[Beside]:
    return [Beside(_("Talk"), *one) for one in topics_about(actor, stems)]


def _events_beside(actor: Actor, stems: Sequence[str], _language: str) -> list[Beside]:
    found = events_about(actor, partial(is_about, stems=stems))
    return [Beside(_("Event"), *one) for one in found]


def _programmes() -> None:
    # Her way through a programme and what she writes on it, on her own pages: art. 9 (2) a.
    register_row(programmes.programme_row, facts={"way": programmes.ON_THE_WAY})
    register_waiting(programmes.answered_by_guide, facts={"ways": programmes.GUIDE_WROTE})
    register_holding(programmes.programmes_kept, facts={"begun": programmes.BEGUN})
    # That something she began waits, without saying what; three times at most: art. 6 (1) b.
    programme_notices.connect(
        on_paper=way_letters.way_on_paper, closing_on_paper=way_letters.closing_on_paper
    )
    # To the guide she chose, as far as she said: art. 9 (2) a; she sees each look. To whoever looks
    # after people in danger, the one message that tells of it: art. 9 (2) c.
    register_look_words(
        guiding.LISTED, _("That you are on a programme, and how far, as your guide")
    )
    register_look_words(guiding.WAY, _("Your way through a programme, as your guide"))
    register_look_words(guiding.MESSAGES, _("Your messages, as your guide"))
    register_look_words(
        guiding.IN_DANGER, _("One message with your guide, because somebody may be in danger")
    )
    # To the moderators, the one message of a guide she told them about herself: art. 9 (2) a.
    register_look_words(
        guiding.TOLD, _("One message of your guide, because you told the moderators about it")
    )
    # To a doctor without an account, the one page she read herself before: art. 9 (2) a.
    register_look_words(doctor_page.LOOKED, _("Your page about a programme, with its code"))
    # To the helper desk, with a code of hers: titles of the steps and her first name: art. 6 (1) b.
    register_look_words(keying.LOOKED, _("Your first name and which steps are done, to enter some"))
    register_deeds({keying.KEYED: _("%(who)s entered a step by telephone or from paper.")})
    # To the helper desk that has her call, titles and how far, to write down what she says, as she
    # agreed when it was read out: art. 9 (2) a.
    register_on_call(offer_on_call.PROGRAMMES_ON_CALL)
    register_look_words(offer_on_call.LOOKED, offer_on_call.LOOKED_WORDS)
    register_deeds(offer_on_call.DEEDS)
    # Her child's programme, to who acts for it by law while it has no account: art. 9 (2) a.
    register_helper_link(
        HelperLink(
            Tick.ANSWER,
            _("Programmes"),
            _("Begin a programme, and go on with it"),
            lambda: reverse("education:programmes"),
            by_law=True,
        )
    )
    register_desk_code(
        "step",
        Place(lambda ticket: reverse("education:keyed_steps", args=[ticket]), keying.LOOKED),
    )
    register_content(MESSAGES)
    register_work(Hat.GUIDE, programmes.guided_work)
    register_waiting(
        programmes.asked_about_another_guide, glance=programmes.ASKED_ABOUT_ANOTHER_GUIDE
    )
    # Two members on a programme, each with a yes, write to each other in talk; the forum learns that
    # they were brought together and what they agreed to, programmes who ignores whom and whether
    # somebody said of herself that she is of age or not yet, not which: art. 9 (2) a.
    connect_talk(
        Talk(
            apart=lambda actor: kept_apart(actor=actor),
            address=lambda ref: reverse("forums:conversation", args=[ref]),
            say_first=_say_first,
        )
    )
    connect_ties(_buddies)
    register_waiting(programmes.asked_to_be_a_buddy, glance=programmes.ASKED_TO_BE_A_BUDDY)
    # To who looks after the guides, before others read it; to moderators what was reported: art. 9
    # (2) a and c.
    register_content(BUDDIES)
    register_look_words(buddy_desk.LOOKED_AT, _("What you wrote about yourself as a buddy"))
    register_look_words(
        buddy_desk.REPORTED, _("What you wrote about yourself as a buddy, because it was reported")
    )
    # To the office, which practice wants cards and where to; nothing about patients: art. 6 (1) b.
    register_work(
        Hat.ADMINISTRATOR,
        programmes.cards_to_post,
        glance="select 1 from education_cardorder where state = 'waiting'",
    )
    add_menu_word(
        frozenset({Hat.GUIDE}), 10, _("People I guide"), lambda: reverse("education:guided_people")
    )
    add_menu_word(
        frozenset({Hat.CLINICIAN}), 40, _("Cards for patients"), lambda: reverse("education:cards")
    )
    every(3600, "education.nudge", nudging.nudge_quiet)
    # To the guide she allowed to call, her number, while a call is to be made: art. 9 (2) a.
    register_look_words(
        guide_call_rows.NUMBER, _("Your telephone number, to call you as your guide")
    )
    every(900, "education.groups", programme_groups.remind_groups)
    every(3600, "education.old_asks", end_old_asks)
    every(3600, "education.quiet_calls", guide_calls.put_calls_to_quiet)
    # Questions a programme asks at its start, its end and three months on are hers, taken up by
    # herself; their answers lie with all others of hers: art. 9 (2) a.
    connect_measures(
        Measures(
            choices=for_programmes.choices,
            begin=for_programmes.take_up,
            told=lambda actor, refs, language: {
                ref: Told(one.at, one.lines, one.url, one.hers_alone)
                for ref, one in for_programmes.answered(actor, refs, language).items()
            },
            recent=for_programmes.recently,
            charts=for_programmes.charts,
        )
    )
    # Her diary beside a step that shows it, to herself; what she taps lies in her diary: art. 9 (2) a.
    connect_diary(Diary(_diary_beside, beside_steps.write_today))
    every(60, "education.stopped", stopping.tell_those_stopped)
    every(3600, "education.set_reminders", set_reminders.remind_as_set)
    every(3600, "education.asked_again", measuring.ask_again)
    register_waiting(programmes.measured_again, glance=programmes.MEASURED_AGAIN)
    every(3600, "education.wished", nudging.remind_as_wished)
    every(3600, "education.guideless", nudging.tell_guideless)
    every(3600, "education.free_guides", waiting.tell_of_free_guides)


def _buddies(actor: Actor, other: int) -> Tie | None:
    found = above_messages(actor, other)
    if found is None:
        return None
    return Tie(
        found.title, found.lines, found.note, found.url, found.link, found.end_url, found.began_at,
        found.ended_at,
    )  # fmt: skip


def _say_first(actor: Actor, back: str) -> str:
    return "" if my_age(actor=actor).side else with_next("forums:say_age", back)


def _diary_beside(actor: SignedIn) -> DiaryBeside | None:
    found = beside_steps.diary_beside(actor)
    if found is None:
        return None
    measures = [DiaryMeasure(one.ref, one.name, taps, url) for one, taps, url in found.measures]
    return DiaryBeside(measures, found.lines, found.url)


def _search() -> None:
    # Posts and pages to whoever may read them anyway, found by words that are kept for nobody:
    # art. 6 (1) b. What was not found, without who looked, to editors and moderators.
    register_provider(FINDS_PAGES)
    register_provider(PROGRAMMES_FOUND)
    register_provider(SESSIONS)
    register_provider(FINDS_POSTS)
    register_same_words(other_words)
    every(24 * 3600, "search.learn_stems", learn_stems)
    add_menu_word(
        frozenset({Hat.EDITOR}), 20, _("What people look for"), lambda: reverse("search:not_found")
    )
    add_menu_word(MODERATORS, 50, _("What people look for"), lambda: reverse("search:not_found"))
