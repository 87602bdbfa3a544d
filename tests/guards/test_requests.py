"""What every address answers: strangers, other agencies, junk, unknown parameters, headers."""

import io
import re

import pytest

from ocms_core.db.types import uuid7
from ocms_core.testing.world import ROLES

HEADERS = {
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
}


@pytest.fixture
def routes(wsgi):
    """Return every route as (name, pattern, methods)."""
    found = {}
    for entry in wsgi.registry.introspector.get_category("views"):
        view = entry["introspectable"]
        if view["route_name"]:
            methods = view["request_methods"] or ("GET",)
            found.setdefault(view["route_name"], set()).update(
                methods if isinstance(methods, tuple) else (methods,)
            )
    mapper = wsgi.registry.queryUtility(
        __import__("pyramid.interfaces", fromlist=["IRoutesMapper"]).IRoutesMapper
    )
    return [
        (route.name, route.pattern, found.get(route.name, set())) for route in mapper.get_routes()
    ]


KIOSK = {"groups.kiosk", "groups.kiosk_start"}
"""What these show is the same for everybody: that no kiosk is open, what a link’s button does."""


def address(pattern, value):
    """Fill a route's pattern with one value."""
    path = re.sub(r"\{[^}:]+(:[^{}]*(\{[^}]*\})?[^{}]*)?\}", str(value), pattern)
    return re.sub(r"\*\w+", "x", path)


def test_a_stranger_is_sent_to_sign_in_or_told_nothing(app, world, routes):
    public = {"sign_in", "session_state", "language", "static"}
    for name, pattern, methods in routes:
        if name in public or "GET" not in methods:
            continue
        answer = app.get(address(pattern, uuid7()), status="*")
        assert answer.status_int in {303, 404, 200, 410}, name
        if answer.status_int == 200:
            assert name.startswith("accounts.") or name in KIOSK, name


def test_records_of_another_agency_are_not_there(app, world, routes):
    """Every address with an id in it, asked by an admin of the other agency."""
    app.sign_in(world.south.emails["admin"])
    north = world.north
    ids = {
        "site": north.sites[0].id,
        "program": north.programs[0].id,
        "funder": north.funders[0].id,
        "staff": north.staff["worker"].id,
    }
    asked = 0
    for name, pattern, methods in routes:
        if "{" not in pattern or name in {"static", "language"} or "{kind:" in pattern:
            continue
        # A mailed link is gone for everybody; the host's pages are a matter of role.
        if name == "accounts.password" or name.startswith("host.") or name in KIOSK:
            continue
        for value in (*ids.values(), uuid7(), 987654321):
            if "GET" in methods:
                answer = app.get(address(pattern, value), status="*")
                assert answer.status_int in {404, 400}, (name, value, answer.status)
                asked += 1
            if "POST" in methods:
                answer = app.send(address(pattern, value), {}, status="*")
                assert answer.status_int in {404, 400, 422} or name == "forms.draft", (
                    name,
                    value,
                    answer.status,
                )
                asked += 1
    assert asked > 50


@pytest.mark.parametrize("word", [row[0] for row in ROLES])
def test_no_page_fails_for_any_role(app, world, routes, word):
    app.sign_in(world.north.emails[word])
    for name, pattern, methods in routes:
        if "{" in pattern or "GET" not in methods:
            continue
        answer = app.get(pattern, status="*")
        assert answer.status_int in {200, 303, 403, 404}, (name, answer.status)


def test_every_answer_carries_the_headers(app, world, routes):
    app.sign_in(world.north.emails["admin"])
    for path in ("/", "/clients", "/nowhere", "/clients?unknown=1", "/clients/99999"):
        answer = app.get(path, status="*")
        assert set(answer.headers) >= HEADERS, path
        assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
        assert "no-store" in answer.headers["Cache-Control"], path


def test_no_page_has_inline_script_or_style(app, world, routes):
    app.sign_in(world.north.emails["admin"])
    for name, pattern, methods in routes:
        if "{" in pattern or "GET" not in methods:
            continue
        answer = app.get(pattern, status="*")
        if answer.content_type == "text/html":
            assert not re.search(r"<script(?![^>]*\bsrc=)", answer.text), name
            assert not re.search(r"\sstyle=|\son[a-z]+=\"", answer.text), name


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/clients/\xff", ""),
        ("/forms/\xe2(", ""),
        ("/\x00", ""),
        ("/clients", "page=%ff%fe"),
        ("/clients", "page=%00"),
        ("/clients", "page=1;drop"),
    ],
)
def test_junk_bytes_are_a_400_or_404(app, world, path, query):
    """Straight to WSGI: a test browser refuses to send these."""
    app.sign_in(world.north.emails["worker"])
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in app.cookiejar)
    environ = {
        **app.extra_environ,
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.version": (1, 0),
        "HTTP_HOST": "localhost",
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "HTTP_COOKIE": cookies,
    }
    told = []
    b"".join(app.app(environ, lambda status, _headers, _error=None: told.append(status)))
    assert told[0][:3] in {"400", "404"}


@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-www-form-urlencoded; charset=utf-7",
        "application/x-www-form-urlencoded; charset=nonsense",
        "multipart/form-data",
        "multipart/form-data; boundary=x; charset=latin-1",
    ],
)
def test_foreign_charsets_and_broken_bodies_are_a_400(app, world, content_type):
    app.sign_in(world.north.emails["worker"])
    answer = app.request(
        "/sign-in",
        method="POST",
        body=b"email=\xff\xfe&password=%ff",
        content_type=content_type,
        status="*",
    )
    assert answer.status_int == 400


def test_unknown_and_repeated_parameters_are_a_400(app, world):
    app.sign_in(world.north.emails["worker"])
    assert app.get("/clients?colour=red", status="*").status_int == 400
    assert app.get("/clients?page=1&page=2", status="*").status_int == 400
    assert app.send("/sign-out", {"also": "this"}, status="*").status_int == 400


def test_a_get_of_a_post_address_changes_nothing(app, world, routes):
    app.sign_in(world.north.emails["admin"])
    for name, pattern, methods in routes:
        if "GET" not in methods and "{" not in pattern:
            assert app.get(pattern, status="*").status_int in {404, 405}, name


def test_a_post_without_the_token_is_refused(app, world, routes):
    for email, is_host in ((world.north.emails["admin"], False), (world.host_email, True)):
        app.sign_in(email)
        for name, pattern, methods in routes:
            if "POST" in methods and "{" not in pattern and name.startswith("host.") == is_host:
                assert app.post(pattern, {}, status="*").status_int == 400, name


def test_a_post_from_another_site_is_refused(app, world):
    app.sign_in(world.north.emails["worker"])
    answer = app.send(
        "/sign-out",
        {},
        headers={"Origin": "https://elsewhere.example"},
        status="*",
        extra_environ={"wsgi.url_scheme": "https", "HTTP_HOST": "localhost:443"},
    )
    assert answer.status_int == 400
