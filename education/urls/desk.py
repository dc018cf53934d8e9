"""Writing and checking."""

from django.urls import path

from education.views import caring, checking, desk, outside, taking_in, writing

PAGE = "write/<uuid:ref>"

urlpatterns = [
    path("write", desk.desk, name="desk"),
    path("write/new", desk.new_page, name="new_page"),
    path("write/import", taking_in.bring, name="bring"),
    path("write/import/take", taking_in.take, name="take_in"),
    path("write/me", desk.contributor, name="contributor"),
    path("write/rules", desk.rules, name="rules"),
    path("write/corrections/<uuid:ref>", desk.correction, name="correction"),
    path("write/sources", caring.sources, name="sources"),
    path("write/sources/<uuid:source_ref>", caring.source, name="source"),
    path("write/words", caring.terms, name="terms"),
    path("write/words/new", caring.term, name="new_term"),
    path("write/words/<int:term_id>", caring.term, name="term"),
    path(PAGE, writing.page, name="desk_page"),
    path(f"{PAGE}/draft", writing.draft, name="draft"),
    path(f"{PAGE}/top", writing.top, name="top"),
    path(f"{PAGE}/sections", writing.add, name="add_section"),
    path(f"{PAGE}/sections/<slug:section_id>", writing.section, name="section"),
    path(f"{PAGE}/sections/<slug:section_id>/move", writing.move, name="move_section"),
    path(f"{PAGE}/sources", caring.cite, name="cite"),
    path(f"{PAGE}/sources/<uuid:source_ref>/drop", caring.uncite, name="uncite"),
    path(f"{PAGE}/preview", writing.preview, name="preview"),
    path(f"{PAGE}/translate", writing.translate, name="translate"),
    path(f"{PAGE}/easy", writing.easy, name="easy"),
    path(f"{PAGE}/send", checking.send, name="send"),
    path(f"{PAGE}/check", checking.check, name="check"),
    path(f"{PAGE}/take-back", checking.back, name="take_back"),
    path(f"{PAGE}/checklists/<slug:name>", checking.checklist, name="checklist"),
    path(f"{PAGE}/readings", checking.reading, name="reading"),
    path(f"{PAGE}/remarks", outside.remarks, name="remarks"),
    path(f"{PAGE}/remarks/<int:remark_id>", outside.settle, name="settle_remark"),
    path(f"{PAGE}/outside", outside.asked, name="outside_readers"),
    path(f"{PAGE}/outside/<uuid:reader_ref>", outside.withdraw, name="withdraw_outside"),
    path(f"{PAGE}/outside/<uuid:reader_ref>/name-off", outside.name_off, name="thanks_off"),
    path(f"{PAGE}/paper", outside.paper, name="paper"),
    path(f"{PAGE}/signed", outside.signed, name="signed"),
    path(f"{PAGE}/history", checking.history, name="history"),
    path(f"{PAGE}/compare/<int:old>/<int:new>", checking.compare, name="compare"),
    path(f"{PAGE}/urgent", caring.warn, name="urgent"),
    path(f"{PAGE}/archive", caring.archive, name="archive"),
    path(f"{PAGE}/bring-back", caring.bring_back, name="bring_back"),
]
