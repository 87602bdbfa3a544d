"""The whole application in a test: real transactions on the test's one connection.

Each request gets its own session on the connection (``create_savepoint``), so that commit and roll
back mean what they mean in production, and everything is undone after the test (decisions F3).
"""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as default_policy
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from webtest import TestApp, TestResponse

from ocms_core.db.session import make_session_factory
from ocms_core.testing.pages import PageRequest

PASSWORD = "quiet lantern over granite"  # noqa: S105  of invented people


class OcmsApp(TestApp):
    """A browser without JavaScript."""

    RequestClass = PageRequest

    def __init__(self, wsgi: Any, connection: Connection, vault: Any) -> None:
        factory = make_session_factory(connection, join_transaction_mode="create_savepoint")

        def open_session() -> Any:
            session = factory()
            session.info["vault"] = vault
            return session

        self.open_session = open_session
        super().__init__(
            wsgi, extra_environ={"ocms.session_factory": open_session, "REMOTE_ADDR": "127.0.0.1"}
        )

    def sign_in(self, email: str, password: str = PASSWORD) -> TestResponse:
        """Sign in through the page, as a person does; return the answer, which leads on."""
        self.reset()
        page = self.get("/sign-in")
        form = page.forms[len(page.forms) - 1]
        form["email"] = email
        form["password"] = password
        return form.submit()

    def drain(self) -> int:
        """Do the work that waits in the outbox, as the worker would; return how much it was."""
        from ocms_core.jobs.drain import drain

        return drain(self.open_session, self.app.registry["settings"])

    @property
    def mail_folder(self) -> Path:
        """Where this run's messages lie as files."""
        return Path(self.app.registry["settings"].mail_url.removeprefix("folder://"))

    @property
    def mails(self) -> list[EmailMessage]:
        """The messages that left in this test, the newest last."""
        return [
            message_from_bytes(file.read_bytes(), policy=default_policy)
            for file in sorted(self.mail_folder.glob("*.eml"))
        ]

    @cached_property
    def _tokens(self) -> dict[str, str]:
        """The tokens that pages carried, by the sign-in's cookie."""
        return {}

    @property
    def csrf_token(self) -> str:
        """The token that a page of this browser would carry; it holds as long as a sign-in."""
        sign_in = self.cookies.get("ocms", "")
        if sign_in in self._tokens:
            return self._tokens[sign_in]
        page = self.get("/session-state")
        if page.json.get("signed_in"):
            return self._tokens.setdefault(sign_in, str(page.json["csrf_token"]))
        found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', self.get("/sign-in").text)
        assert found is not None  # noqa: S101  every page with a form has it
        return found.group(1)

    def send(self, path: str, fields: Any = None, **options: Any) -> TestResponse:
        """Post fields with the CSRF token, as a page's form would."""
        pairs = list(fields.items()) if isinstance(fields, dict) else list(fields or ())
        return self.post(path, [("csrf_token", self.csrf_token), *pairs], **options)
