"""Where mail goes: a folder, or a server that speaks SMTP."""

import socket
import stat
import threading
from email.message import EmailMessage

import pytest

from ocms_core.mail.backends import FolderBackend, SmtpBackend, make_backend
from ocms_core.settings import SettingsError


@pytest.fixture
def message():
    made = EmailMessage()
    made["To"], made["From"] = "amina@mail.example", "no-reply@ocms.example"
    made["Subject"] = "Hello"
    made.set_content("A link.")
    return made


def test_folder_keeps_one_private_file_a_message(tmp_path, message):
    backend = make_backend(f"folder://{tmp_path}/mail box")
    backend.send(message, "one")
    backend.send(message, "one")
    backend.send(message, "two")
    files = sorted((tmp_path / "mail box").iterdir())
    assert [file.name for file in files] == ["one.eml", "two.eml"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


class TinySmtp:
    """Speaks enough SMTP to take one message."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.heard: list[str] = []
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        link, _address = self.listener.accept()
        with link, link.makefile("rw", newline="") as stream:

            def say(text) -> None:
                stream.write(f"{text}\r\n")
                stream.flush()

            say("220 ready")
            in_data = False
            for line in stream:
                self.heard.append(line.rstrip("\r\n"))
                if in_data:
                    if line == ".\r\n":
                        in_data = False
                        say("250 taken")
                    continue
                word = line[:4].upper()
                if word == "DATA":
                    in_data = True
                    say("354 go on")
                elif word == "QUIT":
                    say("221 bye")
                    return
                else:
                    say("250 fine")

    def close(self) -> None:
        self.thread.join(10)
        self.listener.close()


@pytest.fixture
def server():
    made = TinySmtp()
    yield made
    made.close()


def test_smtp_hands_over_one_recipient(server, message):
    make_backend(f"smtp://127.0.0.1:{server.port}").send(message, "one")
    server.thread.join(10)
    assert [line for line in server.heard if line.upper().startswith("RCPT")] == [
        "rcpt TO:<amina@mail.example>"
    ]
    assert "A link." in server.heard


def test_server_elsewhere_must_offer_tls(server, message, monkeypatch):
    backend = make_backend(f"smtp://127.0.0.1:{server.port}")
    monkeypatch.setattr("ocms_core.mail.backends.THIS_MACHINE", set())
    with pytest.raises(Exception, match="STARTTLS extension not supported"):
        backend.send(message, "one")
    assert not [line for line in server.heard if line.upper().startswith("MAIL")]


def test_address_says_which_backend():
    assert isinstance(make_backend("folder:///var/mail"), FolderBackend)
    assert isinstance(make_backend("smtp://user:p%40ss@mail.example:25"), SmtpBackend)
    assert isinstance(make_backend("smtps://mail.example"), SmtpBackend)


@pytest.mark.parametrize("url", ["", "folder://", "smtp://", "http://mail.example", "/var/mail"])
def test_other_addresses_are_refused_with_a_sentence(url):
    with pytest.raises(SettingsError, match="OCMS_MAIL_URL"):
        make_backend(url)
