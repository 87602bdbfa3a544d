"""A browser that signs in through the page and times requests through the real application."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from webob import Request
from webtest import TestApp, TestResponse

Fields = Iterable[tuple[str, str]]


class PageError(Exception):
    """A page did not answer as it should; the message names it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. seconds: from the request to the last byte of the body; busy: of Python."""

    seconds: float
    busy: float
    status: int
    body: bytes
    location: str | None


class Browser:
    """One signed-in person; forms are filled in by webtest, timed requests go without it."""

    def __init__(self, wsgi: Any, email: str, password: str) -> None:
        self.wsgi = wsgi
        self.web = TestApp(wsgi, lint=False, extra_environ={"REMOTE_ADDR": "127.0.0.1"})
        page = self.web.get("/sign-in")
        form = page.forms[len(page.forms) - 1]
        form["email"], form["password"] = email, password
        answer = form.submit()
        if answer.status_int != 303:
            raise PageError(f"{email} could not sign in: {answer.status}")
        self.token = self.web.get("/session-state").json["csrf_token"]

    def open(self, path: str) -> TestResponse:
        """Return a page for reading what is on it; not for timing."""
        page = self.web.get(path)
        while page.status_int in {302, 303}:
            page = page.follow()
        return page

    def send(self, path: str, fields: Fields, **options: Any) -> TestResponse:
        """Post fields as a page's form would; not for timing."""
        return self.web.post(path, [("csrf_token", self.token), *fields], **options)

    def get(self, path: str) -> Answer:
        """Time a page."""
        return self._time(Request.blank(path, headers=self._headers()))

    def post(self, path: str, fields: Fields) -> Answer:
        """Time a post."""
        body = urlencode([("csrf_token", self.token), *fields]).encode()
        request = Request.blank(path, method="POST", body=body, headers=self._headers())
        request.content_type = "application/x-www-form-urlencoded"
        return self._time(request)

    def _headers(self) -> dict[str, str]:
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.web.cookiejar)
        return {"Cookie": cookies, "Host": "localhost:80"}

    def _time(self, request: Request) -> Answer:
        request.remote_addr = "127.0.0.1"
        started, busy = time.perf_counter(), time.process_time()
        status, headers, chunks = request.call_application(self.wsgi)
        body = b"".join(chunks)
        if hasattr(chunks, "close"):
            chunks.close()
        seconds, busy = time.perf_counter() - started, time.process_time() - busy
        location = dict(headers).get("Location")
        return Answer(seconds, busy, int(status.split()[0]), body, location)
