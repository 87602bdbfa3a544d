"""What made-up forms say: answers by question, believable one beside the other."""

from __future__ import annotations

import datetime as dt
from random import Random

from ocms_core.demo.people import Answers, Person

TOPICS = {
    "housing": 9, "employment_and_income": 8, "health": 7, "improving_english_or_french": 8,
    "education": 6, "money_and_finances": 6, "important_documents": 8, "transportation": 3,
    "sources_of_information": 5, "community_engagement": 4, "rights_and_freedoms": 3,
    "law_and_justice": 2, "becoming_a_citizen": 4, "overview_of_canada": 3,
    "communications_and_media": 2, "interpersonal_conflict": 1,
}  # fmt: skip
NEEDS = {
    "life_in_canada": 5, "community_and_government": 8, "working_in_canada": 6,
    "education_in_canada": 4, "social_networks": 5, "professional_networks": 3,
    "local_community_services": 5, "community_involvement": 2, "language_skills": 9,
    "other_skills": 2, "find_employment": 8,
}  # fmt: skip
COMMUNITY_NEEDS = {
    "food_clothing_material": 4, "housing": 6, "health": 5, "financial": 5, "family_support": 3,
    "language": 1, "education": 2, "employment": 2, "legal": 4, "community_services": 3,
}  # fmt: skip
NOTES_EN = (
    "Explained how to apply for the health card and which papers to bring.",
    "Filled in the child benefit application together; one landing paper is missing.",
    "Looked at three apartment listings; viewing of one on Saturday.",
    "Referred to the language assessment centre; wants an evening class because of child care.",
    "Called the school about a place in grade 4; the meeting is next week.",
    "Explained the tax return; free clinic on the 14th, with all slips.",
    "Talked about finding a family doctor; put on the waiting list of the clinic nearby.",
    "Reviewed the résumé; to send the new version by Friday.",
    "Very worried about family abroad. Offered the counselling line in her language.",
    "Rent went up; explained the rules and gave the number of the tenant help line.",
)
NOTES_FR = (
    "Expliqué la demande de carte Santé et les documents à apporter.",
    "Rempli ensemble la demande d’allocation pour enfants; il manque un document.",
    "Trois annonces de logement regardées; une visite samedi.",
    "Aiguillage vers l’évaluation linguistique; souhaite un cours du soir.",
    "Appel à l’école pour une place en 4e année; rencontre la semaine prochaine.",
    "Expliqué la déclaration de revenus; clinique gratuite le 14.",
    "Inscription sur la liste d’attente de la clinique du quartier.",
    "Curriculum vitæ revu; nouvelle version attendue vendredi.",
    "Préparation de l’audience : la liste des preuves est faite, rendez-vous avec l’avocat pris.",
)
OBJECTIVES = {
    "en": ("Find a two-bedroom apartment near the school.", "Reach CLB 6 before college.",
           "Work as a nurse again; first step is the assessment of the diploma."),
    "fr": ("Trouver un logement près de l’école.", "Passer l’examen de citoyenneté l’an prochain.",
           "Reprendre le métier d’infirmière; d’abord l’évaluation du diplôme."),
}  # fmt: skip
GREEN_GAPS = {
    "information_orientation": ("topics_given", "status", "funder_id"),
    "needs_assessment": ("status", "program_id", "funder_id"),
    "community_connections": ("status", "funder_id"),
    "non_specified": ("topic_id", "status"),
}
YELLOW_GAPS = {
    "information_orientation": ("service_language", "institution_type", "end_date",
                                "services_received", "support.received", "skills.life_received"),
    "needs_assessment": ("end_date", "citizenship_intention", "support_required", "referred_by",
                         "settlement_plan_shared"),
    "community_connections": ("topic", "service", "skills.training_received"),
    "non_specified": ("service_language",),
}  # fmt: skip


