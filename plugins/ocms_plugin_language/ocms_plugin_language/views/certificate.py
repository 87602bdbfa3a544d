"""The certificate of somebody who completed a course, in English or French, to print."""

from __future__ import annotations

from typing import Any

from pyramid.request import Request
from pyramid.response import Response
from pyramid.view import view_config
from sqlalchemy import select

from ocms_core.db.types import parse_uuid7
from ocms_core.errors import NotFoundError
from ocms_core.forms.pages import today_of
from ocms_core.forms.services import FormService
from ocms_core.prints.language import ReadIn, language_of
from ocms_core.prints.page import Print, page_of, pdf_of
from ocms_core.security.permissions import Permission
from ocms_core.web.derivers import Params
from ocms_plugin_language.learners import CourseEnrolment, CourseExit, course_of
from ocms_plugin_language.lookups import COURSE_LANGUAGE, levels_of

READ: dict[str, Any] = {"permission": Permission.SESSION_READ, "params": Params("language")}


def certificate(request: Request) -> tuple[Print, CourseExit]:
    """Return the certificate of an exit form; raise NotFoundError where none was issued."""
    key = parse_uuid7(request.matchdict["id"])
    form = FormService(request.db, request.plugins.forms).require(key)
    if not isinstance(form, CourseExit) or not form.certificate_issued or not form.is_complete:
        raise NotFoundError("no certificate was issued")
    reader: Any = ReadIn(request, language_of(request))
    course = course_of(request.db, form.session_id)
    enrolment = request.db.scalars(
        select(CourseEnrolment).where(
            CourseEnrolment.session_id == form.session_id,
            CourseEnrolment.client_id == form.client_id,
        )
    ).first()
    locale = reader.locale_name
    printed = Print(
        reader,
        "ocms_plugin_language:templates/certificate_sheet.pt",
        name=f"certificate-{form.certificate_on}",
        values={
            "agency": request.agency.title(locale),
            "client": form.client,
            "course": course,
            "form": form,
            "first_class": enrolment.first_class if enrolment else None,
            "taught": COURSE_LANGUAGE.label(course.course_language, locale)
            if course and course.course_language
            else "",
            "levels": levels_of(course.course_language if course else None),
            "today": today_of(request),
        },
    )
    return printed, form


@view_config(
    route_name="language.certificate",
    renderer="ocms_plugin_language:templates/certificate.pt",
    **READ,
)
def show_certificate(request: Request) -> dict[str, Any]:
    """Show the certificate, ready to print."""
    printed, form = certificate(request)
    return {**page_of(request, printed), "record": form}


@view_config(route_name="language.certificate_pdf", **READ)
def certificate_pdf(request: Request) -> Response:
    """Give the certificate in a PDF."""
    return pdf_of(request, certificate(request)[0])
