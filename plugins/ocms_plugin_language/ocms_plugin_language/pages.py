"""Registers the pages of a course: routes, views, words of the access log, help."""

from __future__ import annotations

from pyramid.config import Configurator

from ocms_core.security.permissions import Permission
from ocms_plugin_language.i18n import _


def includeme(config: Configurator) -> None:
    """Add the pages."""
    config.include("ocms_plugin_language.routes")
    config.scan("ocms_plugin_language.views")
    config.add_static_folder("ocms_plugin_language", "ocms_plugin_language:static")
    config.add_help_topic(
        "language",
        _("Language courses"),
        "ocms_plugin_language:help/language",
        permission=Permission.SESSION_READ,
        order=60,
    )
    for action, kind, sentence in (
        ("GET language.roster", "view", _("saw the client on the roster of a course")),
        ("POST language.roster", "search", _("found the client by a search for a course")),
        ("POST language.enrol", "change", _("enrolled the client in a course")),
        ("POST language.wait", "change", _("changed the client’s place on a waiting list")),
        ("POST language.exits", "change", _("began the client’s exit form of a course")),
        ("GET language.classes", "view", _("opened the calendar of the client’s course")),
        ("POST language.make_classes", "change", _("made the calendar of the client’s course")),
        ("POST language.change_class", "change", _("changed a class of the client’s course")),
        ("GET language.attendance", "view", _("opened the attendance of the client’s course")),
        ("POST language.attendance", "change", _("took the attendance of the client’s course")),
        ("GET language.class_day", "view", _("opened a class of the client’s course")),
        ("POST language.class_day", "change", _("took the attendance of a class of the client")),
        ("GET language.certificate", "print", _("opened the client’s certificate to print it")),
        ("GET language.certificate_pdf", "print", _("saved the client’s certificate as PDF")),
    ):
        config.add_access_action(action, kind, sentence)
