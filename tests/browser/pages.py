"""Which pages there are: what the application answers to GET, and an address for each of them."""

import datetime as dt
import re
from http import HTTPStatus
from urllib.parse import urlsplit

from pyramid.interfaces import IRoutesMapper
from pyramid.request import Request
from pyramid.security import NO_PERMISSION_REQUIRED

from ocms_core.plugins.manager import registries
from tests.common.records import TODAY
from tests.files.samples import PDF, picture

ORIENTATION = "/exports/icare/information_orientation"
TOPICS = "/lists/non_specified_topic"
MONTH = "2026-10"
PERIOD = "from=2026-10-01&to=2026-10-31"


def page_routes(registry):
    """Return name to permission of every route that answers GET with a template."""
    found = {}
    for entry in registry.introspector.get_category("views"):
        view = entry["introspectable"]
        methods = view["request_methods"] or "GET"
        related = {one.category_name: one for one in entry["related"]}
        answers = "GET" in ((methods,) if isinstance(methods, str) else methods)
        if view["route_name"] and answers and "templates" in related:
            found[view["route_name"]] = related["permissions"]["value"]
    return found


def route_of(registry, path):
    """Return the name of the route that an address leads to, or None."""
    request = Request.blank(path)
    request.registry = registry
    route = registry.getUtility(IRoutesMapper)(request)["route"]
    return route.name if route else None


