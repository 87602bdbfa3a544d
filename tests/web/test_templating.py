"""The renderer: translation, escaping, names, and what a failing template may tell."""

import datetime as dt

import pytest
from pyramid import testing
from pyramid.i18n import TranslationString, TranslationStringFactory
from pyramid.interfaces import IRendererFactory
from pyramid.renderers import RendererHelper

_ = TranslationStringFactory("ocms_core")

FRENCH = {"Save": "Enregistrer", "Hello ${name}": "Bonjour ${name}"}
HEAD = '<p xmlns:i18n="http://xml.zope.org/namespaces/i18n" i18n:domain="ocms_core"'


class FrenchLocalizer:
    """Stands in for the catalogues."""

    locale_name = "fr"

    def translate(self, tstring, domain=None, mapping=None):
        assert getattr(tstring, "domain", domain) == "ocms_core"
        filled = dict(getattr(tstring, "mapping", None) or {}, **(mapping or {}))
        translated = FRENCH.get(tstring)
        return TranslationString(tstring, default=translated, mapping=filled).interpolate()


@pytest.fixture
def config():
    with testing.testConfig() as config:
        config.include("ocms_core.web.static")
        config.include("ocms_core.web.templating")
        yield config


@pytest.fixture
def request_(config):
    request = testing.DummyRequest()
    request.locale_name = "fr"
    request.localizer = FrenchLocalizer()
    config.begin(request)
    return request


@pytest.fixture
def draw(request_, tmp_path):
    def draw(source, **values):
        path = tmp_path / "page.pt"
        path.write_text(source, encoding="utf-8")
        helper = RendererHelper(str(path), registry=request_.registry)
        return helper.render(values, None, request=request_)

    return draw


def test_translation_string_in_an_expression_is_translated_with_its_mapping(draw):
    page = draw("<p>${text}</p>", text=_("Hello ${name}", mapping={"name": "Amal"}))
    assert page == "<p>Bonjour Amal</p>"


def test_translation_string_in_an_attribute_is_translated(draw):
    assert draw('<p title="${text}"></p>', text=_("Save")) == '<p title="Enregistrer"></p>'


def test_marked_text_is_translated_with_its_named_parts(draw):
    page = draw(
        HEAD + ' i18n:translate="">Hello <b i18n:name="name">${name}</b></p>', name="<Amal>"
    )
    assert page == "<p>Bonjour <b>&lt;Amal&gt;</b></p>"


def test_plain_text_is_never_translated(draw):
    assert draw("<p>${text}</p>", text="Save") == "<p>Save</p>"


def test_values_are_escaped_also_inside_a_mapping(draw):
    text = _("Hello ${name}", mapping={"name": "<script>"})
    page = draw('<p title="${text}">${text} ${name}</p>', text=text, name='"><script>')
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") == 3


def test_unknown_name_raises_without_telling_values(draw):
    with pytest.raises(NameError) as caught:
        draw("<p>${client} ${unknown_name}</p>", client="Amal Haddad")
    assert "unknown_name" in str(caught.value)
    assert "Amal Haddad" not in str(caught.value)


def test_unknown_template_raises(request_):
    helper = RendererHelper("ocms_core.web:templates/no_such.pt", registry=request_.registry)
    with pytest.raises((ValueError, FileNotFoundError)):
        helper.render({}, None, request=request_)


def test_name_relative_to_the_package_of_the_view(request_):
    import ocms_core.web

    helper = RendererHelper(
        "templates/layout.pt", package=ocms_core.web, registry=request_.registry
    )
    assert "<html" in helper.render({}, None, request=request_)


def test_every_page_finds_the_shared_names(draw):
    names = ("layout", "bare", "fields", "parts", "_", "t", "fmt", "label", "static_url", "chrome")
    page = draw("<p>" + "".join(f"${{{name} is not None}}" for name in names) + "</p>")
    assert page == "<p>" + "True" * len(names) + "</p>"


def test_token_is_the_sessions(draw, request_):
    page = draw('<input value="${csrf_token}" />')
    assert page == f'<input value="{request_.session.get_csrf_token()}" />'


def test_formats_follow_language_and_zone(draw, request_):
    request_.agency = type("Agency", (), {"time_zone": "America/Vancouver"})()
    moment = dt.datetime(2026, 11, 24, 2, 30, tzinfo=dt.UTC)
    page = draw("${fmt.datetime(moment)}|${fmt.money(123450)}|${fmt.minutes(80)}", moment=moment)
    assert page.replace("\u00a0", " ").replace("\u202f", " ") == (
        "23 nov. 2026 18 h 30|1 234,50 $|1 h 20 min"
    )


def test_static_address_carries_the_hash_of_the_content(request_, draw):
    address = draw("${static_url('vendor/htmx.min.js')}")
    _empty, static, folder, version, *path = address.split("/")
    assert (static, folder, path) == ("static", "ocms_core", ["vendor", "htmx.min.js"])
    assert len(version) == 12


def test_unknown_static_file_is_an_error_in_the_template(draw):
    with pytest.raises(LookupError, match=r"no\.css"):
        draw("${static_url('no.css')}")


def test_renderer_is_registered_for_pt(config):
    assert config.registry.queryUtility(IRendererFactory, name=".pt") is not None
