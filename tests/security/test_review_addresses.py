"""Who asks and which host is meant: neither is taken from what a browser may claim."""

import configparser
import io
from pathlib import Path

import openpyxl
import pytest
from pyramid.request import Request
from pyramid.response import Response
from sqlalchemy import select

from ocms_core.accounts.models import SignInAttempt, WebSession
from ocms_core.exports.views import checking
from ocms_core.settings import Settings
from ocms_core.web.headers import set_headers
from ocms_core.web.sanity import largest_upload

SPOOFED = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
FOLDER = Path(__file__).parents[2]


def post_sign_in(app, email, password):
    fields = {"csrf_token": app.csrf_token, "email": email, "password": password}
    return app.post("/sign-in", fields, headers=SPOOFED, status="*")


def test_guesses_are_counted_by_the_address_of_the_connection(app, world):
    post_sign_in(app, world.north.emails["worker"], "a wrong guess, much too long")
    post_sign_in(app, world.north.emails["worker"], "quiet lantern over granite")
    with app.open_session() as session:
        assert session.scalars(select(SignInAttempt.address).distinct()).all() == ["127.0.0.1"]
        assert session.scalars(select(WebSession.address).distinct()).all() == ["127.0.0.1"]


def test_links_in_the_list_of_problems_lead_to_the_public_address(app, world, monkeypatch):
    row = dict.fromkeys(("client_number", "client_name", "worker", "field", "sentence"), "x")
    row |= {"severity": "error", "service_date": None, "url": "/forms/1"}
    monkeypatch.setattr(checking, "rows_of", lambda *_: [row])
    app.sign_in(world.north.emails["operator"])
    path = "/exports/icare/information_orientation/problems.xlsx?month=2026-06"
    body = app.get(path, headers={"X-Forwarded-Host": "evil.example"}).body
    sheet = openpyxl.load_workbook(io.BytesIO(body)).active
    assert sheet["H2"].value == "http://localhost:6543/forms/1"


@pytest.mark.parametrize("month", ["9999-12", "0001-01", "2026-13"])
def test_months_at_the_ends_of_time_are_refused(app, world, month):
    app.sign_in(world.north.emails["operator"])
    for page in ("/exports", "/exports/my-month", "/exports/icare/client_profile"):
        assert app.get(f"{page}?month={month}", status=400)


def test_https_is_told_by_the_setting_where_the_proxy_says_nothing():
    class Secure:
        secure = True

    request, response = Request.blank("/"), Response()
    request.registry = {"settings": Secure}
    set_headers(request, response)
    assert "Strict-Transport-Security" in response.headers


@pytest.mark.parametrize("name", ["production.ini", "development.ini"])
def test_server_refuses_large_bodies_before_they_are_on_disk(name):
    parser = configparser.RawConfigParser()
    parser.read(FOLDER / name)
    limit = int(parser["server:main"]["max_request_body_size"])
    assert limit == largest_upload(Settings(database_url="x")), "what the largest upload needs"
