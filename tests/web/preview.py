"""Pages made of invented data that show every macro: to look at, and for tests to examine.

`python tests/web/preview.py [PORT]` serves them at /form, /read, /list, /home, /sign-in and
/errors, in English and, with ?l=fr, in French.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from babel.messages.pofile import read_po
from pyramid.config import Configurator
from pyramid.i18n import TranslationString
from pyramid.response import Response
from pyramid.session import SignedCookieSessionFactory

from ocms_core.forms.rendering import FieldView, FormView, Option, RowView, SectionView

SUPPORTED = {"name": "support", "op": "eq", "value": "yes"}
IDLE_MINUTES = 20
ROOT = Path(__file__).parents[2]
PAGES = ("form", "errors", "read", "list", "home", "search", "sign-in")


def ask(
    key: str, kind: str, label: str, hint: str | None = None, raw: Any = "", **rest: Any
) -> FieldView:
    """Return a question as the form engine would."""
    text = rest.pop("text", "")
    return FieldView(key, key, kind, label, hint, raw, text, **rest)


class Html(str):
    """Markup made by our own code."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def options(*labels: str, chosen: tuple[int, ...] = ()) -> list[Option]:
    return [Option(f"c{n}", label, n in chosen) for n, label in enumerate(labels)]


def long_list(*labels: str) -> Html:
    return Html(
        "".join(f'<option value="c{n}">{escape(label)}</option>' for n, label in enumerate(labels))
    )


def child(index: int | str, age: int = 0, kind: int = 0) -> RowView:
    return RowView(
        str(index),
        "",
        [
            ask(
                f"children-{index}-age",
                "choice",
                "Age of the child",
                text="Toddler",
                options=options(
                    "Infant (6 to 18 months)", "Toddler (19 months to 2 years)", chosen=(age,)
                ),
            ),
            ask(
                f"children-{index}-care",
                "choice",
                "Type of care",
                text="Short-term",
                options=options("Short-term", "Long-term", chosen=(kind,)),
            ),
        ],
    )


