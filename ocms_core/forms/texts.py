"""Answers as the texts that a browser posts: what pages show, and what judging begins from."""

from __future__ import annotations

from typing import Any


def as_texts(answer: Any, kind: str) -> list[str]:  # noqa: PLR0911  one line a kind
    """Return an answer as a browser would post it."""
    if answer is None:
        return []
    if isinstance(answer, list):
        return [str(item) for item in answer]
    if kind == "yes_no":
        return ["yes" if answer else "no"]
    if kind == "minutes":
        return [f"{answer // 60}:{answer % 60:02d}"]
    if kind == "money":
        sign = "-" if answer < 0 else ""
        return [f"{sign}{abs(answer) // 100}.{abs(answer) % 100:02d}"]
    if kind == "time":
        return [answer.strftime("%H:%M")]
    return [str(answer)]
