"""What a code list promises, whatever is in it."""

from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from ocms_core.lookups import COUNTRY, LANGUAGE, Code, CodeList

OLD_RULE = Code("old", "Old rule", "Ancienne règle", until=date(2020, 3, 31), group="rule")
NEW_RULE = Code("new", "New rule", "Nouvelle règle", since=date(2020, 4, 1), group="rule")
SHELTER = Code("shelter", "Shelter", "Centre d’hébergement", funder_label="Shelter ")


@pytest.fixture
def rules() -> CodeList:
    return CodeList("rules", (OLD_RULE, NEW_RULE, SHELTER), "Rules", "Règles")


def test_same_code_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="has the code old twice"):
        CodeList("rules", (OLD_RULE, OLD_RULE), "Rules", "Règles")


@pytest.mark.parametrize(
    "other",
    [
        Code("other", "OLD  RULE", "Autre"),
        Code("other", "Other", "ancienne regle"),
        Code("other", "Other", "Autre", funder_label="Old rule"),
    ],
)
def test_label_that_means_two_codes_is_refused(other: Code) -> None:
    with pytest.raises(ValueError, match="means both"):
        CodeList("rules", (OLD_RULE, other), "Rules", "Règles")


def test_label_follows_the_locale(rules: CodeList) -> None:
    assert rules.label("shelter", "en") == "Shelter"
    assert rules.label("shelter", "fr") == "Centre d’hébergement"
    assert rules.label("shelter", "fr_CA") == "Centre d’hébergement"
    assert (rules.title("en"), rules.title("fr")) == ("Rules", "Règles")


def test_unknown_code_is_its_own_label(rules: CodeList) -> None:
    assert rules.label("withdrawn_long_ago", "fr") == "withdrawn_long_ago"
    assert "withdrawn_long_ago" not in rules
    assert "shelter" in rules


@pytest.mark.parametrize(
    ("day", "codes"),
    [
        (date(2020, 3, 31), ["old", "shelter"]),
        (date(2020, 4, 1), ["new", "shelter"]),
        (None, ["new", "shelter"]),
    ],
)
def test_active_keeps_first_and_last_day(
    rules: CodeList, day: date | None, codes: list[str]
) -> None:
    assert [item.code for item in rules.active(day)] == codes
    assert [code for code, _ in rules.choices("en", day)] == codes


def test_in_group_keeps_declared_order(rules: CodeList) -> None:
    assert rules.in_group("rule") == (OLD_RULE, NEW_RULE)
    assert rules.in_group("none") == ()


@pytest.mark.parametrize(
    "text", ["shelter", "SHELTER", " Shelter ", "centre d'hebergement", "CENTRE D’HÉBERGEMENT"]
)
def test_find_takes_code_and_labels_in_any_spelling(rules: CodeList, text: str) -> None:
    assert rules.find(text) == "shelter"


@pytest.mark.parametrize("text", ["", "   ", "shelt", "centre"])
def test_find_does_not_guess(rules: CodeList, text: str) -> None:
    assert rules.find(text) is None


def test_exact_code_comes_before_a_label_that_looks_like_it() -> None:
    assert LANGUAGE.find("aka") == "aka"
    assert LANGUAGE.label("aka", "en") == "Akan"
    assert LANGUAGE.find("Aka") == "aka_language"


def test_funder_label_stays_byte_for_byte(rules: CodeList) -> None:
    assert rules.by_code["shelter"].for_funder == "Shelter "
    assert rules.by_code["old"].for_funder == "Old rule"


def test_alphabetical_list_is_in_the_order_of_the_reader() -> None:
    english = [label for _, label in COUNTRY.choices("en")]
    french = [label for _, label in COUNTRY.choices("fr")]
    assert english.index("Germany") > english.index("Eswatini")
    assert french.index("Allemagne") < french.index("Andorre")
    assert french.index("Égypte") < french.index("Espagne")
    assert french[-2:] == ["Apatride", "Inconnu"]
    assert len(french) == len(COUNTRY)


def test_official_languages_come_first_and_the_rest_last() -> None:
    codes = [code for code, _ in LANGUAGE.choices("fr")]
    assert codes[:2] == ["eng", "fra"]
    assert codes[2] == "ashanti"
    assert LANGUAGE.by_code[codes[-1]].group == "other"


def test_lists_cannot_be_changed(rules: CodeList) -> None:
    with pytest.raises(FrozenInstanceError):
        rules.key = "other"
    with pytest.raises(FrozenInstanceError):
        SHELTER.en = "Refuge"
    assert len({rules, COUNTRY, LANGUAGE}) == 3
