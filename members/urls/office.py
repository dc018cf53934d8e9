"""The administrator's pages."""

from django.urls import path

from members.views import (
    clinics_office,
    ending,
    help_desk,
    lost_factor,
    office,
    organisation,
    people_office,
    taking_in,
)

urlpatterns = [
    path("office", office.office, name="office"),
    path("office/joiners", office.joiners, name="joiners"),
    path("office/joiners/<int:request_id>", office.joiner, name="joiner"),
    path("office/invite", office.invite, name="invite"),
    path("office/log", office.log, name="log"),
    # People
    path("office/people", people_office.people, name="people"),
    path("office/people/new", taking_in.take_in, name="take_in"),
    path("office/people/<uuid:ref>", people_office.person, name="person"),
    path("office/people/<uuid:ref>/state", people_office.state, name="person_state"),
    path("office/people/<uuid:ref>/left", ending.left, name="person_left"),
    path("office/people/<uuid:ref>/died", ending.died, name="person_died"),
    path("office/people/<uuid:ref>/ending", ending.ending, name="person_ending"),
    path("office/people/<uuid:ref>/ending/back", ending.back, name="take_back_ending"),
    path("office/people/<uuid:ref>/ending/letter", ending.letter, name="family_letter"),
    path("office/people/<uuid:ref>/roles", people_office.give, name="give_role"),
    path("office/people/<uuid:ref>/roles/<int:holding_id>", people_office.end, name="end_role"),
    path("office/people/<uuid:ref>/identity", people_office.identity, name="person_identity"),
    # Help at the telephone
    path("office/people/<uuid:ref>/sign-in", help_desk.sign_in_help, name="sign_in_help"),
    path("office/people/<uuid:ref>/address", help_desk.address, name="person_address"),
    path("office/people/<uuid:ref>/card", taking_in.card, name="person_card"),
    path("office/people/<uuid:ref>/sessions", help_desk.sign_out, name="person_sign_out"),
    path("office/people/<uuid:ref>/mail", help_desk.mail, name="resume_mail"),
    path("office/people/<uuid:ref>/second-factor", lost_factor.factor, name="office_factor"),
    path("lost-factor", lost_factor.lost_factor, name="lost_factor"),
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
