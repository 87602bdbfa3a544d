"""What becomes of a made-up client who looks for work: visits, and the forms of each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol

from ocms_core.clients.models import Client
from ocms_core.directory.models import Employer, Supporter
from ocms_core.privacy.services import add_months
from ocms_plugin_employment.demo import texts
from ocms_plugin_employment.lookups.development import CHECKPOINT_MONTHS

Answers = dict[str, Any]
JOB_DEVELOPMENT, DIRECT = "job_development", "direct_service"
PLACED, MATCHED, DIRECT_FORM = 0.5, 0.4, 0.6
USUAL_DAYS, MOST_UPDATES = 120, 3


class Around(Protocol):
    """What a story needs to know of its agency."""

    today: dt.date
    employers: list[Employer]
    helpers: list[Supporter]
    agency: Any


@dataclass
class Visit:
    """One session of a client, with its forms in order."""

    day: dt.date
    forms: list[tuple[str, Answers]]
    session_type: str = JOB_DEVELOPMENT


@dataclass
class Story:
    """The visits of one client, the first one first."""

    visits: list[Visit] = field(default_factory=list)


def tell(random: Random, client: Client, around: Around) -> Story:
    """Make up what happened since a day of the last year."""
    return Teller(random, client, around).tell()


class Teller:
    """Makes one story."""

    def __init__(self, random: Random, client: Client, around: Around) -> None:
        self.random, self.client, self.around = random, client, around
        self.french = around.agency.locale == "fr"
        (self.title, self.category, self.code, self.group, self.wage) = random.choice(texts.TRADES)

    def _say(self, pair: tuple[str, str]) -> str:
        return pair[1] if self.french else pair[0]

    def _likely(self, share: float) -> bool:
        return self.random.random() < share

    def _one(self, pairs: Any) -> str:
        return self._say(self.random.choice(pairs))

    def tell(self) -> Story:
        """Return the visits, each on a working day that is not to come."""
        random, today = self.random, self.around.today
        day = max(
            today - dt.timedelta(days=random.randint(20, 350)),
            self.client.registration_date or today - dt.timedelta(days=350),
        )
        story = Story([Visit(_workday(day), [("job_needs_assessment", self._needs(day))])])
        if self._likely(DIRECT_FORM):
            story.visits.append(
                Visit(_workday(day), [("employment", self._employment(day))], DIRECT)
            )
        for _visit in range(random.randint(1, 4)):
            day += dt.timedelta(days=random.randint(10, 35))
            story.visits.append(Visit(_workday(day), [("job_progress", self._progress(day))]))
        if self._likely(MATCHED):
            self._match(story, _workday(day + dt.timedelta(days=7)))
        if self._likely(PLACED):
            day = _workday(day + dt.timedelta(days=14))
            story.visits.append(Visit(day, [("job_placement", self._placement(day))]))
        story.visits = [visit for visit in story.visits if visit.day <= today]
        return story

    def _needs(self, day: dt.date) -> Answers:
        random = self.random
        goal = self._say(self.title)
        left = day.year - random.randint(1, 4)
        barriers = ("language", "canadian_experience", "credentials", "network", "child_care",
                    "transport", "computer", "job_search")  # fmt: skip
        return {
            "status": "completed",
            "start_date": day,
            "minutes": random.choice((60, 75, 90)),
            "preferred_language": self.client.official_language or "eng",
            "designated_groups": ["newcomer", *random.sample(("racialized", "woman"), 1)],
            "education": [
                {"institution": None, "level": random.choice(("grade_12", "college", "bachelor")),
                 "study_type": "general", "country": self.client.country_of_origin,
                 "begun": None, "ended": str(left - 8)}
            ],
            "labour_force": random.choice(("unemployed", "unemployed", "underemployed", "student")),
            "time_out_of_work": random.choice(("under_3_months", "months_6_12", "years_1_3")),
            "time_out_of_school": random.choice(("years_1_3", "over_3_years", "not_out")),
            "jobs": [
                {"title": self._one(texts.BEFORE), "employer": None, "occupation": None,
                 "occupation_code": None, "begun": str(left - 6), "ended": str(left),
                 "weekly_hours": 40, "hourly_wage": None, "reason_left": "immigration"}
            ],
            "computer_skills": random.choice(("basic", "intermediate", "advanced")),
            "english_level": random.choice(("basic", "intermediate", "advanced", "fluent")),
            "driving_licence": random.choice(("none", "full", "foreign")),
            "has_vehicle": self._likely(0.3),
            "barriers": random.sample(barriers, random.randint(1, 4)),
            "readiness": random.randint(2, 5),
            "short_goal": goal,
            "short_goal_occupation": self.category,
            "short_goal_code": self.code,
            "long_goal": self._one(texts.LATER),
            "plan": [
                {"activity": activity, "details": None, "by_whom": whom,
                 "due_on": day + dt.timedelta(days=days), "plan_status": status}
                for activity, whom, days, status in (
                    ("resume", "both", 14, "done"),
                    ("job_search", "client", 60, "in_progress"),
                    ("networking", "worker", 45, "planned"),
                )
            ],
        }  # fmt: skip

    def _progress(self, day: dt.date) -> Answers:
        random = self.random
        leads = [
            {"employer": random.choice(self.around.employers).name, "title": self._say(self.title),
             "given_on": day, "result": random.choice(("given", "applied", "interview"))}
            for _lead in range(random.randint(0, 2))
        ]  # fmt: skip
        return {
            "status": "completed",
            "start_date": day,
            "minutes": random.choice((20, 30, 45)),
            "contact_type": random.choice(("in_person", "phone", "video", "email")),
            "search_status": random.choice(("active", "active", "active", "on_hold")),
            "applications": random.randint(0, 12),
            "interviews": random.randint(0, 2),
            "networking": random.randint(0, 3),
            "trainings": random.randint(0, 2),
            "resume_done": True,
            "cover_letter_done": self._likely(0.7),
            "leads": leads,
            "goals_review": random.choice(("met", "partly", "partly", "not_met")),
            "readiness": random.randint(3, 5),
            "next_steps": self._one(texts.STEPS),
            "next_appointment": day + dt.timedelta(days=21),
        }

    def _placement(self, day: dt.date) -> Answers:
        random, today = self.random, self.around.today
        stays = True
        lines: list[Answers] = []
        for checkpoint, months in CHECKPOINT_MONTHS.items():
            due = add_months(day, months)
            # The last one that is due is often still to be asked.
            if not stays or due > today or (today - due).days < random.randint(0, 40):
                break
            stays = self._likely(0.85)
            lines.append(
                {"checkpoint": checkpoint, "asked_on": due, "still_employed": stays,
                 "same_employer": stays and self._likely(0.9), "wage": None,
                 "weekly_hours": None}
            )  # fmt: skip
        hours = random.choice((20, 24, 37, 40, 40))
        ended = not stays
        return {
            "status": "completed" if ended else "ongoing",
            "start_date": day,
            "end_date": min(today, add_months(day, 2)) if ended else None,
            "minutes": 45,
            "employer_id": random.choice(self.around.employers).id,
            "position": self._say(self.title),
            "occupation": self.category,
            "occupation_code": self.code,
            "placement_type": random.choice(("job", "job", "job", "co_op", "work_trial")),
            "found_by": random.choice(("client", "agency", "agency")),
            "related_to_field": self._likely(0.5),
            "paid": "paid",
            "wage": self.wage,
            "wage_per": "hour",
            "weekly_hours": hours,
            "tenure": random.choice(("permanent", "permanent", "temporary", "seasonal")),
            "follow_ups": lines,
            "outcome": "unemployed" if ended else "employed_full_time" if len(lines) > 1 else None,
            "satisfaction": random.randint(3, 5) if lines else None,
        }

    def _match(self, story: Story, day: dt.date) -> None:
        random = self.random
        helper = random.choice(self.around.helpers)
        roles = [role for role in helper.roles if role in {"mentor", "tutor"}]
        if not roles or day > self.around.today:
            return
        role = roles[0]
        over = (self.around.today - day).days > USUAL_DAYS
        story.visits.append(
            Visit(
                day,
                [
                    (
                        "mentor_match",
                        {
                            "status": "ongoing",
                            "start_date": day,
                            "minutes": 40,
                            "role": role,
                            "supporter_id": helper.id,
                            "basis": ["occupation", "language"],
                            "match_status": "active",
                            "goals": ["networks", "self_marketing"],
                            "subjects": ["english"] if role == "tutor" else [],
                            "agreement_signed": True,
                            "agreement_date": day,
                            "orientation_attended": True,
                            "meeting_mode": random.choice(("in_person", "online", "mixed")),
                            "frequency": random.choice(("weekly", "every_two_weeks")),
                        },
                    )
                ],
            )
        )
        for number in range(1, random.randint(2, MOST_UPDATES + 1)):
            last = over and number == 1 + (self.around.today - day).days // 60
            story.visits.append(
                Visit(
                    _workday(day + dt.timedelta(days=40 * number)),
                    [("mentor_update", self._update(day, number, last=last))],
                )
            )

    def _update(self, day: dt.date, number: int, *, last: bool) -> Answers:
        random = self.random
        return {
            "status": "completed",
            "start_date": _workday(day + dt.timedelta(days=40 * number)),
            "minutes": 20,
            "match_status": "completed" if last or number == MOST_UPDATES else "active",
            "meetings": random.randint(2, 6),
            "met_minutes": random.choice((180, 240, 300, 420)),
            "milestones": ["first_meeting", "goals_agreed"] if number == 1 else ["introductions"],
            "outcomes": self._one(texts.MENTOR_OUTCOMES),
            "goal_progress": min(100, 30 * number),
            "client_rating": random.randint(3, 5),
            "supporter_rating": random.randint(3, 5),
            "close_outcomes": ["network", "confidence"],
        }

    def _employment(self, day: dt.date) -> Answers:
        random = self.random
        answers: Answers = {
            "status": "completed",
            "start_date": day,
            "end_date": day,
            "minutes": random.choice((30, 45, 60)),
            "referred_by": random.choice(("internal", "family_or_friends", "other_provider")),
            "employment_status": random.choice(("unemployed", "unemployed", "part_time")),
            "education_status": random.choice(("not_a_student", "part_time_training")),
            "current_occupation": "67",
            "intended_occupation": self.group,
            "skills.training_received": False,
            "support.received": False,
            "earlier_programs": [
                {"name": self._one(texts.PROGRAMS), "provider": None, "year": str(day.year - 1),
                 "completed": True}
            ],
        }  # fmt: skip
        path = random.choice(("referral", "short", "short", "long"))
        if path == "referral":
            return {**answers, "registered": False, "referral_to": "ircc_service",
                    "referral_date": day}  # fmt: skip
        answers["registered"] = True
        if path == "short":
            return {
                **answers,
                "intervention_type": "short_term",
                "short_services": [
                    {"service": service, "received_on": day}
                    for service in ("counselling", "resume_screening")
                ],
            }
        return {
            **answers,
            "intervention_type": "long_term",
            "intervention_received": "work_placement",
            "intervention_status": "ongoing",
            "intervention_start": day,
            "employer_size": "small_medium",
            "placement_paid": random.choice(("paid", "unpaid")),
            "working_hours": "full_time",
        }


def _workday(day: dt.date) -> dt.date:
    """Return the day, or the Friday before a Saturday or Sunday."""
    return day - dt.timedelta(days=max(0, day.weekday() - 4))
