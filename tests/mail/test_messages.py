"""Messages: one recipient, nothing that breaks out of its line, both languages."""

import datetime as dt
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from string import Template

import pytest

from ocms_core.mail.messages import TEMPLATES, MailError, compose
from ocms_core.settings import Settings

SETTINGS = Settings(
    database_url="postgresql+psycopg://nowhere",
    public_url="https://ocms.example",
    mail_from="OCMS <no-reply@ocms.example>",
)
MOMENT = dt.datetime(2026, 11, 23, 15, 0, tzinfo=dt.UTC)
VALUES = {
    "link": "https://ocms.example/password/" + "a" * 43,
    "email": "amina@mail.example",
    "agency": "Maison d’accueil",
    "name": "Amina Nuñez",
    "hours": "48",
}


def make(kind="invitation", locale="en", to="amina@mail.example", **values):
    return compose(SETTINGS, kind, locale, to=to, key="k-1", moment=MOMENT, **{**VALUES, **values})


@pytest.mark.parametrize("kind", ["invitation", "added", "reset"])
@pytest.mark.parametrize("locale", ["en", "fr"])
def test_every_kind_reads_whole_in_both_languages(kind, locale):
    message = message_from_bytes(make(kind, locale).as_bytes(), policy=default)
    body = message.get_content()
    assert VALUES["link"] in body
    assert VALUES["email"] in body
    assert "$" not in body + message["Subject"]
    assert message.get_content_type() == "text/plain"
    assert [address.addr_spec for address in message["To"].addresses] == ["amina@mail.example"]
    assert message["Message-ID"] == "<k-1@ocms.example>"
    assert "Cc" not in message
    assert "Bcc" not in message
    assert ("Bonjour" in body) is (locale == "fr")


def test_both_languages_say_the_same_things():
    for english in TEMPLATES.glob("*.en.txt"):
        french = english.with_name(english.name.replace(".en.", ".fr."))
        said = [set(Template(file.read_text()).get_identifiers()) for file in (english, french)]
        assert said[0] == said[1]
        for file in (english, french):
            assert file.read_text().startswith("Subject: ")


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\r", "\x00", "\u2028"])
@pytest.mark.parametrize("where", ["name", "agency", "email", "link"])
def test_line_breaks_are_refused(sign, where):
    with pytest.raises(MailError, match="one line"):
        make(**{where: f"Amina{sign}Bcc: everybody@mail.example"})


@pytest.mark.parametrize(
    "address",
    [
        "a@mail.example, b@mail.example",
        "a@mail.example\nBcc: b@mail.example",
        "Amina <a@mail.example>",
        "nobody",
        "",
    ],
)
def test_only_one_plain_address_is_taken(address):
    with pytest.raises(MailError):
        make(to=address)


def test_values_are_not_template_source():
    body = message_from_bytes(make(name="$link ${email}").as_bytes(), policy=default).get_content()
    assert "Hello $link ${email}," in body


def test_unknown_language_falls_back_to_english():
    assert "Hello" in make(locale="de").get_content()


def test_templates_stay_within_a_screen():
    for file in Path(TEMPLATES).glob("*.txt"):
        body = file.read_text().partition("\n\n")[2]
        assert max(len(line) for line in body.splitlines()) < 79