def address_of(url):
    """Return path and query of a whole address."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def crawl(visitor, registry, wanted, begin=("/",)):
    """Follow the links of the pages a person may open; return route name to address."""
    found, waiting, seen = {}, list(begin), set()
    while waiting:
        address = waiting.pop(0)
        name = route_of(registry, urlsplit(address).path)
        if address in seen or name not in wanted or name in found:
            continue
        seen.add(address)
        answer = visitor.get(address, status="*", expect_errors=True)
        if answer.status_int == HTTPStatus.SEE_OTHER:
            waiting.append(address_of(answer.location))
        if answer.status_int != HTTPStatus.OK or answer.content_type != "text/html":
            continue
        found[name] = address
        links = re.findall(r'href="(/[^"#]*)', answer.text)
        waiting += [link.replace("&amp;", "&") for link in links]
    return found


def fill(page, **answers):
    """Return the form of a page that has these fields, filled in."""
    form = next(f for f in page.forms.values() if set(answers) <= set(f.fields))
    for name, value in answers.items():
        boxes = form.fields[name]
        if boxes[0].attrs.get("type") == "checkbox":
            for box in boxes:
                box.checked = box._value in value
        else:
            form[name] = value
    return form


def prepare(live):
    """Write what the pages are to show; return addresses by what they are."""
    visitor = live.visitor(live.world.north.emails["worker"])
    relative = register(visitor, first_name="Amal", last_name="Haddad", birth_date="1988-03-09")
    client = register(
        visitor, relative, first_name="Nour", last_name="Haddad", birth_date="2011-05-02"
    )
    page = visitor.get(f"/sessions/new?client={client}")
    form_page = fill(page, service_date="2026-10-05").submit().follow()
    forms = {"orientation": form_page.request.path}
    fill(
        form_page,
        topics_given=["housing", "health"],
        topics_referred=["health", "education"],
        notes="A question about schools.",
    ).submit()
    refer(live, visitor, client, forms["orientation"])
    session = re.search(r'href="(/sessions/[0-9a-f-]{36})"', form_page.text).group(1)
    for kind in ("needs_assessment", "non_specified", "information_orientation"):
        page = visitor.get(session)
        adding = next(f for f in page.forms.values() if "kind" in f.fields)
        forms[kind] = adding.submit("kind", value=kind).follow().request.path
    page = visitor.get(f"/sessions/new?client={client}&type=io_group")
    page = fill(page, service_date="2026-10-06").submit().follow()
    forms["attendee"] = page.request.path
    forms["group"] = re.search(r'href="(/sessions/[0-9a-f-]{36})"', page.text).group(1)
    for kind in ("visit", "hand_over"):
        page = visitor.get(f"/clients/{client}/notes/new?session={session.rpartition('/')[2]}")
        fill(page, text="A room is free near the school.\n\nAsk.", kind=kind).submit()
    for name, content in (("photo.png", picture("PNG")), ("letter.pdf", PDF)):
        sent = {"csrf_token": visitor.csrf_token, "kind": "letter", "description": "Signed."}
        visitor.post(
            f"/files/of-client/{client}", sent, upload_files=[("files", name, content)], status=303
        )
    note = re.search(r'href="(/notes/[0-9a-f-]{36})"', visitor.get("/notes").text).group(1)
    fill(visitor.get(f"{note}/edit"), text="A room is free.", kind="hand_over").submit()
    shown = visitor.get("/clients/new").html.find("input", attrs={"name": "statement"})["value"]
    operator = live.visitor(live.world.north.emails["operator"])
    batch = address_of(operator.send(f"{ORIENTATION}/make", {"month": MONTH}).location)
    admin = live.visitor(live.world.north.emails["admin"])
    fill(
        admin.get(f"{TOPICS}/new"), label_en="Drop-in question", label_fr="Sans rendez-vous"
    ).submit()
    fill(
        admin.get("/questions/client/new"), label_en="How did you hear of us?", kind="text"
    ).submit()
    write_directory(admin)
    people = b"First name,Last name,Gender\nEve,Nobody,Woman\nAna,Silva,Princess\nNour,Haddad,\n"
    token = re.search(r'name="csrf_token" value="([0-9a-f]+)"', admin.get("/imports").text)
    imported = {}
    for state in ("columns", "checked", "done"):
        answer = admin.post(
            "/imports/new",
            {"csrf_token": token.group(1)},
            upload_files=[("file", "people.csv", people)],
        )
        admin.drain()
        page = answer.follow()
        imported[state] = page.request.path
        if state != "columns":
            page.forms["columns-form"].submit("action", value="check")
            admin.drain()
        if state == "done":
            admin.send(f"{page.request.path}/import")
            admin.drain()
    doubled = register_twice(live, visitor)
    agree(live, visitor, admin, client)
    nobody = live.visitor()
    nobody.send("/forgotten-password", {"email": live.world.north.emails["worker"]})
    operator.drain()
    token = re.search(r"http://\S+?(/password/\S+)", nobody.mails[-1].get_content()).group(1)
    return {
        "course": teach(live, visitor, client),
        "client": f"/clients/{client}",
        "session": session,
        "note": note,
        "batch": batch,
        "imported": imported,
        "token": token,
        "named": f"/clients/new/named?statement={shown}&locale=en",
        "pair": doubled["pair"],
        "identified": f"{doubled['anonymous']}/identify",
        "identified_who": f"{doubled['anonymous']}/identify/who?statement={shown}&locale=en",
        **forms,
    }


def refer(live, worker, client, form):
    """Keep a partner, and refer the client of a form there."""
    manager = live.visitor(live.world.north.emails["manager"])
    fill(manager.get("/partners/new"), name="Harbour Clinic", city="Toronto").submit(status=303)
    page = worker.get(f"/clients/{client}/follow-ups/new?form={form.rpartition('/')[2]}")
    partner = next(
        value
        for value, _chosen, text in fill(page, kind="external").fields["partner_id"][0].options
        if text == "Harbour Clinic"
    )
    answers = {"need": "health", "due_on": "2099-11-02", "shares_data": "yes"}
    fill(page, kind="external", partner_id=partner, **answers).submit(status=303)


def write_directory(admin):
    """Put an employer, a mentor and somebody whose check has expired into the directory."""
    page = fill(admin.get("/directory/employers/new"), name="Quay Foods", sector="31")
    page.submit(status=303)
    for last_name, expiry in (("Lindqvist", ""), ("Late", "2024-01-31")):
        person = {"first_name": "Rosa", "last_name": last_name, "police_check_expiry": expiry}
        page = admin.get("/directory/people/new")
        fill(page, **person, roles=["mentor"], status="active").submit(status=303)


def register_twice(live, worker):
    """Register three people and an anonymous one; merge two and leave a pair to compare."""
    manager = live.visitor(live.world.north.emails["manager"])
    one, other, third = (
        register(worker, first_name=first, last_name=last, birth_date=born)
        for first, last, born in (
            ("Deniz", "Kaya", "1990-01-02"),
            ("Mina", "Farah", "1975-11-30"),
            ("Oksana", "Bondar", "2001-07-19"),
        )
    )
    pair = manager.send(f"/clients/{one}/duplicates", {"other": third}).follow()
    fill(pair, keep="a").submit(status=303)
    waiting = manager.send(f"/clients/{one}/duplicates", {"other": other}).location
    blank = worker.get("/clients/new/anonymous").follow()
    answer = fill(blank, gender="woman").submit(status=303)
    return {"pair": address_of(waiting), "anonymous": address_of(answer.location)}


def agree(live, visitor, admin, client):
    """Record consents of a client, one that ends soon, and bar somebody who then tries."""
    page = visitor.get(f"/clients/{client}/consents?purpose=research")
    fill(page, answer="refused", how="oral", note="Asked twice.").submit(status=303)
    page = visitor.get(f"/clients/{client}/consents?purpose=partner_sharing")
    soon = str(TODAY + dt.timedelta(days=20))
    fill(page, answer="given", how="written", valid_until=soon).submit(status=303)
    stranger = live.world.north.staff["stranger"]
    barred = {"staff": str(stranger.id), "reason": "A brother of the client."}
    admin.send(f"/clients/{client}/conflicts", barred, status=303)
    live.visitor(live.world.north.emails["stranger"]).get(f"/clients/{client}", status=404)


def begin_course(visitor, **answers):
    """Set up a course with its class calendar; return its page and its form."""
    page = visitor.get("/sessions/new?type=language_training")
    page = fill(page, service_date="2026-09-07").submit().follow()
    course = page.request.path
    main = re.search(r'href="(/forms/[0-9a-f-]{36})"', page.text).group(1)
    form = fill(
        visitor.get(main),
        course_language="eng",
        training_format="classroom",
        class_minutes="2:30",
        start_date="2026-09-07",
        end_date="2026-10-30",
        class_days=["mon", "wed"],
        **answers,
    )
    choose_first(form, "funder_id", "program_id").submit(status=303)
    visitor.send(f"{course}/course/classes/make")
    return course, main


def teach(live, visitor, client):
    """Set up a course with a learner who was certified; return its pages."""
    course, main = begin_course(visitor, course_code="L-ENG-1", total_spots="1")
    visitor.send(f"{course}/course/roster/enrol", {"client": client})
    other = register(visitor, first_name="Yara", last_name="Saleh", birth_date="1992-07-01")
    visitor.send(f"{course}/course/roster/waiting", {"client": other})
    day = fill(visitor.get(f"{course}/course/attendance/2026-09-09"), **{f"m-{client}": "late"})
    day.submit(status=303)
    visitor.send(f"{course}/course/roster/exits")
    page = visitor.get(f"{course}/course/roster")
    left = re.findall(r'href="(/forms/[0-9a-f-]{36})"', page.text)[-1]
    fill(
        visitor.get(left),
        exit_status="completed",
        certificate_issued="yes",
        certificate_listening="clb_4",
        certificate_speaking="clb_4",
        certificate_on="2026-10-30",
    ).submit(status=303)
    return [
        f"{course}/course/roster",
        f"{course}/course/classes?month=2026-09",
        f"{course}/course/attendance?month=2026-09",
        f"{course}/course/attendance/2026-09-09",
        f"{left}/certificate",
        main,
        left,
    ]


def choose_first(form, *names):
    """Choose the first answer of questions that have one."""
    for name in names:
        form[name] = next(value for value, _chosen, _text in form.fields[name][0].options if value)
    return form


def register(visitor, relative=None, **answers):
    """Register a client, of a family if a relative's number is given; return the number."""
    page = visitor.get("/clients/new" + (f"?family={relative}" if relative else ""))
    yes = next(form for form in page.forms.values() if "/clients/new/named" in form.action)
    page = yes.submit("locale", value="en").follow()
    answer = fill(page, **answers).submit()
    return re.search(r"/clients/(\d+)", answer.location).group(1)


