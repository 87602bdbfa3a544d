"""What each line of the access log means: the kind of reading, and a sentence for people.

A line keeps the route that showed the client. THE table of the core's routes is here; a plugin adds
its own by ``config.add_access_action``. tests/audit holds every route that can show a client to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pyramid.config import Configurator

from ocms_core.i18n import _

VIEW, SEARCH, CHANGE, PRINT = "view", "search", "change", "print"
DOWNLOAD, EXPORT, IMPORT, REFUSED = "download", "export", "import", "refused"

KINDS = {
    VIEW: _("Seen on a page"),
    SEARCH: _("Found by a search"),
    CHANGE: _("Changed"),
    PRINT: _("Printed"),
    DOWNLOAD: _("Downloaded"),
    EXPORT: _("Exported"),
    IMPORT: _("Imported"),
    REFUSED: _("Refused attempts"),
}


class Action(NamedTuple):
    """One thing that shows clients: its kind, and the sentence that follows a person's name."""

    kind: str
    sentence: str


ELSE = {
    "GET": Action(VIEW, _("opened a page that shows the client")),
    "POST": Action(CHANGE, _("worked on a page that shows the client")),
}
"""For lines of plugins that are no longer installed."""

ACTIONS: dict[str, Action] = {
    "GET home": Action(VIEW, _("saw the client on the dashboard")),
    "GET clients.find": Action(VIEW, _("saw the client in the list of clients")),
    "POST clients.find": Action(SEARCH, _("found the client by a search")),
    "GET clients.detail": Action(VIEW, _("opened the client’s page")),
    "GET clients.edit": Action(VIEW, _("opened the profile")),
    "POST clients.edit": Action(CHANGE, _("saved the profile")),
    "GET clients.new": Action(VIEW, _("began to register a relative of the client")),
    "GET clients.register": Action(VIEW, _("began to register a relative of the client")),
    "POST clients.alike": Action(
        SEARCH, _("was shown the client while registering somebody alike")
    ),
    "POST clients.register": Action(CHANGE, _("registered the client, or met them as a double")),
    "GET clients.profile": Action(VIEW, _("opened the profile")),
    "GET clients.edit_part": Action(VIEW, _("opened a part of the profile")),
    "POST clients.edit_part": Action(CHANGE, _("saved a part of the profile")),
    "GET clients.family": Action(VIEW, _("opened the client’s family")),
    "POST clients.family": Action(CHANGE, _("changed the client’s family")),
    "POST clients.family_find": Action(SEARCH, _("found the client while looking for relatives")),
    "GET clients.identify": Action(VIEW, _("began to identify an anonymous client")),
    "GET clients.identify_who": Action(VIEW, _("began to identify an anonymous client")),
    "POST clients.identify_who": Action(SEARCH, _("found the client while identifying somebody")),
    "POST clients.identify_same": Action(CHANGE, _("identified the client")),
    "GET clients.identify_profile": Action(VIEW, _("began to identify an anonymous client")),
    "POST clients.identify_profile": Action(CHANGE, _("identified the client")),
    "GET clients.duplicates": Action(VIEW, _("looked for doubles of the client")),
    "POST clients.duplicates": Action(CHANGE, _("suggested to merge the client with another")),
    "GET duplicates.list": Action(VIEW, _("saw the client in the list of duplicates")),
    "GET duplicates.pair": Action(VIEW, _("compared the client with another")),
    "POST duplicates.pair": Action(CHANGE, _("merged the client with another, or tried to")),
    "GET duplicates.merges": Action(VIEW, _("saw the client in the list of merges")),
    "POST duplicates.judge": Action(CHANGE, _("said whether two records are one person")),
    "POST duplicates.undo": Action(CHANGE, _("undid a merge of the client")),
    "POST duplicates.scan": Action(SEARCH, _("had the whole agency searched for duplicates")),
    "GET files.thumbnail": Action(VIEW, _("saw a file about the client as a small picture")),
    "GET imports.list": Action(VIEW, _("opened the imports")),
    "POST imports.upload": Action(IMPORT, _("uploaded a table of clients")),
    "GET imports.batch": Action(VIEW, _("opened an import with the client in it")),
    "POST imports.columns": Action(IMPORT, _("checked a table with the client in it")),
    "GET imports.rows": Action(VIEW, _("saw the client among the rows of an import")),
    "POST imports.choose": Action(IMPORT, _("chose what an import does with the client")),
    "GET imports.rejected": Action(DOWNLOAD, _("downloaded rows of an import to correct them")),
    "POST imports.corrected": Action(IMPORT, _("uploaded corrected rows of an import")),
    "POST imports.step": Action(IMPORT, _("imported a table of clients, or took it back")),
    "JOB imports.write": Action(IMPORT, _("imported the client from a file")),
    "GET imports.template": Action(VIEW, _("downloaded the empty table for an import")),
    "GET clients.access": Action(VIEW, _("looked up who has seen the client")),
    "GET clients.print": Action(PRINT, _("opened the intake form to print it")),
    "GET clients.print_pdf": Action(PRINT, _("saved the intake form as PDF")),
    "GET clients.export": Action(VIEW, _("opened the export of clients")),
    "POST clients.export": Action(EXPORT, _("exported the client with others to a file")),
    "GET prints.intake": Action(PRINT, _("opened the empty intake form")),
    "GET prints.intake_pdf": Action(PRINT, _("saved the empty intake form as PDF")),
    "GET prints.clients": Action(PRINT, _("opened a list of clients to print it")),
    "GET prints.clients_pdf": Action(PRINT, _("saved a list of clients as PDF")),
    "GET prints.emergency": Action(PRINT, _("opened the emergency contacts to print them")),
    "GET prints.emergency_pdf": Action(PRINT, _("saved the emergency contacts as PDF")),
    "GET clients.emergency": Action(PRINT, _("opened the emergency contacts to print them")),
    "GET clients.emergency_pdf": Action(PRINT, _("saved the emergency contacts as PDF")),
    "GET access.list": Action(VIEW, _("read the access log")),
    "POST access.export": Action(EXPORT, _("exported the access log")),
    "GET changes.list": Action(VIEW, _("read the change history")),
    "GET clients.consents": Action(VIEW, _("opened the consents")),
    "POST clients.consents": Action(CHANGE, _("took down a consent")),
    "GET consents.list": Action(VIEW, _("saw the client in the list of consents")),
    "GET clients.conflicts": Action(VIEW, _("opened who is kept from the client")),
    "POST clients.conflicts": Action(CHANGE, _("kept somebody from the client")),
    "POST conflicts.lift": Action(CHANGE, _("let somebody see the client again")),
    "GET clients.restricted": Action(VIEW, _("looked at what could be opened in an emergency")),
    "POST clients.restricted": Action(
        VIEW, _("opened the services of other programs in an emergency")
    ),
    "POST clients.restricted_close": Action(
        VIEW, _("closed the services of other programs after an emergency")
    ),
    "GET emergency.list": Action(VIEW, _("saw the client among what was opened in an emergency")),
    "POST emergency.review": Action(VIEW, _("looked at an opening in an emergency")),
    "GET conflicts.list": Action(VIEW, _("saw the client in the list of conflict blocks")),
    "GET notes.list": Action(VIEW, _("saw the client in the list of notes")),
    "POST notes.list": Action(SEARCH, _("found a note about the client by a search")),
    "GET notes.new": Action(VIEW, _("began a note about the client")),
    "POST notes.new": Action(CHANGE, _("wrote a note about the client")),
    "GET notes.detail": Action(VIEW, _("read a note about the client")),
    "GET notes.edit": Action(VIEW, _("read a note about the client")),
    "POST notes.edit": Action(CHANGE, _("changed a note about the client")),
    "POST notes.withdraw": Action(CHANGE, _("withdrew a note about the client")),
    "POST notes.done": Action(CHANGE, _("settled a note about the client")),
    "GET sessions.list": Action(VIEW, _("saw the client in the list of sessions")),
    "GET sessions.new": Action(VIEW, _("began a session with the client")),
    "POST sessions.new": Action(CHANGE, _("began a session with the client")),
    "GET sessions.detail": Action(VIEW, _("opened a session of the client")),
    "POST sessions.detail": Action(
        SEARCH, _("found the client while adding somebody to a session")
    ),
    "GET sessions.edit": Action(VIEW, _("opened a session of the client")),
    "POST sessions.edit": Action(CHANGE, _("changed a session of the client")),
    "POST sessions.add_client": Action(CHANGE, _("added the client to a session")),
    "POST sessions.visit": Action(CHANGE, _("changed a session of the client")),
    "POST sessions.note": Action(CHANGE, _("wrote a note about the client")),
    "POST sessions.add_family": Action(
        CHANGE, _("added family members to a session of the client")
    ),
    "POST sessions.remove_client": Action(CHANGE, _("took the client off a session")),
    "POST sessions.copy_answers": Action(
        CHANGE, _("copied answers between forms of one session, one of them the client’s")
    ),
    "POST sessions.delete": Action(CHANGE, _("removed a session that had nobody on it")),
    "POST sessions.add_form": Action(CHANGE, _("added a form of the client")),
    "POST forms.alone": Action(CHANGE, _("began or opened a form that the client has once")),
    "GET forms.edit": Action(VIEW, _("opened a form of the client")),
    "POST forms.edit": Action(CHANGE, _("saved a form of the client")),
    "GET forms.print": Action(PRINT, _("opened a form of the client to print it")),
    "GET forms.print_pdf": Action(PRINT, _("saved a form of the client as PDF")),
    "GET sessions.print": Action(PRINT, _("opened a session of the client to print it")),
    "GET sessions.print_pdf": Action(PRINT, _("saved a session of the client as PDF")),
    "POST forms.delete": Action(CHANGE, _("removed a form of the client")),
    "POST forms.draft": Action(CHANGE, _("typed into a form or the profile of the client")),
    "POST forms.discard_draft": Action(CHANGE, _("threw away a draft about the client")),
    "GET clients.files": Action(VIEW, _("opened the client’s files")),
    "POST files.add": Action(CHANGE, _("added a file to the client")),
    "POST files.add_to_form": Action(CHANGE, _("added a file to a form of the client")),
    "GET files.download": Action(DOWNLOAD, _("downloaded a file of the client")),
    "GET files.edit": Action(VIEW, _("opened what is said of a file")),
    "POST files.edit": Action(CHANGE, _("changed what is said of a file")),
    "POST files.remove": Action(CHANGE, _("put a file of the client into the bin")),
    "POST files.restore": Action(CHANGE, _("restored a file of the client")),
    "GET clients.follow_ups": Action(VIEW, _("opened the client’s tasks and referrals")),
    "GET follow_ups.list": Action(VIEW, _("saw the client in a list of tasks and referrals")),
    "GET follow_ups.new": Action(VIEW, _("began a task or referral for the client")),
    "POST follow_ups.new": Action(CHANGE, _("wrote a task or referral for the client")),
    "GET follow_ups.of_session": Action(VIEW, _("began a task of a session with the client")),
    "POST follow_ups.of_session": Action(CHANGE, _("wrote a task of a session with the client")),
    "POST follow_ups.begin": Action(CHANGE, _("typed into a form or the profile of the client")),
    "GET follow_ups.marked": Action(VIEW, _("opened which referrals a form marks")),
    "POST follow_ups.marked": Action(CHANGE, _("recorded the referrals that a form marks")),
    "GET follow_ups.detail": Action(VIEW, _("opened a task or referral of the client")),
    "GET follow_ups.edit": Action(VIEW, _("opened a task or referral of the client")),
    "POST follow_ups.edit": Action(CHANGE, _("changed a task or referral of the client")),
    "POST follow_ups.status": Action(CHANGE, _("changed a task or referral of the client")),
    "POST follow_ups.answer": Action(CHANGE, _("answered a referral of the client")),
    "GET directory.person": Action(
        VIEW, _("saw the client among the matches of a mentor or tutor")
    ),
    "GET clients.match": Action(VIEW, _("looked for a mentor or tutor for the client")),
    "GET follow_ups.print": Action(PRINT, _("opened a referral of the client to print it")),
    "GET follow_ups.print_pdf": Action(PRINT, _("saved a referral of the client as PDF")),
    "GET reports.list": Action(VIEW, _("opened the reports")),
    "GET reports.run": Action(VIEW, _("ran a report that names the client")),
    "GET reports.rows": Action(VIEW, _("looked into a figure that counts the client")),
    "GET exports.list": Action(VIEW, _("opened the funders’ files")),
    "GET exports.history": Action(VIEW, _("saw which funders’ files were made")),
    "GET exports.check": Action(VIEW, _("checked a funder’s file that needs the client")),
    "GET exports.problems": Action(DOWNLOAD, _("downloaded a list of what is to be corrected")),
    "GET exports.draft": Action(DOWNLOAD, _("downloaded the draft of a funder’s file")),
    "GET exports.mine": Action(VIEW, _("looked at the month’s corrections")),
    "POST exports.make": Action(EXPORT, _("made a funder’s file")),
    "GET exports.batch": Action(VIEW, _("opened a funder’s file that was made")),
    "GET exports.download": Action(DOWNLOAD, _("downloaded a funder’s file with the client in it")),
    "GET exports.zip": Action(DOWNLOAD, _("downloaded a funder’s file with the client in it")),
    "POST exports.undo": Action(CHANGE, _("took a funder’s file back")),
    "POST exports.uploaded": Action(CHANGE, _("marked a funder’s file as uploaded")),
}


def action_of(actions: Mapping[str, Action], name: str) -> Action:
    """Return what a line's action means; HEAD is GET."""
    verb, _blank, route = name.partition(" ")
    verb = "GET" if verb == "HEAD" else verb
    return actions.get(f"{verb} {route}") or ELSE.get(verb, ELSE["POST"])


def add_access_action(config: Configurator, name: str, kind: str, sentence: str) -> None:
    """Say what ``"GET route.name"`` means in the access log.

    kind: one of KINDS; sentence: goes on from a person's name, such as "opened the plan".
    """
    if kind not in KINDS:
        raise ValueError(f"no such kind of access: {kind!r}")
    config.registry["access_actions"][name] = Action(kind, sentence)


def includeme(config: Configurator) -> None:
    """Offer the table, and plugins the directive for their own pages."""
    config.registry["access_actions"] = dict[str, Any](ACTIONS)
    config.add_directive("add_access_action", add_access_action)
