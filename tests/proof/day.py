"""Does what the rule says, through the application: the import, then the web pages."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from zoneinfo import ZoneInfo

from click.testing import CliRunner

from ocms_core.cli import ocms
from ocms_core.db.types import uuid7
from ocms_core.testing.app import OcmsApp
from tests.proof import rule

OLDEST = 120
DELIVERY = {label: code for code, label in rule.DELIVERY}


class Browser(OcmsApp):
    """A signed-in member of staff, who reads the page's token once."""

    def __init__(self, wsgi, email):
        super().__init__(wsgi, wsgi.registry["engine"], wsgi.registry["vault"])
        self.lint = False
        self.sign_in(email)
        self.token = self.csrf_token

    def send(self, path, fields=None, **options):
        pairs = [("csrf_token", self.token)]
        for name, value in (fields or {}).items():
            pairs += [(name, one) for one in (value if isinstance(value, list) else [value])]
        return self.post(path, pairs, **options)

    def fill(self, page, marker, answers):
        """Answer the page's form as a person without JavaScript, adding lines as needed."""
        form = next(form for form in page.forms.values() if marker in form.fields)
        for name, value in answers.items():
            if name not in form.fields:
                key = name.partition("-")[0]
                page = form.submit(f"add:{key}")
                form = next(form for form in page.forms.values() if marker in form.fields)
            boxes = form.fields[name]
            if boxes[0].attrs.get("type") == "checkbox":
                for box in boxes:
                    box.checked = box._value in value
            else:
                assert not isinstance(value, list), name
                if value or boxes[0].attrs.get("type") != "radio":
                    form[name] = value
                # Nobody can take a radio button back: the rule must not ask for it.
                assert (form[name].value or "") == value, name
        return form.submit(status=303)


class Day:
    """The staff at their desks."""

    def __init__(self, wsgi, world, west):
        self.world = world
        self.desks = {word: Browser(wsgi, world.emails[word]) for word in rule.WORKERS}
        self.admin = Browser(wsgi, world.emails["admin"])
        ircc, city = world.funders
        self.funders = {rule.IRCC: ircc.id, rule.CITY: city.id, rule.WEST: west.id}
        self.programs = {program.name: program.id for program in world.programs}

    def complete_profile(self, person, worker):
        desk, path = self.desks[worker], f"/clients/{person.number}/edit"
        answers = person.answers | {"registration_site_id": str(self.world.sites[0].id)}
        if person.i % rule.SAMPLE == 0:
            page = desk.get(path)
            assert person.name in page
            desk.fill(page, "first_name", answers)
        else:
            desk.send(path, answers, status=303)

    def register_anonymous(self, at):
        answers = {"id": str(uuid7()), "registration_date": "2026-06-15", "gender": "woman"}
        made = self.desks["worker"].send("/clients/new/anonymous", answers, status=303)
        number = int(re.search(r"/clients/(\d+)$", made.location).group(1))
        return rule.Person(-1 - at, number, told={"gender": "Woman"})

    def serve(self, services):
        """Make the sessions of one person and save their forms."""
        sessions = defaultdict(list)
        for service in services:
            sessions[service.session].append(service)
        for together in sessions.values():
            self._session(together)

    def _session(self, services):
        first = services[0]
        desk, by_page = self.desks[first.worker], first.person.i % rule.SAMPLE == 0
        when = {
            "service_date": first.day.isoformat(),
            "site_id": str(self.world.sites[first.site].id),
            "delivery_method": DELIVERY[first.delivery],
        }
        payers = [first.funder] + [rule.CITY] * (first.other_payer and first.funder != rule.CITY)
        funders = [str(self.funders[name]) for name in payers]
        number = str(first.person.number)
        if by_page:
            opened = desk.fill(
                desk.get(f"/sessions/new?client={number}"),
                "service_date",
                when | {"funders": funders},
            )
        else:
            workers = [str(self.world.staff[first.worker].id)]
            people = {"id": str(uuid7()), "client": number, "funders": funders, "workers": workers}
            opened = desk.send("/sessions/new", when | people, status=303)
        session = opened.request.POST["id"]
        form = opened.location
        for service in services:
            if service.kind == rule.NEEDS:
                path = f"/sessions/{session}"
                page = desk.get(path)
                client = re.search(r'name="client" value="([0-9a-f-]{36})"', page.text).group(1)
                more = {"client": client, "kind": rule.NEEDS, "form_id": str(uuid7())}
                form = desk.send(f"{path}/forms", more, status=303).location
            answers = service.answers | {
                "funder_id": str(self.funders[service.funder]),
                "program_id": str(self.programs[service.program]),
            }
            if by_page:
                desk.fill(desk.get(form), "program_id", answers)
            else:
                desk.send(form, answers, status=303)


def import_people(febrl, folder):
    """Import the list; return its rows by the client numbers they must have got.

    Whoever was born more than 120 years ago is refused, and imported again without the date;
    whoever has no name stays out. The world's own client is number 1.
    """
    people = list(febrl.people())
    first_year = dt.datetime.now(ZoneInfo("America/Toronto")).year - OLDEST
    old = [row for row in people if int(row["Date of birth"][:4] or first_year) < first_year]
    again = [row | {"Date of birth": ""} for row in old]
    named = [row for row in again if row["First name"] or row["Last name"]]
    taken = [row for row in people if row not in old]
    path = folder / "people.csv"
    for rows, count in ((people, len(taken)), (again, len(named))):
        febrl.write_clients(path, rows)
        options = ["--agency", "north", "--write", "--keep-doubles"]
        command = ["import", "clients", str(path), *options]
        done = CliRunner().invoke(ocms, command, catch_exceptions=False)
        assert f"{count} clients were imported." in done.output
    return dict(enumerate([*taken, *named], start=2))