def by_reader(live, prepared):
    """Return pairs of a reader's e-mail (None for nobody) and an address to look at."""
    registry, world = live.wsgi.registry, live.world
    routes = page_routes(registry)
    open_to_all = {name for name, one in routes.items() if one == NO_PERMISSION_REQUIRED}
    inside = set(routes) - open_to_all
    beginnings = {
        None: (
            open_to_all,
            [
                "/kiosk",
                "/kiosk/start/1.x.y",
                "/sign-in",
                "/forgotten-password/sent",
                prepared["token"],
            ],
        ),
        world.north.emails["admin"]: (inside, [*in_agency(prepared), "/"]),
        world.north.emails["worker"]: (
            inside,
            ["/", "/exports/my-month", f"{prepared['note']}/edit"],
        ),
        world.host_email: (inside, ["/host/agencies"]),
    }
    pages, reached = {}, set()
    for email, (wanted, begin) in beginnings.items():
        found = crawl(live.visitor(email), registry, wanted - reached, begin)
        pages[email] = list(found.values())
        reached |= set(found)
    missing = set(routes) - reached
    assert not missing, (
        f"No link leads to these pages: give an address of each in pages.py: {missing}"
    )
    pages[world.north.emails["admin"]] += [
        *(prepared[kind] for kind in ("orientation", "needs_assessment", "non_specified")),
        prepared["named"],
        f"{prepared['client']}?family=all",
        f"{prepared['client']}/consents?purpose=service",
        "/consents?whose=all",
        f"{prepared['client']}/files?bin=1",
        *prepared["imported"].values(),
        f"{prepared['imported']['checked']}/rows?show=double",
        f"/sessions/new?client={prepared['client'].rpartition('/')[2]}",
        *(f"/reports/{key}?{PERIOD}" for key in sorted(registries().reports.every())),
    ]
    pages[world.north.emails["worker"]] += [
        "/",
        prepared["client"],
        prepared["session"],
        prepared["note"],
        f"{prepared['client']}?kind=changes",
        "/follow-ups?list=programs&status=any",
    ]
    return [(email, address) for email, some in pages.items() for address in some]


def in_agency(prepared):
    """Return addresses that no page of a fresh agency links to."""
    return [
        prepared["information_orientation"],
        prepared["session"],
        prepared["group"],
        f"{prepared['group']}/attendance",
        f"{prepared['group']}/attendance/all",
        f"{prepared['group']}/check-in",
        f"{prepared['group']}/follow-ups/new",
        prepared["client"],
        f"{prepared['client']}/restricted",
        *prepared["course"],
        "/clients/new/anonymous",
        f"{prepared['orientation']}/follow-ups/marked",
        prepared["pair"],
        prepared["identified"],
        prepared["identified_who"],
        "/prints/intake",
        prepared["batch"],
        prepared["imported"]["columns"],
        f"{prepared['imported']['checked']}/rows",
        f"{ORIENTATION}?month={MONTH}",
        f"/reports/services_delivered/rows?{PERIOD}",
        "/workplace",
    ]
