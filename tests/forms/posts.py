"""Makes posts that a person could send, for any declared form."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from ocms_core.forms.parsing import row_class
from ocms_core.forms.spec import asked_questions, row_questions

TODAY = dt.date(2026, 11, 23)


def valid_texts(bound, options):
    """Return a strategy of texts that a browser could post as a right answer."""
    question = bound.question
    if question.codes is not None:
        codes = [code.code for code in question.codes.active(TODAY)]
        if question.kind == "many":
            return st.lists(st.sampled_from(codes), unique=True, max_size=6)
        return st.sampled_from(codes).map(lambda code: [code])
    if question.source is not None:
        keys = [key for key, _label in options(question.source)]
        # An agency may have nothing to pick yet, such as another form of the client.
        return st.sampled_from(keys).map(lambda key: [key]) if keys else st.just([])
    texts = {
        "text": ["Olena", "Ő", "O’Brien-Łuk", "١٢٣ العربية", "6475550123"],
        "sealed": ["12-3456-7890", "12345678"],
        "long_text": ["one\ntwo", "🙂 " * 50],
        "number": [str(question.minimum or 0), str(question.maximum or 12)],
        "money": ["12.50"],
        "date": ["2020-02-29", "2026-11-23"],
        "partial_date": ["1979", "1979-05", "1979-05-12", "about 34"],
        "time": ["9:30"],
        "minutes": ["1:20", "45"],
        "yes_no": ["yes", "no"],
    }[question.kind]
    special = {
        "email": ["a.b@example.org"],
        "tel": ["647 555-0123"],
        "postal_code": ["m5v2t6"],
        "year": ["2019", "unknown"],
        "noc": ["31301", "NOC 31301"],
    }
    return st.sampled_from(special.get(question.input_type or "", texts)).map(lambda text: [text])


def valid_posts(model, options):
    """Return a strategy of posts whose every answer can be read.

    options: gives (id, name) of what may be picked from a source.
    """
    parts = {}
    for bound in asked_questions(model, model.__form__.version):
        if bound.question.kind == "rows":
            cells = row_questions(row_class(bound))
            for line in range(2):
                for cell in cells:
                    parts[f"{bound.key}-{line}-{cell.key}"] = valid_texts(cell, options)
        else:
            parts[bound.key] = st.just([]) | valid_texts(bound, options)
    return st.fixed_dictionaries(parts)
