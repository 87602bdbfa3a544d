import datetime as dt
from random import Random

from ocms_core.demo.agencies import AGENCIES, LAKESHORE, RIVIERE
from ocms_core.demo.names import ORIGINS
from ocms_core.demo.people import Population
from ocms_core.demo.services import Year
from ocms_core.lookups import COUNTRY, LANGUAGE

TODAY = dt.date(2026, 11, 23)


def drawing(seed):
    return Random(seed)  # noqa: S311  made-up people


def people(agency, seed=7, count=60):
    population = Population(drawing(seed), agency.town, TODAY, french_leaning=agency.locale == "fr")
    return [*population.named(count), *population.anonymous(5, ["site"])]


def test_the_same_seed_draws_the_same_people_and_the_same_year():
    first, second = people(LAKESHORE), people(LAKESHORE)
    assert [person.answers for person in first] == [person.answers for person in second]
    years = [
        [
            (plan.day, plan.worker, [form.answers for form in plan.forms])
            for plan in Year(drawing(3), LAKESHORE, drawn, TODAY).sessions()
        ]
        for drawn in (first, second)
    ]
    assert years[0] == years[1]
    assert years[0] != []


def test_another_seed_draws_others():
    assert [p.answers for p in people(LAKESHORE, 1)] != [p.answers for p in people(LAKESHORE, 2)]


def test_nobody_is_served_before_registration_or_in_the_future():
    for agency in AGENCIES:
        for plan in Year(drawing(5), agency, people(agency), TODAY).sessions():
            assert plan.day <= TODAY
            assert all(person.registered <= plan.day for person in plan.people)
            assert plan.forms


def test_origins_use_codes_that_exist():
    assert all(origin.country in COUNTRY for origin in ORIGINS)
    assert all(origin.language in LANGUAGE for origin in ORIGINS)


def test_the_french_leaning_agency_meets_more_people_who_prefer_french():
    english = sum(person.prefers_french for person in people(LAKESHORE, count=300))
    french = sum(person.prefers_french for person in people(RIVIERE, count=300))
    assert french > 3 * english
