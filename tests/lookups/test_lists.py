"""What is true of every list: codes, two languages, and texts that find their code again."""

import itertools
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocms_core.lookups import (
    AGE_BAND,
    AGE_BAND_LIMITS,
    AGE_GROUP,
    COUNTRY,
    EMPLOYMENT_STATUS,
    ESSENTIAL_SKILL,
    FUNDER_EMPLOYMENT_STATUS,
    IMMIGRATION_CLASS,
    IMMIGRATION_STATUS,
    LANGUAGE,
    age_band,
)

# The codes whose word is the same in English and French, list by list. Street types are all of
# them, because they are part of a name.
SAME_WORD = {
    "ASSESSMENT_TOOL": "clba clbpa clbpt elt_pa btc_nclc nclc_ama ielts celpip tef tcf",
    "CREDENTIAL_ASSESSOR": "wes iqas",
    "NCLC_LISTENING_SPEAKING": " ".join(f"clb_{level}" for level in range(1, 13)),
    "NCLC_READING_WRITING": " ".join(f"clb_{level}" for level in range(1, 13)),
    "PROVINCE": "ON MB SK AB YT NU",
    "COUNTRY": """
        AF AO AI AW BS BD BW BF BI CA CR CI CU CW DJ SZ FR GA GH GI GP GU GT GY HN HK IR JE KZ KE
        KI XK LA LS LI LU MO MG MW MV ML MQ YT MC MS MZ NR NI NE NU OM PK PA PY PH PT QA RE RW WS
        SC SL LK SR TL TG TK TO TV UA UY VU VE VN ZW""",
    "LANGUAGE": """
        ada aar afr aka_language aka akl akra aran bam belen bem ben beni bijaiya bin bisaya bib
        bnc bre busan busango cat ceb ccp chaocho cbk nya chiuchow chowchau concani prs dzo edo
        fan fat cdo fouki foullah gaa guj hak harara har hargar mey hil hin hindko hokkien ibb ibo
        igorot ilonggo ilo izz kfr keo kan kandahari kankani karen khm kon kinyamulenge kin run
        kiswahili kok kri lao lengie lin lowma lug myx lutoro macena mxx mal maligo cmn mar shr
        gej lus nus nzi oke orm osal lot pahari peul phuockien pidgin rhg rom cgg nyn ttj smo sag
        scoula sot seswi shn shansai snd sna som sotho suesue swa tgl taichew tari tat tatshanese
        teochew tichiew tiv lua tsibula twi urh uigrigma umb unama visayan war wol xho yiboe yid
        yor zshiluba zuganda""",
}

WELL_FORMED = {
    "COUNTRY": r"[A-Z]{2}|CSHH|CSXX|SUHH|YUCS|stateless|unknown",
    "PROVINCE": r"[A-Z]{2}",
    "NOC_2021_BROAD": r"[0-9]",
}


def test_long_lists_are_whole(lists):
    sizes = {
        "LANGUAGE": 263,
        "STREET_TYPE": 140,
        "COUNTRY": 256,
        "ORIENTATION_LENGTH": 33,
        "IO_TOPIC": 16,
        "NEED_AREA": 11,
        "COMMUNITY_NEED": 10,
        "TARGET_GROUP": 14,
        "PROVINCE": 13,
        "NOC_2021_BROAD": 10,
    }
    assert {name: len(lists[name]) for name in sizes} == sizes


def test_keys_are_the_names_of_the_constants(lists):
    assert {name.lower() for name in lists} == {item.key for item in lists.values()}


def test_codes_are_well_formed(constant, code_list):
    pattern = re.compile(WELL_FORMED.get(constant, r"[a-z][a-z0-9_]*"))
    assert [item.code for item in code_list if not pattern.fullmatch(item.code)] == []
    assert len({item.code for item in code_list}) == len(code_list)


def test_labels_are_clean_in_both_languages(code_list):
    texts = [code_list.title_en, code_list.title_fr]
    texts += [text for item in code_list for text in (item.en, item.fr)]
    assert [text for text in texts if not text or text != " ".join(text.split())] == []
    assert [text for text in texts if "'" in text] == [], "typographic apostrophes only"
    assert [text for text in texts if text != unicodedata.normalize("NFC", text)] == []
    assert [text for text in texts if text[0] != text[0].upper()] == []


