"""Counts what was done from the script's own record: plain Python, nothing of the product."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from tests.proof import rule

FORMS = {
    rule.ORIENTATION: "Information and orientation",
    rule.NEEDS: "Needs assessment and referrals",
}
MONTH_NAMES = {4: "April 2026", 5: "May 2026", 6: "June 2026"}
TOTAL = "Total"
NEWNESS = {
    "new": "New clients",
    "returning": "Returning clients",
    "anonymous": "Anonymous clients (new each time)",
}
AGES = ((0, 5), (6, 12), (13, 14), (15, 18), (19, 24), (25, 29), (30, 44), (45, 54), (55, 64))
WORKER_NAMES = {word: f"{word.title()} North" for word in rule.WORKERS}
DEMOGRAPHICS = {
    "Gender": "gender",
    "Immigration status": "immigration_status",
    "Immigration class": "immigration_class",
    "Country of origin": "country_of_origin",
    "Mother tongue": "mother_tongue",
    "Preferred official language": "official_language",
    "Marital status": "marital_status",
}


def number(value):
    """Write a figure as a file has it."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return text or "0"


class Count:
    """Everything the reports say of one period, and of one program if given."""

    def __init__(self, services, start, end, program=None):
        done = [s for s in services if s.complete and program in {None, s.program}]
        self.services = [s for s in done if start <= s.day <= end]
        self.before = {s.person.number for s in done if s.day < start and s.person.is_named}
        self.months = [month for month in rule.MONTHS if start.month <= month <= end.month]

    def newness(self, person):
        if not person.is_named:
            return NEWNESS["anonymous"]
        return NEWNESS["returning" if person.number in self.before else "new"]

    @staticmethod
    def figures(services, names):
        people = {s.person.number for s in services if s.person.is_named}
        all_figures = {
            "Services": len(services),
            "Unique clients": len(people),
            "Anonymous": sum(not s.person.is_named for s in services),
            "Hours": round(sum(s.minutes for s in services) / 60 + 1e-9, 2),
            "Sessions": len({s.session for s in services}),
        }
        return [number(all_figures[name]) for name in names]

    def table(self, names, *keys, also=()):
        """Return lines by the names of their values, with subtotals and the total."""
        groups = defaultdict(list)
        for service in self.services:
            values = [key(service) for key in keys]
            for depth in range(len(keys) + 1):
                path = values[:depth] + [TOTAL] * (len(keys) - depth)
                groups[tuple(path)].append(service)
        for value in also:
            groups.setdefault((value,), [])
        return {path: self.figures(found, names) for path, found in groups.items()}

    def new_and_returning(self):
        names = ["Unique clients", "Anonymous", "Services"]
        return {"New and returning clients": (names, self.table(names, self._newness))}

    def _newness(self, service):
        return self.newness(service.person)

    def clients(self):
        """Return the lines of the list of clients by number."""
        listed = defaultdict(int)
        people = {s.person.number: s.person for s in self.services if s.person.is_named}
        for service in self.services:
            listed[service.person.number] += 1
        return {
            str(key): [person.name, "Active", self.newness(person), str(listed[key])]
            for key, person in people.items()
        }

    @staticmethod
    def _month(service):
        return MONTH_NAMES[service.day.month]

    @staticmethod
    def _form(service):
        return FORMS[service.kind]

    def services_delivered(self):
        names = ["Services", "Unique clients", "Anonymous", "Hours"]
        months = [MONTH_NAMES[month] for month in self.months]
        deliveries = [label for _code, label in rule.DELIVERY]
        head = [f"{label}: {name}" for label in deliveries for name in names[:2]]
        head += [f"In all: {name}" for name in names[:2]]
        lines = {}
        for path, figures in self.table(names[:2], self._form).items():
            own = [s for s in self.services if path[0] in {TOTAL, self._form(s)}]
            parts = [[s for s in own if s.delivery == label] for label in deliveries]
            lines[path] = [f for part in parts for f in self.figures(part, names[:2])] + figures
        return {
            "Services by month": (names, self.table(names, self._month, also=months)),
            "Services by form and delivery method": (head, lines),
            "Services by form and month": (names, self.table(names, self._form, self._month)),
        }

    def activity_by_worker(self):
        names = ["Sessions", "Services", "Unique clients", "Anonymous", "Hours"]
        lines = self.table(names, lambda s: WORKER_NAMES[s.worker], self._form)
        return {"Activity by worker and form": (names, lines)}

    def client_demographics(self):
        names = ["Unique clients", "Anonymous", "Services"]
        first = {}
        for service in self.services:
            key = service.person.number
            first[key] = min(first.get(key, service.day), service.day)
        found = {}
        for title, key in DEMOGRAPHICS.items():
            found[title] = self.table(
                names, lambda s, key=key: s.person.told.get(key, "Not stated")
            )
        found["Age"] = self.table(names, lambda s: age_band(s.person, first[s.person.number]))
        for lines in found.values():
            whole = int(lines[TOTAL,][0])
            for figures in lines.values():
                figures.append(number(int(figures[0]) / whole))
        return {title: ([*names, "Share"], lines) for title, lines in found.items()}

    def information_topics(self):
        done = [s for s in self.services if s.kind == rule.ORIENTATION]
        head = [
            f"{tick}: {name}"
            for tick in ("Information given", "Referrals made")
            for name in ("Times", "Unique clients")
        ]
        head.append("In all: Unique clients")

        def line(services, topics):
            ticks = [
                [s for s in services for code in ticked(s) if code in topics]
                for ticked in (lambda s: s.given, lambda s: s.referred)
            ]
            cells = []
            for found in ticks:
                cells += self.figures(found, ["Services", "Unique clients"])
            return cells + self.figures(ticks[0] + ticks[1], ["Unique clients"])

        topics = {(rule.TOPICS[code][0],): line(done, {code}) for code in rule.TOPICS}
        topics[TOTAL,] = line(done, set(rule.TOPICS))
        months = {(TOTAL,): topics[TOTAL,]}
        for month in self.months:
            own = [s for s in done if s.day.month == month]
            months[MONTH_NAMES[month],] = line(own, set(rule.TOPICS))
        return {"Topics": (head, topics), "Topics by month": (head, months)}


def age_band(person, day):
    """Return the age band on a day; of a birth known in part the middle counts."""
    if not person.born:
        return "Not stated"
    parts = [int(part) for part in person.born.split("-")]
    middle = {1: (7, 1), 2: (15,), 3: ()}[len(parts)]
    born = dt.date(*parts, *middle)
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    for first, last in AGES:
        if first <= age <= last:
            return f"{first} to {last}"
    return "65 and over"