def make_form(*, broken: bool = False) -> FormView:
    topics = [
        ("a", "Overview of Canada"),
        ("b", "Sources of information"),
        ("c", "Rights and freedoms"),
        ("d", "Canadian law and justice"),
        ("e", "Important documents"),
        ("f", "Improving English or French"),
        ("g", "Employment and income"),
        ("h", "Education and finding schools for children under eighteen"),
        ("i", "Housing"),
        ("j", "Health"),
    ]
    service = [
        ask(
            "funder",
            "choice",
            "Service funded by",
            green=True,
            text="Immigration, Refugees and Citizenship Canada",
            raw="c0",
            options_html=long_list(
                "Immigration, Refugees and Citizenship Canada", "City of Hamilton"
            ),
        ),
        ask(
            "start",
            "date",
            "Start date of the service",
            needed_by=["iCARE"],
            needed_missing=True,
            raw="2026-31-11" if broken else "",
            input_type="text" if broken else "date",
            errors=["Write the date as year, month and day, such as 2026-11-23."] if broken else [],
        ),
        ask(
            "minutes",
            "minutes",
            "Time spent",
            hint="In minutes, in steps of five.",
            raw="80",
            text="1 h 20 min",
            inputmode="numeric",
        ),
        ask(
            "status",
            "choice",
            "Status of the service",
            green=True,
            green_missing=True,
            options=options("Ongoing", "Completed", "Ended early"),
            errors=["Choose one of the answers listed."] if broken else [],
        ),
        ask(
            "language",
            "choice",
            "Language of the service",
            needed_by=["iCARE"],
            text="Dari",
            options_html=long_list("Arabic", "Dari", "French", "Tigrinya", "Ukrainian"),
        ),
        ask("fee", "money", "Fee paid", raw="12.50", text="$12.50", inputmode="decimal"),
        ask("arrived", "partial_date", "In Canada since", hint="A year alone will do."),
        ask("at", "time", "Began at", input_type="time", raw="10:30", text="10:30"),
    ]
    support = [
        ask(
            "support",
            "yes_no",
            "Support services received",
            green=True,
            needed_by=["iCARE"],
            text="Yes",
            options=[Option("yes", "Yes", selected=True), Option("no", "No", selected=False)],
        ),
        ask(
            "kinds",
            "many",
            "Which support services",
            text="Care for newcomer children",
            raw=["c0"],
            rule=json.dumps(SUPPORTED),
            options=[
                Option("c0", "Care for newcomer children", selected=True),
                Option("c1", "Transportation", selected=False),
                Option("x", "Translation", selected=False),
                Option("y", "Interpretation", selected=False),
            ],
        ),
        ask(
            "children",
            "rows",
            "Children cared for",
            items=[child(0, 1), child(1, 0, 1)],
            blank=child("__index__"),
            rule=json.dumps({"all": [SUPPORTED, {"name": "kinds", "op": "has", "value": ["c0"]}]}),
        ),
        ask(
            "pair",
            "choice",
            "Translated between",
            visible=False,
            rule=json.dumps({"name": "kinds", "op": "has", "value": ["x"]}),
            options_html=long_list("Arabic", "Dari"),
        ),
    ]
    topic_grid = ask(
        "topics",
        "grid",
        "Topics covered, and topics for which the client was referred",
        hint="Mark each that applies.",
        green=True,
        green_missing=False,
        grid_rows=topics,
        grid_columns=[
            ask("topics_given", "many", "Given", raw=["b", "g", "i"]),
            ask("topics_referred", "many", "Referred", raw=["i"]),
        ],
    )
    notes = ask(
        "notes",
        "long_text",
        "Case notes",
        hint="Seen by your program. For what only you and your manager may read, "
        "make the form private.",
        raw="Amal asked about childcare near the clinic & a <bus> pass.",
        text="Amal asked about childcare near the clinic & a <bus> pass.\nWill call on Friday.",
        max_length=2000,
        rows_count=5,
    )
    worker = ask("worker", "person", "Worker", options=options("Rosa Lindqvist", chosen=(0,)))
    locked = ask("number", "text", "Client number", raw="N-000412", read_only=True)
    return FormView(
        title="Information and orientation",
        sections=[
            SectionView("service", "Service", None, service),
            SectionView("support", "Support", "Help that let the client take part.", support),
            SectionView("topics", "Topics", None, [topic_grid]),
            SectionView("notes", "Notes", None, [notes, worker, locked]),
        ],
        errors=[
            (
                "f-start",
                "Start date of the service",
                "Write the date as year, month and day, such as 2026-11-23.",
            ),
            ("f-status", "Status of the service", "Choose one of the answers listed."),
        ]
        if broken
        else [],
        revision=3,
        state="incomplete",
        draft_saved_at=dt.datetime(2026, 11, 23, 15, 42, tzinfo=dt.UTC),
        missing=[("f-status", "Status of the service")],
        needs=[("f-start", "Start date of the service", "iCARE")],
    )


NAMES = ["Amal Haddad", "Олена Шевченко", "Nguyễn Thị Hoa", "محمد رضا احمدی", "Marie-Ève Lafleur"]


class PreviewLocalizer:
    """Reads the French catalogue as it is in the repository, compiled or not."""

    def __init__(self, locale_name: str) -> None:
        self.locale_name = locale_name
        self._texts: dict[str, str] = {}
        path = ROOT / "ocms_core/locale/fr/LC_MESSAGES/ocms_core.po"
        if locale_name == "fr" and path.exists():
            with path.open("rb") as file:
                self._texts = {m.id: m.string for m in read_po(file) if m.id and m.string}

    def translate(self, tstring: str, domain: str | None = None, mapping: Any = None) -> str:  # noqa: ARG002
        own = getattr(tstring, "mapping", None) or {}
        text = TranslationString(
            tstring, default=self._texts.get(str(tstring)), mapping={**own, **(mapping or {})}
        )
        return text.interpolate()


