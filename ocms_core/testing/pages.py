"""Pages as a test's browser reads them: forms found by one pass over the text.

WebTest builds a tree of the page, writes each form out again and builds a tree of that: on a form
of two hundred questions that takes longer than the page itself. `page.html` is still its tree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from webtest import Form, TestResponse
from webtest.app import TestRequest

TOKEN = re.compile(
    r"<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)>"
    r"""|<(/?)(form|input|select|option|textarea|button)\b((?:"[^"]*"|'[^']*'|[^>"'])*)>""",
    re.DOTALL | re.IGNORECASE,
)
ATTRIBUTE = re.compile(
    r"""([^\s=/>"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""", re.DOTALL
)
TAG = re.compile(r"<[^>]*>")


@dataclass(slots=True)
class Element:
    """One tag of a form, as far as WebTest asks for it."""

    name: str
    attrs: dict[str, str]
    start: int
    text: str = ""
    options: list[Element] = field(default_factory=list)
    inside: Element | None = None
    """The form that it stands in."""

    def __call__(self, _name: str) -> list[Element]:
        """Return the options of a select."""
        return self.options


@dataclass(slots=True)
class _Found:
    """What WebTest takes for the tree of a form."""

    elements: list[Element]

    def find_all(self, _names: object) -> list[Element]:
        return self.elements


class PageForm(Form):
    """A form whose fields were read already."""

    def __init__(self, response: Page, text: str, form: Element, elements: list[Element]) -> None:
        self.response, self.text = response, text
        self.action = form.attrs.get("action", "")
        self.method = form.attrs.get("method", "GET")
        self.enctype = form.attrs.get("enctype", "application/x-www-form-urlencoded")
        self.html = _Found(elements)
        # With an id WebTest would look through the whole page for fields that name it.
        self.id = None
        self._parse_fields()
        self.id = form.attrs.get("id")


class Page(TestResponse):
    """An answer whose forms are read quickly."""

    def _parse_forms(self) -> None:
        forms: dict[int | str, PageForm] = {}
        self._forms_indexed = forms
        text = self.testbody
        read = _Reader(text)
        for at, form in enumerate(read.forms):
            own = [element for element in read.elements if _belongs(element, form)]
            end = read.ends.get(form.start, len(text))
            made = forms[at] = PageForm(self, text[form.start : end], form, own)
            if made.id:
                forms[made.id] = made


class PageRequest(TestRequest):
    """A request whose answer is a page."""

    ResponseClass = Page


class _Reader:
    """Reads the forms and fields of a page, in their order."""

    def __init__(self, text: str) -> None:
        self.forms: list[Element] = []
        self.elements: list[Element] = []
        self.ends: dict[int, int] = {}
        self._form: Element | None = None
        self._select: Element | None = None
        self._worded: tuple[Element, int] | None = None
        for token in TOKEN.finditer(text):
            closing, name, written = token.groups()
            if name is None:
                continue
            name = name.lower()
            if self._worded is not None and name in {"option", "select", "textarea"}:
                element, begun = self._worded
                element.text = unescape(TAG.sub("", text[begun : token.start()]))
                self._worded = None
            if closing:
                self._close(name, token.end())
            else:
                self._open(Element(name, _attributes(written), token.start()), token.end())

    def _close(self, name: str, end: int) -> None:
        if name == "form" and self._form is not None:
            self.ends[self._form.start] = end
            self._form = None
        elif name == "select":
            self._select = None

    def _open(self, element: Element, end: int) -> None:
        element.inside = self._form
        if element.name == "form":
            self.forms.append(element)
            self._form = element
        elif element.name == "option":
            if self._select is not None:
                self._select.options.append(element)
        else:
            self.elements.append(element)
        if element.name == "select":
            self._select = element
        if element.name in {"option", "textarea"}:
            self._worded = element, end


def _attributes(written: str) -> dict[str, str]:
    return {
        name.lower(): unescape(double or single or bare)
        for name, double, single, bare in ATTRIBUTE.findall(written)
    }


def _belongs(element: Element, form: Element) -> bool:
    owner = element.attrs.get("form")
    if owner is None:
        return element.inside is form
    return owner == form.attrs.get("id")
