"""A worker's day without JavaScript: register, begin a session, fill in a form."""

import re

from sqlalchemy import select

from ocms_core.clients.models import Client
from ocms_core.db import scope


def fill(form, answers):
    """Set fields of a page's form by name."""
    for name, value in answers.items():
        field = form.fields[name][0]
        if field.attrs.get("type") == "checkbox":
            for box in form.fields[name]:
                box.checked = box._value in value
        else:
            form[name] = value


def register(app, **answers):
    page = app.get("/clients/new").forms
    yes = next(form for form in page.values() if "/clients/new/named" in form.action)
    page = yes.submit("locale", value="en").follow()
    form = next(f for f in page.forms.values() if "first_name" in f.fields)
    fill(form, {"first_name": "Olena", "last_name": "Kovalenko", **answers})
    return form.submit(status="*")


def test_register_a_client_then_serve_them(app, world):
    app.sign_in(world.north.emails["worker"])
    answer = register(app, gender="woman", birth_date="1988-03-09")
    assert answer.status_int == 303
    dashboard = answer.follow()
    assert "Olena Kovalenko" in dashboard
    number = re.search(r"/clients/(\d+)", answer.location).group(1)

    page = app.get(f"/sessions/new?client={number}")
    form = next(f for f in page.forms.values() if "service_date" in f.fields)
    page = form.submit().follow()
    assert "Information and orientation" in page
    form = next(f for f in page.forms.values() if "topics_given" in f.fields)
    fill(form, {"topics_given": ["housing", "health"]})
    page = form.submit().follow()
    assert "Complete" in page
    page = app.get(f"/clients/{number}")
    assert "Information and orientation" in page


def test_the_same_page_posted_twice_makes_one_client(app, world):
    app.sign_in(world.north.emails["worker"])
    first = register(app)
    number = re.search(r"/clients/(\d+)", first.location).group(1)
    again = app.post(first.request.path, first.request.POST)
    assert again.location.endswith(f"/clients/{number}")


def test_likely_duplicate_asks_for_a_word(app, world):
    app.sign_in(world.north.emails["worker"])
    register(app, birth_date="1988-03-09")
    answer = register(app, birth_date="1988-03-09")
    assert answer.status_int == 422
    assert "Is it one of these?" in answer
    form = next(f for f in answer.forms.values() if "first_name" in f.fields)
    assert form["first_name"].value == "Olena"
    form["sure"] = "  "
    assert form.submit(status="*").status_int == 422
    form["sure"] = "a cousin of the same name"
    assert form.submit(status="*").status_int == 303
    with app.open_session() as session:
        scope.enter(session, world.north.id)
        words = select(Client.new_because).where(Client.new_because.is_not(None))
        assert session.scalars(words).all() == ["a cousin of the same name"]


def test_the_page_tells_while_it_is_filled_who_is_registered_already(app, world):
    app.sign_in(world.north.emails["worker"])
    register(app, birth_date="1988-03-09")
    asked = {"first_name": "Olena", "last_name": "Kovalenko", "birth_date": "1988-09-03"}
    answer = app.send("/clients/new/named/alike", asked)
    assert "Perhaps registered already" in answer
    assert "Date of birth with day and month exchanged" in answer
    assert "Perhaps" not in app.send("/clients/new/named/alike", {"first_name": "Olena"})

    # Who only may be the same is shown, and asks nothing of whoever registers the other.
    asked["birth_date"] = "1988-01-01"
    assert "Perhaps registered already" in app.send("/clients/new/named/alike", asked)
    assert register(app, birth_date="1988-01-01").status_int == 303