def test_french_is_french(constant, code_list):
    same = {item.code for item in code_list if item.en == item.fr}
    if constant == "STREET_TYPE":
        assert same == {item.code for item in code_list} - {"not_applicable"}
    else:
        assert same == set(SAME_WORD.get(constant, "").split())


def test_funder_label_is_given_only_where_it_differs(code_list):
    assert [item.code for item in code_list if item.funder_label in (item.en, "")] == []


def _without_accents(text):
    return "".join(
        sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign)
    )


SPELLINGS = (
    str,
    str.upper,
    str.lower,
    str.title,
    _without_accents,
    lambda text: f"  {text}\t",
    lambda text: text.replace("’", "'"),
    lambda text: text.replace(" ", "  "),
    lambda text: unicodedata.normalize("NFD", text),
)


@given(data=st.data())
def test_every_text_of_a_code_finds_it_again(lists, data):
    code_list = lists[data.draw(st.sampled_from(sorted(lists)))]
    item = data.draw(st.sampled_from(code_list.codes))
    text = data.draw(st.sampled_from([item.en, item.fr, item.for_funder]))
    spelt = data.draw(st.sampled_from(SPELLINGS))(text)
    expected = spelt.strip() if spelt.strip() in code_list else item.code
    assert code_list.find(spelt) == expected
    assert code_list.find(item.code) == item.code


@given(text=st.text())
def test_find_returns_a_code_of_the_list_or_nothing(lists, text):
    for code_list in lists.values():
        found = code_list.find(text)
        assert found is None or found in code_list


@pytest.mark.parametrize(
    ("age", "band", "group"),
    [
        (0, "age_0_5", "children"),
        (5, "age_0_5", "children"),
        (6, "age_6_12", "children"),
        (14, "age_13_14", "children"),
        (15, "age_15_18", "youth"),
        (24, "age_19_24", "youth"),
        (25, "age_25_29", "adults"),
        (64, "age_55_64", "adults"),
        (65, "age_65_over", "seniors"),
        (110, "age_65_over", "seniors"),
    ],
)
def test_age_band(age, band, group):
    assert age_band(age) == band
    assert AGE_BAND.by_code[band].group == group
    assert group in AGE_GROUP


def test_age_bands_leave_no_gap():
    limits = list(AGE_BAND_LIMITS.values())
    assert limits[0][0] == 0
    assert limits[-1][1] is None
    assert all(last + 1 == first for (_, last), (first, _) in itertools.pairwise(limits))


def test_negative_age_has_no_band():
    with pytest.raises(ValueError, match="-1"):
        age_band(-1)


def test_groups_say_what_is_known():
    eligible = {item.code for item in IMMIGRATION_STATUS.in_group("eligible")}
    assert eligible == {"permanent_resident", "protected_person", "cuaet", "approved_in_principle"}
    assert {item.group for item in IMMIGRATION_CLASS} == {"economic", "family", "refugee", "other"}
    only_in_one_file = ESSENTIAL_SKILL.in_group("community_connections")
    assert [item.code for item in only_in_one_file] == ["life_skills"]
    known = {item.group for item in EMPLOYMENT_STATUS if item.group}
    assert known == {item.code for item in FUNDER_EMPLOYMENT_STATUS}


def test_needs_stand_in_the_groups_of_the_grid(lists):
    groups = [item.group for item in lists["NEED_AREA"]]
    assert groups == ["knowledge"] * 4 + ["networks"] * 4 + ["skills"] * 2 + ["employment"]


def test_languages_a_newcomer_writes_are_found_by_their_usual_names():
    usual = {"Ukrainien": "ukr", "Tigrinya": "tir", "Dari": "prs", "pachto": "pus", "Igbo": "ibo"}
    assert {name: LANGUAGE.find(name) for name in usual} == usual


def test_countries_of_the_past_keep_a_code():
    assert COUNTRY.find("Yougoslavie (ancienne)") == "YUCS"
    assert COUNTRY.find("cote d'ivoire") == "CI"
    assert COUNTRY.find("Apatride") == "stateless"
    assert len(COUNTRY.in_group("former")) == 4
