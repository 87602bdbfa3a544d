"""Charts as SVG in the page: bars (stacked when there are several series) and lines.

They need no script and no inline style, print sharply, and are read out by their title and
description; the table with the same figures always stands beside them. Colours come from the
classes ``series-1`` to ``series-6`` and ``line-1`` to ``line-6`` of ocms.css.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

COLOURS = 6
WIDTH, LABELS, RIGHT = 720, 240, 70
BAR, GAP, TOP = 18, 10, 8
LINES_HEIGHT, LEFT, EDGE, BOTTOM, GUIDES = 280, 56, 60, 34, 4
LONGEST = 33
NARROW = 9.0
DASHES = ("", "7 4", "2 4", "10 3 2 3", "12 5", "4 2")

Series = tuple[str, Sequence[Any]]
Write = Callable[[Any], str]
_serial = itertools.count(1)


def bars(
    title: str,
    description: str,
    names: Sequence[str],
    series: Sequence[Series],
    write: Write,
    *,
    others: str = "…",
) -> Markup:
    """Draw one horizontal bar a name, cut into the series' parts, with its sum at the end."""
    series = _few(series, others)
    sums = [sum(values[at] for _name, values in series) for at in range(len(names))]
    scale = (WIDTH - LABELS - RIGHT) / float(max(sums, default=0) or 1)
    parts = []
    for at, name in enumerate(names):
        y = TOP + at * (BAR + GAP)
        middle = y + BAR * 0.72
        parts.append(
            Markup('<text x="{}" y="{}" text-anchor="end">{}</text>').format(
                LABELS - 8, _short(middle), _clipped(name)
            )
        )
        x = float(LABELS)
        for number, (series_name, values) in enumerate(series, start=1):
            width = float(values[at]) * scale
            if width <= 0:
                continue
            told = f"{name}: {write(values[at])}"
            if len(series) > 1:
                told = f"{name}, {series_name}: {write(values[at])}"
            parts.append(
                Markup(
                    '<rect class="series-{}" x="{}" y="{}" width="{}" height="{}">'
                    "<title>{}</title></rect>"
                ).format(number, _short(x), y, _short(width), BAR, told)
            )
            x += width
        parts.append(
            Markup('<text x="{}" y="{}">{}</text>').format(
                _short(x + 6), _short(middle), write(sums[at])
            )
        )
    height = TOP * 2 + len(names) * (BAR + GAP)
    axis = Markup('<line class="axis" x1="{0}" y1="0" x2="{0}" y2="{1}"></line>').format(
        LABELS, height
    )
    return _figure(title, description, height, [*parts, axis], series)


def lines(
    title: str,
    description: str,
    names: Sequence[str],
    series: Sequence[Series],
    write: Write,
    *,
    others: str = "…",
) -> Markup:
    """Draw one line a series over the names, which are in order, such as months."""
    series = _few(series, others)
    top = _round_up(max((float(value) for _name, values in series for value in values), default=0))
    inner_width, inner_height = WIDTH - LEFT - EDGE, LINES_HEIGHT - TOP - BOTTOM
    step = inner_width / max(len(names) - 1, 1)

    def point(at: int, value: Any) -> tuple[str, str]:
        x = LEFT + (at * step if len(names) > 1 else inner_width / 2)
        return _short(x), _short(TOP + inner_height * (1 - float(value) / top))

    parts = []
    for guide in range(GUIDES + 1):
        value = top * guide / GUIDES
        y = point(0, value)[1]
        parts.append(
            Markup(
                '<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"></line>'
                '<text x="{}" y="{}" text-anchor="end">{}</text>'
            ).format(
                "guide" if guide else "axis",
                LEFT,
                y,
                WIDTH - EDGE,
                y,
                LEFT - 8,
                float(y) + 4,
                write(value),
            )
        )
    every = max(1, math.ceil(max(map(len, names), default=1) * NARROW / step)) if step else 1
    for at, name in enumerate(names):
        if at % every == 0:
            parts.append(
                Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(
                    point(at, 0)[0], LINES_HEIGHT - 10, _clipped(name)
                )
            )
    for number, (series_name, values) in enumerate(series, start=1):
        points = [point(at, value) for at, value in enumerate(values)]
        path = " ".join(f"{x},{y}" for x, y in points)
        parts.append(
            Markup(
                '<polyline class="line-{}" points="{}" fill="none" stroke-width="2.5" '
                'stroke-dasharray="{}"></polyline>'
            ).format(number, path, DASHES[number - 1] or "none")
        )
        for (x, y), name, value in zip(points, names, values, strict=True):
            parts.append(
                Markup(
                    '<circle class="series-{}" cx="{}" cy="{}" r="4"><title>{}</title></circle>'
                ).format(number, x, y, f"{series_name}, {name}: {write(value)}")
            )
    return _figure(title, description, LINES_HEIGHT, parts, series)


def _figure(
    title: str, description: str, height: int, parts: Sequence[Markup], series: Sequence[Series]
) -> Markup:
    serial = next(_serial)
    drawing = Markup(
        '<div class="chart-frame" tabindex="0" role="group" aria-label="{title}">'
        '<svg class="chart" role="img" viewBox="0 0 {w} {h}" '
        'aria-labelledby="chart-{n}-title" aria-describedby="chart-{n}-text">'
        '<title id="chart-{n}-title">{title}</title><desc id="chart-{n}-text">{text}</desc>'
        "{parts}</svg></div>"
    ).format(
        w=WIDTH, h=height, n=serial, title=title, text=description, parts=Markup("").join(parts)
    )
    return drawing + _key(series)


def _key(series: Sequence[Series]) -> Markup:
    if len(series) < 2:  # noqa: PLR2004  a single series needs no key
        return Markup()
    item = Markup(
        '<li><svg class="chart-swatch" width="14" height="14" aria-hidden="true">'
        '<rect class="series-{}" width="14" height="14"></rect></svg> {}</li>'
    )
    items = [item.format(number, name) for number, (name, _) in enumerate(series, start=1)]
    return Markup('<ul class="chart-key">{}</ul>').format(Markup("").join(items))


def _few(series: Sequence[Series], others: str) -> list[Series]:
    """Return at most as many series as there are colours, the smallest put together."""
    if len(series) <= COLOURS:
        return list(series)
    order = sorted(range(len(series)), key=lambda at: -sum(series[at][1]))
    largest = sorted(order[: COLOURS - 1])
    rest = [series[at][1] for at in order[COLOURS - 1 :]]
    summed = [sum(column) for column in zip(*rest, strict=True)]
    return [*(series[at] for at in largest), (others, summed)]


def _clipped(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _short(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")


def _round_up(value: float) -> float:
    """Return the next of 4, 8, 20, 40, 80, 200 ... : four guides with round figures."""
    if value <= GUIDES:
        return float(GUIDES)
    power = 10 ** math.floor(math.log10(value))
    for factor in (1, 2, 4, 8, 10):
        if value <= factor * power and factor * power % GUIDES == 0:
            return float(factor * power)
    return float(20 * power)
