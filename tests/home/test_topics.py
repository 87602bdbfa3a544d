"""Every help topic is there in both languages, for those who need it."""

import re
from pathlib import Path

from pyramid.path import AssetResolver

from ocms_core.i18n import LOCALES

ALLOWED = frozenset(
    {"div", "h2", "h3", "p", "ol", "ul", "li", "strong", "em", "a", "kbd", "code", "dl", "dt"}
    | {"dd", "table", "caption", "thead", "tbody", "tr", "th", "td"}
)


def test_every_topic_has_a_page_in_each_language_of_plain_markup(app):
    topics = app.app.registry["help_topics"].values()
    for topic in topics:
        for locale in LOCALES:
            path = AssetResolver(None).resolve(topic.page(locale)).abspath()
            text = Path(path).read_text(encoding="utf-8")
            used = set(re.findall(r"<([a-z][a-z0-9]*)", text))
            assert used <= ALLOWED, (topic.key, locale, used - ALLOWED)
            assert text.count("<li") == text.count("</li>"), (topic.key, locale)


def test_a_topic_that_does_not_exist_is_not_found(app, world):
    app.sign_in(world.north.emails["worker"])
    assert app.get("/help/no-such-thing", expect_errors=True).status_int == 404
