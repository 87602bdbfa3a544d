"""Security headers on every kind of answer, and how long static files may be kept."""

import pytest
from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPForbidden, HTTPFound
from pyramid.response import Response
from webtest import TestApp

from ocms_core.web.headers import SECURITY_HEADERS
from ocms_core.web.static import StaticFolders


def tween_that_answers_alone(handler, registry):
    def tween(request):
        return Response("early") if request.path == "/early" else handler(request)

    return tween


def forbidden(request):
    raise HTTPForbidden


@pytest.fixture
def app():
    config = Configurator(settings={})
    config.include("ocms_core.web.static")
    config.include("ocms_core.web.headers")
    config.add_tween(f"{__name__}.tween_that_answers_alone")
    for name, view in {
        "page": lambda _request: Response("page"),
        "move": lambda _request: HTTPFound("/page"),
        "forbidden": forbidden,
    }.items():
        config.add_route(name, f"/{name}")
        config.add_view(view, route_name=name)
    return TestApp(config.make_wsgi_app())


@pytest.mark.parametrize(
    ("path", "status"),
    [("/page", 200), ("/move", 302), ("/forbidden", 403), ("/nowhere", 404), ("/early", 200)],
)
def test_every_answer_has_the_security_headers(app, path, status):
    answer = app.get(path, status=status)
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers[name] == value
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in answer.headers


def test_policy_forbids_inline_and_foreign_code(app):
    policy = app.get("/page").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy


def test_transport_security_on_https_only(app):
    answer = app.get("/page", extra_environ={"wsgi.url_scheme": "https"})
    assert "max-age=63072000" in answer.headers["Strict-Transport-Security"]


def test_static_file_may_be_kept_only_under_its_own_hash(app):
    version = app.app.registry[StaticFolders].version("ocms_core", "vendor/htmx.min.js")
    fresh = app.get(f"/static/ocms_core/{version}/vendor/htmx.min.js")
    assert "immutable" in fresh.headers["Cache-Control"]
    assert fresh.content_type in {"text/javascript", "application/javascript"}
    stale = app.get("/static/ocms_core/000000000000/vendor/htmx.min.js")
    assert stale.body == fresh.body
    assert stale.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/static/ocms_core/x/no_such.css",
        "/static/other/x/ocms.css",
        "/static/ocms_core/x/",
        "/static/ocms_core/x/vendor",
        "/static/ocms_core/x/../templating.py",
        "/static/ocms_core/x/%2e%2e/templating.py",
        "/static/ocms_core/x/%00",
    ],
)
def test_nothing_outside_a_static_folder_is_served(app, path):
    app.get(path, status=404)
