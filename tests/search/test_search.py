"""What a worker types, and whom it finds."""

import pytest

from ocms_core.clients.search import ClientSearch, Query, SearchOptions
from ocms_core.testing.statements import count_statements


@pytest.mark.parametrize(
    "typed",
    [
        "Nguyễn Đức",
        "duc nguyen",
        "NGUYEN duc",
        "nguy",
        "duc ng",
        "  nguyen,  duc ",
    ],
)
def test_names_in_any_order_with_or_without_accents_while_typing(register, find, typed):
    register("Đức", "Nguyễn")
    register("Maria", "Garcia")
    assert find(typed) == [("Đức Nguyễn", ("name",))]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Mohamed Alrashid", "Mohammed Al-Rashid"),
        ("mohammad al rasheed", "Mohammed Al-Rashid"),
        ("Olena Kovalchyk", "Олена Ковальчук"),
        ("obrian", "Siobhán O’Brien"),
        ("王小明", "小明 王"),
        ("小明", "小明 王"),
    ],
)
def test_other_spellings_and_other_scripts_are_found(register, find, typed, name):
    register("Mohammed", "Al-Rashid")
    register("Олена", "Ковальчук")
    register("Siobhán", "O’Brien")
    register("小明", "王")
    register("Tigist", "Abebe")
    assert [found for found, _reasons in find(typed)] == [name]


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("Reza Hosseini", "رضا", "حسینی"),
        ("زهرا نظری", "Zahra", "Nazari"),
        ("Torpekai Gulalai", "تورپېکۍ", "ګلالۍ"),
        ("Manivannan Balasubramaniam", "மணிவண்ணன்", "பாலசுப்பிரமணியம்"),
        ("婷婷 赵", "Tingting", "Zhao"),
        ("Xiuying Ouyang", "秀英", "欧阳"),
    ],
)
def test_a_name_in_its_own_script_is_the_name_in_latin_letters(register, find, typed, first, last):
    register(first, last)
    assert [name for name, _reasons in find(typed)] == [f"{first} {last}"]


def test_a_family_called_no_is_not_a_client_number(register, find):
    client = register("Connor", "No", birth_date="1917-10-23")
    register("Jasper", "Flock")
    assert find("connor no 1917-10-23") == [("Connor No", ("name", "birth_date"))]
    assert find(f"no {client.number}") == [("Connor No", ("number",))]


def test_the_exact_name_comes_before_a_similar_one(register, find):
    register("Marie", "Garcin")
    register("Maria", "Garcia")
    register("Maria Jose", "Garcia Lopez")
    assert [name for name, _reasons in find("maria garcia")][:2] == [
        "Maria Garcia",
        "Maria Jose Garcia Lopez",
    ]


def test_a_preferred_name_is_found_and_named_as_the_reason(register, find):
    register("Robert", "Tremblay", preferred_name="Bob")
    assert find("bob tremblay") == [("Robert Tremblay", ("preferred_name",))]
    assert find("robert") == [("Robert Tremblay", ("name",))]


@pytest.mark.parametrize(
    "typed",
    ["416-555-0142", "(416) 555 0142", "+1 416 555 0142", "14165550142", "555-0142", "41655"],
)
def test_every_phone_by_its_last_seven_digits_or_its_beginning(register, find, typed):
    register("Ana", "Silva", phones=["514 555 9999", "+1 (416) 555-0142"])
    register("Eve", "Other", phones=["416 444 0143", "905 555 0143"])
    assert find(typed) == [("Ana Silva", ("phone",))]


@pytest.mark.parametrize(
    "typed", ["1234567890", "12-3456-7890", "12 3456 7890", "UCI 12-3456-7890"]
)
def test_an_identifier_is_found_whole_and_only_whole(register, find, typed):
    register("Ana", "Silva", uci="12-3456-7890")
    register("Eve", "Other", uci="1234567891")
    assert find(typed) == [("Ana Silva", ("identifier",))]
    assert find("123456789") == []


def test_a_client_number_is_found_with_or_without_its_sign(register, find):
    client = register("Ana", "Silva")
    assert find(f"#{client.number}") == [("Ana Silva", ("number",))]
    assert find(str(client.number)) == [("Ana Silva", ("number",))]


def test_an_e_mail_is_found_in_any_case_and_while_typing(register, find):
    register("Ana", "Silva", has_email=True, email="Ana.Silva@Example.ca")
    assert find("ana.silva@example.CA") == [("Ana Silva", ("email",))]
    assert find("ana.silva@ex") == [("Ana Silva", ("email",))]
    assert find("silva@example.ca") == []


