"""The administrator's pages."""

from django.urls import path

from members.views import (
    clinics_office,
    help_desk,
    letters,
    lost_factor,
    member_list,
    member_list_out,
    office,
    organisation,
    people_office,
    post,
    taking_in,
    window_letters,
)

urlpatterns = [
    path("office", office.office, name="office"),
    path("office/joiners", office.joiners, name="joiners"),
    path("office/joiners/<int:request_id>", office.joiner, name="joiner"),
    path("office/invite", office.invite, name="invite"),
    path("office/invite/letter", window_letters.invitation, name="invitation_letter"),
    path("office/log", office.log, name="log"),
    # People
    path("office/people", people_office.people, name="people"),
    path("office/people/new", taking_in.take_in, name="take_in"),
    path("office/people/<uuid:ref>", people_office.person, name="person"),
    path("office/people/<uuid:ref>/state", people_office.state, name="person_state"),
    path("office/people/<uuid:ref>/roles", people_office.give, name="give_role"),
    path("office/people/<uuid:ref>/roles/<int:holding_id>", people_office.end, name="end_role"),
    path("office/people/<uuid:ref>/identity", people_office.identity, name="person_identity"),
    # Help at the telephone
    path("office/people/<uuid:ref>/sign-in", help_desk.sign_in_help, name="sign_in_help"),
    path("office/people/<uuid:ref>/address", help_desk.address, name="person_address"),
    path("office/people/<uuid:ref>/card", taking_in.card, name="person_card"),
    path("office/people/<uuid:ref>/card/letter", window_letters.card, name="card_letter"),
    path("office/people/<uuid:ref>/sessions", help_desk.sign_out, name="person_sign_out"),
    path("office/people/<uuid:ref>/mail", help_desk.mail, name="resume_mail"),
    path("office/people/<uuid:ref>/second-factor", lost_factor.factor, name="office_factor"),
    path("lost-factor", lost_factor.lost_factor, name="lost_factor"),
    # The association's own list
    path("office/list", member_list.member_list, name="member_list"),
    path("office/list/new", member_list.upload, name="upload_list"),
    path("office/list/invite", member_list.invite_from_list, name="invite_from_list"),
    path("office/list/forget", member_list.forgetting, name="forgetting"),
    path("office/list/out", member_list_out.ask, name="ask_for_list"),
    path("office/list/out/<uuid:ref>", member_list_out.take, name="list_out"),
    path("office/list/<uuid:ref>", member_list.look, name="look_at_list"),
    path("office/list/<uuid:ref>/columns", member_list.match, name="match_list"),
    path("office/people/<uuid:ref>/list", member_list.number, name="person_list_number"),
    path("office/people/<uuid:ref>/list/settled", member_list.settled, name="list_settled"),
    path("office/people/<uuid:ref>/take-in", taking_in.take_in_listed, name="take_in_listed"),
    path("office/people/<uuid:ref>/post", post.person_post, name="person_post"),
    # Letters
    path("office/letters", letters.letters, name="letters"),
    path("office/letters/head", post.head, name="letter_head"),
    path("office/letters/sample", post.sample, name="letter_sample"),
    path("office/letters/<uuid:ref>", letters.batch, name="letter_batch"),
    path("office/letters/<uuid:ref>/file", letters.batch_file, name="letter_file"),
    path("office/letters/<uuid:ref>/posted", letters.posted, name="letters_posted"),
    path("office/letters/<int:letter_id>/returned", letters.returned, name="letter_returned"),
    path("office/letters/<int:letter_id>/again", letters.again, name="letter_again"),
    # Clinics
    path("office/clinics", clinics_office.clinics, name="office_clinics"),
    path("office/clinics/new", clinics_office.new_clinic, name="new_clinic"),
    path("office/clinics/<int:clinic_id>", clinics_office.clinic, name="office_clinic"),
    path("office/clinics/<int:clinic_id>/name", clinics_office.change_clinic, name="change_clinic"),
    path(
        "office/clinics/<int:clinic_id>/people/<int:membership_id>",
        clinics_office.leave_clinic,
        name="leave_clinic",
    ),
    # The organisation
    path("office/organisation", organisation.organisation, name="organisation"),
    path("office/organisation/name", organisation.name, name="organisation_name"),
    path("office/organisation/colours", organisation.colours, name="organisation_colours"),
    path("office/organisation/logo", organisation.logo, name="organisation_logo"),
    path("office/organisation/joining", organisation.joining, name="organisation_joining"),
    path("office/organisation/texts", organisation.texts, name="organisation_texts"),
]
