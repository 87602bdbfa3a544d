"""Private PostgreSQL and Valkey servers for the demo, for development and for the tests.

They listen on unix sockets only and belong to whoever starts them. A hosted installation gives
its own servers by environment variables and never comes here.
"""


class ServerError(Exception):
    """A server cannot be started; the message is one sentence that says what to do."""