class AnswerMaker:
    """Draws the answers of one form after another. locale: the agency's language of notes."""

    def __init__(self, random: Random, locale: str) -> None:
        self.random = random
        self.locale = locale

    def header(self, day: dt.date, minutes: int, language: str, postal_code: str) -> Answers:
        """Return what every form is asked."""
        random = self.random
        ongoing = random.random() < 0.08
        return {
            "status": "ongoing" if ongoing else "completed",
            "start_date": day,
            "end_date": None if ongoing else day,
            "minutes": minutes,
            "volunteer_minutes": 30 if random.random() < 0.03 else None,
            "service_language": language,
            "referred_by": random.choice(
                ("family_or_friends", "internal", "other_provider", "school", "not_referred")
            ),
            "institution_type": "settlement_provider"
            if random.random() < 0.85
            else random.choice(("public_library", "community_centre", "online")),
            "postal_code": postal_code,
            "notes": self._note() if random.random() < 0.45 else None,
            "private": random.random() < 0.05,
        }

    def details(self, kind: str, person: Person, *, several: bool, language: str) -> Answers:
        """Return the answers of one kind of form."""
        answers = self._support(person, language)
        if kind == "information_orientation":
            answers |= self._orientation(several=several)
        elif kind == "needs_assessment":
            answers |= self._assessment()
        elif kind == "community_connections":
            answers |= self._connections()
        else:
            answers |= {
                "topic_id": self.random.choices((0, 1, 2), (5, 3, 4))[0],
                "other_topic": None,
            }
        return answers

    def leave_gaps(self, kind: str, answers: Answers, *, recent: bool) -> None:
        """Take a few answers away: work not finished yet, and work never finished."""
        if self.random.random() < (0.25 if recent else 0.05):
            key = self.random.choice(GREEN_GAPS[kind])
            answers[key] = [] if key == "topics_given" else None
        if self.random.random() < 0.09:
            answers[self.random.choice(YELLOW_GAPS[kind])] = None

    def _note(self) -> str:
        return self.random.choice(NOTES_FR if self.locale == "fr" else NOTES_EN)

    def _some(self, weights: dict[str, int], low: int, high: int) -> list[str]:
        wanted = self.random.randint(low, high)
        chosen: set[str] = set()
        while len(chosen) < wanted:
            chosen.add(self.random.choices(list(weights), list(weights.values()))[0])
        return [key for key in weights if key in chosen]

    def _part(self, chosen: list[str], share: float) -> list[str]:
        return [key for key in chosen if self.random.random() < share]

    def _support(self, person: Person, language: str) -> Answers:
        random = self.random
        if random.random() > 0.2:
            return {"support.received": False}
        services = self._some({"child_care": 4, "transportation": 4, "interpretation": 5,
                               "translation": 2, "crisis_counselling": 1}, 1, 2)  # fmt: skip
        answers: Answers = {"support.received": True, "support.services": services}
        if "child_care" in services:
            answers["support.children"] = [
                {"age": random.choice(("infant", "toddler", "preschool", "school_age")),
                 "care_type": "short_term"}
                for _child in range(random.choice((1, 1, 2)))
            ]  # fmt: skip
        for service in ("interpretation", "translation"):
            if service in services:
                answers[f"support.{service}_from"] = person.language
                answers[f"support.{service}_to"] = "fra" if language == "fra" else "eng"
        return answers

    def _orientation(self, *, several: bool) -> Answers:
        random = self.random
        given = self._some(TOPICS, 1, 4)
        trained = random.random() < 0.1
        life = random.random() < 0.15
        directed = random.random() < 0.06
        return {
            "arrival_stage": "post_arrival",
            "services_received": "family" if several else "one_on_one",
            "orientation_length": random.choice(("minutes_6_30", "minutes_30_60", None, None)),
            "topics_given": given,
            "topics_referred": self._part(given, 0.3),
            "target_group.directed": directed,
            "target_group.groups": ["refugees"] if directed else [],
            "skills.training_received": trained,
            "skills.training": random.choice((["computer"], ["document_use"])) if trained else [],
            "skills.life_received": life,
            "skills.life": random.choice((["life_skills"], ["citizenship"])) if life else [],
        }

    def _connections(self) -> Answers:
        random = self.random
        matching = random.random() < 0.35
        occasion = None if matching else random.choice(("event", "regular", "regular"))
        trained = random.random() < 0.25
        one_on_one = matching and random.random() < 0.7
        group = "matching_group" if matching else "community_group"
        return {
            "activity": "matching" if matching else "community",
            "occasion": occasion,
            "event_type": random.choice(("culture_or_history", "field_trip", "neighbourhood_day"))
            if occasion == "event"
            else None,
            "service_type": "matching" if matching else "conversation_circle",
            "topic": random.choice(
                ("labour_market", "language_learning", "settled_people")
                if matching
                else ("other_newcomers", "canadian_society", "community_involvement")
            ),
            "service": "matching_one_on_one" if one_on_one else group,
            "group_size": random.choice(("under_10", "from_10_to_20")),
            "volunteers_took_part": random.random() < 0.6,
            "skills.training_received": trained,
            "skills.training": ["interpersonal", "life_skills"] if trained else [],
            "target_group.directed": False,
        }

    def _assessment(self) -> Answers:
        random = self.random
        needs = self._some(NEEDS, 1, 5)
        work = "find_employment" in needs
        support, community = random.random() < 0.35, random.random() < 0.55
        community_needs = self._some(COMMUNITY_NEEDS, 1, 3) if community else []
        reasons = ("find_employment", "get_an_education", "participate", "acquire_citizenship")
        return {
            "needs": needs,
            "needs_referred": self._part(needs, 0.5),
            "language_skills_reason": random.choice(reasons),
            "other_skills_reason": random.choice(reasons),
            "employment_timeframe": random.choice(("within_one_year",) * 3 + ("after_one_year",)),
            "work_experience": random.choice(("outside_canada",) * 3 + ("no", "both")),
            "noc_skill_level": random.choice(("a", "b", "b", "c", "d", "unknown")),
            "credential_intention": random.choice(("yes", "no", "unknown")) if work else None,
            "citizenship_intention": random.choice(("yes", "yes", "yes", "unknown", "no")),
            "settlement_plan_shared": random.random() < 0.7,
            "objectives": random.choice(OBJECTIVES[self.locale]) if random.random() < 0.4 else None,
            "priority": random.choice(("low", "medium", "medium", "high")),
            "is_urgent": random.random() < 0.06,
            "support_required": support,
            "support_required_services": self._some({"child_care": 3, "transportation": 3,
                                                     "interpretation": 4}, 1, 2) if support else [],
            "community_services_needed": community,
            "community_needs": community_needs,
            "community_needs_referred": self._part(community_needs, 0.6),
        }  # fmt: skip
