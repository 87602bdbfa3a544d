import datetime as dt

import pytest

from ocms_core.clients import matching


@pytest.mark.parametrize(
    ("first", "last", "preferred", "key"),
    [
        ("Đức", "Nguyễn", None, "nguyen duc"),
        ("Łukasz", "Żółć", "", "zolc lukasz"),
        ("Işık", "Yılmaz", None, "yilmaz isik"),
        ("İbrahim", "Weiß", None, "weiss ibrahim"),
        ("Иван", "Щербаков", "Ваня", "shcherbakov ivan vania"),
        ("Андрій", "Їжак", None, "izhak andrii"),
        ("Γεώργιος", "Παπαδόπουλος", None, "papadopoulos georgios"),
        ("Jean-Paul", "O’Brien", "J.-P.", "obrien jean paul j p"),
        ("小明", "王", None, "王 小 明"),
        ("محمّد", "الأحمد", None, "الاحمد محمد"),
        ("राम", "शर्मा", None, "शर्मा राम"),
        ("Maria", "Garcia", "María", "garcia maria"),
        ("Cher", None, None, "cher"),
        (None, None, None, ""),
        ("'", "--", None, ""),
    ],
)
def test_names_are_folded_to_what_a_worker_would_type(first, last, preferred, key):
    assert matching.name_key(first, last, preferred) == key


def test_folding_twice_changes_nothing():
    for text in ("Nguyễn Đức", "O’Brien-Żółć", "王小明", "Щербаков", "Αθηνά", "şərif", "김민준"):
        assert matching.fold(matching.fold(text)) == matching.fold(text)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("1990-05-12", ["1990-05-12"]),
        ("1990/5/31", ["1990-05-31"]),
        ("12/05/1990", ["1990-05-12", "1990-12-05"]),
        ("31.12.1990", ["1990-12-31"]),
        ("12/31/1990", ["1990-12-31"]),
        ("12 May 1990", ["1990-05-12"]),
        ("May 12, 1990", ["1990-05-12"]),
        ("12 mai 1990", ["1990-05-12"]),
        ("1er août 1985", ["1985-08-01"]),
        ("3 déc. 1985", ["1985-12-03"]),
        ("19900512", ["1990-05-12"]),
        ("mai 1990", ["1990-05"]),
        ("1990-05", ["1990-05"]),
        ("1990", ["1990"]),
        ("30/02/1990", ["1990"]),
        ("416-555-1234", []),
        ("12345", []),
        ("", []),
    ],
)
def test_dates_are_read_in_any_usual_order(text, dates):
    assert matching.take_dates(text)[0] == dates


def test_what_stands_beside_a_date_is_left_as_typed():
    assert matching.take_dates("Zoë Müller 12 mai 1990 Été") == (
        ["1990-05-12"],
        "Zoë Müller             Été",
    )


def test_a_cell_with_one_date_is_read_in_the_order_of_its_file():
    assert matching.read_date("05/12/1990") == ["1990-12-05", "1990-05-12"]
    assert matching.read_date("05/12/1990", day_first=True) == ["1990-12-05"]
    assert matching.read_date("05/12/1990", day_first=False) == ["1990-05-12"]
    assert matching.read_date("13/12/1990", day_first=False) == []
    assert matching.read_date("1990-05-12") == ["1990-05-12"]
    assert matching.read_date("about 1990") == []


def test_a_partial_date_means_a_span_of_days():
    assert matching.date_span("1990-05-12") == (dt.date(1990, 5, 12), dt.date(1990, 5, 12))
    assert matching.date_span("1988-02") == (dt.date(1988, 2, 1), dt.date(1988, 2, 29))
    assert matching.date_span("1990") == (dt.date(1990, 1, 1), dt.date(1990, 12, 31))
    assert matching.swapped("1990-05-12") == "1990-12-05"
    assert matching.swapped("1990-05-31") is None
    assert matching.swapped("1990-05-05") is None
    assert matching.swapped("1990") is None


def test_numbers_are_read_with_and_without_a_sign():
    assert [matching.client_number(text) for text in ("412", "#412", "No. 412", "n° 412")] == (
        [412] * 4
    )
    assert matching.client_number("4a") is None
    assert matching.phone_digits("+1 (416) 555-٠١٢٣") == "14165550123"
