"""The member list goes out: asked for with a reason, gathered, taken along as Excel or CSV."""

from __future__ import annotations

import csv
import io
import json
from uuid import UUID

import openpyxl
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from files.progress import SECONDS
from members.actions.list_out import ask_for_list, columns, forget_list, note_download
from members.actions.member_list import AnotherRuns
from members.asking import signed_in_actor
from members.attempts import attempt, status_of
from members.forms.member_list import AskForListForm
from members.models import MemberList
from members.queries import member_list as queries
from po_platform.access.actor import Hat
from po_platform.access.declare import only
from po_platform.kit.csv_cells import harmless

Way, State = MemberList.Way, MemberList.State
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@only(Hat.ADMINISTRATOR, fresh=True, health=True)
def ask(request: HttpRequest) -> HttpResponse:
    """Everybody's name and address in one file, with a reason they all read."""
    form = AskForListForm(request.POST or None)
    made: list[MemberList] = []
    if request.method == "POST" and form.is_valid():
        try:
            if attempt(
                form,
                lambda: made.append(
                    ask_for_list(
                        actor=signed_in_actor(request),
                        reason=form.cleaned_data["reason"],
                        language=get_language() or "en",
                    )
                ),
            ):
                return redirect("members:list_out", made[0].ref)
        except AnotherRuns:
            form.add_error(None, _("Another list is being gathered. Wait until it is ready"))
    context = {"form": form}
    return render(request, "members/office/lists/ask.html", context, status=status_of(form))


@only(Hat.ADMINISTRATOR, fresh=True, health=True)
@never_cache
def take(request: HttpRequest, ref: UUID) -> HttpResponse:
    """How far it is; when it is ready, the file; afterwards it can be put away at once."""
    actor = signed_in_actor(request)
    row = queries.list_by_ref(actor=actor, ref=ref)
    if row.way != Way.OUT:
        raise Http404
    if request.method == "POST" and "put_away" in request.POST:
        forget_list(actor=actor, row=row)
        messages.success(request, _("Put away. The list is not kept here any longer."))
        return redirect("members:member_list")
    text = queries.text_of(actor=actor, upload=row) if row.state == State.DONE else ""
    if request.method == "POST" and text:
        return _file(request, row, json.loads(text))
    context = {"list": row, "ready": bool(text)}
    response = render(request, "members/office/lists/take.html", context)
    if row.state == State.RUNNING:
        response.headers["Refresh"] = str(SECONDS)
    return response


def _file(request: HttpRequest, row: MemberList, lines: list[list[str]]) -> HttpResponse:
    kind = "csv" if request.POST.get("format") == "csv" else "xlsx"
    note_download(actor=signed_in_actor(request), row=row, kind=kind)
    with override(row.language):
        header = columns()
    made = _csv(header, lines) if kind == "csv" else _xlsx(header, lines)
    response = HttpResponse(made, content_type="text/csv; charset=utf-8" if kind == "csv" else XLSX)
    day = timezone.localdate().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="members-{day}.{kind}"'
    return response


def _csv(header: list[str], lines: list[list[str]]) -> bytes:
    """With a mark at the beginning, so that Excel reads the letters right."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(header: list[str], lines: list[list[str]]) -> bytes:
    """Every cell as text: a number keeps its zeros, and nothing is a formula."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(header)
    for line in lines:
        sheet.append([_text(sheet, cell) for cell in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text(sheet: WriteOnlyWorksheet, said: str) -> Cell:
    cell = WriteOnlyCell(sheet, value="")
    cell.value, cell.data_type = said, "s"
    return cell