@pytest.mark.parametrize(
    ("typed", "names", "reasons"),
    [
        ("1990-05-12", ["Exact", "Swapped"], ["birth_date", "birth_swapped"]),
        ("12/05/1990", ["Exact", "Swapped"], ["birth_date", "birth_date"]),
        ("12 mai 1990", ["Exact", "Swapped"], ["birth_date", "birth_swapped"]),
        ("mai 1990", ["Exact"], ["birth_month"]),
        ("1990", ["Exact", "Swapped", "January", "Year"], ["birth_year"] * 4),
    ],
)
def test_a_birth_date_in_any_order_and_when_only_partly_known(
    register, find, typed, names, reasons
):
    register("Exact", "A", birth_date="1990-05-12")
    register("Swapped", "B", birth_date="1990-12-05")
    register("January", "C", birth_date="1990-01-01")
    register("Year", "D", birth_date="1990~")
    register("Nobody", "E", birth_date="1991-05-12")
    found = find(typed)
    assert [name.split()[0] for name, _reasons in found] == names
    assert [found_by for _name, found_by in found] == [(reason,) for reason in reasons]


def test_a_birth_date_lifts_the_right_one_of_several_namesakes(register, find):
    for birth_date in ("1979-02-01", "1990-12-05", "1990-05-12", "1990-01-01", "1985~"):
        register("Maria", "Garcia", birth_date=birth_date)
    assert [reasons for _name, reasons in find("maria garcia 1990-05-12")] == [
        ("name", "birth_date"),
        ("name", "birth_swapped"),
        ("name", "birth_year"),
        ("name",),
        ("name",),
    ]


def test_options_narrow_what_the_text_finds(register, find):
    register(
        "Maria",
        "Garcia",
        gender="woman",
        birth_date="1990-05-12",
        city="Montréal",
        postal="H2X 1Y4",
        immigration_status="permanent_resident",
        country_of_origin="COL",
    )
    register("Maria", "Garcin", gender="man", birth_date="1980", city="Toronto", postal="M5V 2T6")
    narrowed = [
        SearchOptions(gender="woman"),
        SearchOptions(birth_year=1990),
        SearchOptions(city="montreal"),
        SearchOptions(postal_code="h2x"),
        SearchOptions(immigration_status="permanent_resident"),
        SearchOptions(country_of_origin="COL"),
    ]
    assert len(find("maria garci")) == 2
    for options in narrowed:
        assert find("maria garci", options) == [("Maria Garcia", ("name",))], options
    assert find("maria", SearchOptions(gender="woman", city="Toronto")) == []


def test_anonymous_clients_are_found_by_number_only(register, find):
    hidden = register(kind="anonymous", gender="woman", phones=["416 555 0142"])
    assert find("416 555 0142") == []
    assert find(f"#{hidden.number}") == [("", ("number",))]


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "%", "_", "'; drop table client; --", "\x00", "\\", "a" * 5000, "()" * 50, "9" * 60,
     "%" * 30 + " x", "' || 'zz", "🙂", "\u202e", "1990-99-99", "@", "#", "+", "\ud800x"],
)  # fmt: skip
def test_odd_input_finds_nobody_and_breaks_nothing(register, find, typed):
    register("Ana", "Silva")
    assert find(typed) == []


def test_a_sign_of_patterns_is_not_a_pattern(db, register):
    register("Ana", "Silva")
    for words in (["%"], ["_"], ["s%a"], ["\\"]):
        assert ClientSearch(db).look_for(Query(words=words)) == []


def test_never_more_than_fifty(register, find):
    for place in range(60):
        register("Maria", f"Garcia{chr(97 + place % 26)}{chr(97 + place // 26)}")
    assert len(find("maria", limit=500)) == 50
    assert len(find("maria", limit=3)) == 3
    assert len(find("maria", limit=-1)) == 1


def test_three_statements_whatever_is_typed(db, connection, register):
    register("Ana", "Silva", uci="1234567890", phones=["416 555 0142"])
    search = ClientSearch(db)
    search.find("1234567890")
    with count_statements(connection) as sent:
        found = search.find("ana silva 1990-05-12 416 555 0142 ana@x.ca #7")
        assert [reason.default or reason for reason in found[0].reasons] == [
            "Name",
            "Telephone number",
        ]
    assert len(sent) == 3, str(sent)


def test_people_like_the_one_being_registered(db, register):
    register("Mohammed", "Al-Rashid", birth_date="1990-12-05", phones=["416 555 0142"])
    register("Ana", "Silva", has_email=True, email="ana@example.ca", uci="1234567890")
    search = ClientSearch(db)
    alike = search.like(names=["Mohamed", "Al Rasheed", None], birth_date="1990-05-12")
    assert [match.reason_codes for match in alike] == [("birth_swapped", "name_sound")]
    by_phone = search.like(names=["Sara", "Okafor"], phones=["(416) 555-0142", ""])
    assert [match.reason_codes for match in by_phone] == [("phone",)]
    both = search.like(identifiers=["12 3456 7890"], email="ANA@example.ca")
    assert [match.reason_codes for match in both] == [("identifier", "email")]
    assert search.like() == []


def test_a_changed_name_is_found_by_the_new_one(db, register, find):
    client = register("Ana", "Silva")
    client.last_name = "Żółć"
    db.flush()
    assert find("zolc") == [("Ana Żółć", ("name",))]
    assert find("silva") == []
