"""Answers that make any declared form complete, found from its declaration."""

from __future__ import annotations

from ocms_core.forms.parsing import row_class
from ocms_core.forms.spec import row_questions

SEEDS, ROUNDS = 60, 14
TEXTS = {
    "email": "a.b@example.org",
    "tel": "647 555-0123",
    "postal_code": "M5V 2T6",
    "year": "2019",
    "noc": "31301",
}


def texts_for(bound, choices, draw, day):
    """Return texts that a browser could post as a right answer; none where nothing is offered."""
    question = bound.question
    if question.codes is not None:
        codes = [code.code for code in question.codes.active(day)]
        many = max(1, question.at_least) if question.kind == "many" else 1
        return sorted(draw.sample(codes, min(many, len(codes))), key=codes.index)
    if question.source is not None:
        offered = [key for key, _label in choices.options(question.source)]
        return [draw.choice(offered)] if offered else []
    return [_text(question, draw, day)]


def _text(question, draw, day):
    if question.input_type in TEXTS:
        return TEXTS[question.input_type]
    lowest, highest = question.minimum, question.maximum
    if question.kind == "number":
        return str(draw.randint(lowest or 0, min(highest or 9, (lowest or 0) + 3)))
    if question.kind == "minutes":
        step = question.step or 15
        length = min(max(lowest or 0, draw.choice((2, 4)) * step), highest or 24 * 60)
        return f"{length // 60}:{length % 60:02d}"
    if question.kind == "date":
        return str(day)
    return {
        # Some texts are to be an agency's only one, such as the code of a course.
        "text": f"Olena {draw.randrange(10**6)}",
        "long_text": "One line\nand another",
        "money": "12.50",
        "partial_date": "1979-05",
        "time": "9:30",
        "yes_no": draw.choice(("yes", "no")),
    }[question.kind]


def complete_answers(editor, record, draw, day):
    """Return posted texts that the engine takes as complete, richly answered; ValueError if none.

    day: of the service, which every date is.
    """
    counts = record.__form__.counts
    for seed in range(SEEDS):
        # Where a rule holds many answers to each other, fewer are easier to find.
        raw = _filled(editor, record, draw, day, rich=seed < SEEDS // 2)
        if raw is None:
            continue
        if counts is None or counts(editor.judge(raw, record=record).answers):
            return raw
    raise ValueError(f"no complete answers found for {record.__form__.key}")


def _filled(editor, record, draw, day, *, rich):
    """Answer everything or little, then mend what the engine says is wrong or missing."""
    raw = editor.raw_of(record)
    for bound in editor.questions if rich else (editor.by_key["notes"],):
        _answer(editor, raw, bound, draw, day, again=False)
    raw["private"] = ["no"]
    tries: dict[str, int] = {}
    for _round in range(ROUNDS):
        judged = editor.judge(raw, record=record)
        for name in judged.errors:
            bound = editor.by_key.get(name)
            if bound is None or bound.question.kind == "rows":
                bound = bound or editor.by_key[name.split("-")[0]]
                _answer_rows(editor, raw, bound, draw, day, again=True)
                continue
            tries[name] = tries.get(name, 0) + 1
            if tries[name] > ROUNDS // 4:
                raw[name] = []
            else:
                raw[name] = texts_for(bound, editor.choices, draw, day)
        for key in judged.missing if not judged.errors else ():
            _answer(editor, raw, editor.by_key[key], draw, day, again=True)
        if judged.is_complete:
            return raw
    return None


def _answer(editor, raw, bound, draw, day, *, again):
    if bound.question.read_only:
        return
    if bound.question.kind == "rows":
        _answer_rows(editor, raw, bound, draw, day, again=again)
    elif again or not raw.get(bound.key):
        raw[bound.key] = texts_for(bound, editor.choices, draw, day)


def _answer_rows(editor, raw, bound, draw, day, *, again):
    """Fill the rows that are there, or as many as it takes; `again` draws every cell anew."""
    cells = row_questions(row_class(bound))
    lines = {int(name.split("-")[1]) for name in raw if name.startswith(f"{bound.key}-")}
    for line in lines or range(max(1, bound.question.at_least)):
        for cell in cells:
            name = f"{bound.key}-{line}-{cell.key}"
            # Lines that were there keep what they say: a checklist names each thing once.
            if f"{bound.key}-{line}-id" in raw and raw.get(name):
                continue
            if again or not raw.get(name):
                skipped = not cell.question.required and draw.random() < 0.3
                raw[name] = [] if skipped else texts_for(cell, editor.choices, draw, day)


def pairs_of(raw):
    """Return texts by name as the pairs of a post."""
    return [(name, text) for name, texts in raw.items() for text in texts]
