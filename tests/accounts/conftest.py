"""What the tests of accounts share."""

import re

import pytest


@pytest.fixture
def post(app):
    """Return a way to do the waiting work and read the mail that one address got since."""
    seen = {message["Message-ID"] for message in app.mails}

    class Post:
        def to(self, address):
            app.drain()
            return [
                message
                for message in app.mails
                if message["Message-ID"] not in seen
                and [one.addr_spec for one in message["To"].addresses] == [address]
            ]

        def link(self, address):
            """Return the path of the link in the newest mail."""
            return re.search(r"http://\S+?(/\S+)", self.to(address)[-1].get_content()).group(1)

    return Post()