def navigation() -> list[SimpleNamespace]:
    def item(title: str, *, current: bool = False, key: str | None = None) -> SimpleNamespace:
        return SimpleNamespace(title=title, url="#", current=current, key=key)

    return [
        SimpleNamespace(title=None, items=[item("My day", key="dashboard")]),
        SimpleNamespace(
            title="Serve",
            items=[
                item("Clients", current=True, key="clients"),
                item("Sessions", key="sessions"),
                item("Tasks and referrals"),
            ],
        ),
        SimpleNamespace(title="Account for", items=[item("Reports", key="reports"), item("iCARE")]),
        SimpleNamespace(title="Agency", items=[item("Staff"), item("Programs"), item("Funders")]),
    ]


def view(request: Any) -> dict[str, Any]:
    request.session.pop_flash()
    if request.matched_route.name == "page-list":
        request.session.flash("The session was saved.", "success")
    broken = request.matched_route.name == "page-errors"
    return {
        "form": make_form(broken=broken),
        "draft_url": "/draft",
        "form_action": None,
        "names": NAMES,
        "pager": SimpleNamespace(number=2, last=14, url=lambda number: f"?page={number}"),
    }


def keep_alive(request: Any) -> dict[str, Any]:
    return {"signed_in": True, "seconds_left": 1200, "csrf_token": "new-token", "reader": "7"}


def draft(request: Any) -> dict[str, Any]:
    return {"saved_at": "10:42"}


def make_app() -> Any:
    """Return the preview as a WSGI application."""
    config = Configurator(
        session_factory=SignedCookieSessionFactory("preview"),
    )
    config.registry["settings"] = SimpleNamespace(
        development=True, idle_minutes=IDLE_MINUTES, secure=False
    )
    for name in ("static", "templating", "headers"):
        config.include(f"ocms_core.web.{name}")
    agency = SimpleNamespace(name="Harbour Settlement Services", id=1, time_zone="America/Toronto")
    staff = SimpleNamespace(name="Rosa Lindqvist")
    config.add_request_method(lambda _request: staff, "staff", reify=True)
    config.add_request_method(lambda _request: agency, "agency", reify=True)
    config.add_request_method(
        lambda request: (
            SimpleNamespace(account=SimpleNamespace(id=7, email="rosa@harbour.example"), staff=None)
            if request.path != "/sign-in"
            else None
        ),
        "identity",
        reify=True,
    )
    config.add_request_method(lambda _request: navigation(), "navigation", reify=True)
    config.add_request_method(
        lambda request: request.params.get("l", "en"), "locale_name", reify=True
    )
    config.add_request_method(
        lambda request: PreviewLocalizer(request.locale_name), "localizer", reify=True
    )
    for name, path in {
        "home": "/go/home",
        "clients.find": "/go/find",
        "accounts.me": "/go/me",
        "sign_in": "/go/sign-in",
        "sign_out": "/sign-out",
        "language": "/language/{locale}",
        "help": "/help",
        "keep_alive": "/keep-alive",
        "session_state": "/session-state",
        "draft": "/draft",
    }.items():
        config.add_route(name, path)
    for page in PAGES:
        config.add_route(f"page-{page}", f"/{page}")
        template = {"errors": "form"}.get(page, page)
        config.add_view(
            view, route_name=f"page-{page}", renderer=str(ROOT / f"tests/web/pages/{template}.pt")
        )
    config.add_view(keep_alive, route_name="keep_alive", renderer="json")
    config.add_view(keep_alive, route_name="session_state", renderer="json")
    config.add_view(draft, route_name="draft", renderer="json")
    config.add_view(lambda _request: Response(), route_name="clients.find")
    return config.make_wsgi_app()


if __name__ == "__main__":
    from waitress import serve

    serve(make_app(), listen=f"127.0.0.1:{sys.argv[1] if len(sys.argv) > 1 else '8899'}")
