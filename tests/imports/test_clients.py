"""`ocms import clients`: what is read, what is refused and why, what is written."""

import datetime as dt

import pytest
from click.testing import CliRunner
from openpyxl import Workbook
from sqlalchemy import func, select

from ocms_core.audit.models import ChangeLog
from ocms_core.cli import ocms
from ocms_core.clients.models import Client
from ocms_core.clients.search import ClientSearch

WHOLE = (
    "First name,Last name,Gender,Date of birth,Arrival date,Immigration status,Phone,E-mail,"
    "City,Postal code,UCI,Registration date,Site,Needs an interpreter\n"
    "Đức,Nguyễn,Man,1990-05-12,2019-03-01,Permanent resident,416 555 0142,duc@example.ca,"
    "Toronto,M5V 2T6,12-3456-7890,2026-01-05,Main Street,yes\n"
)


def test_without_write_nothing_is_written(imports):
    done = imports.run(imports.file(WHOLE))
    assert done.exit_code == 0, done.output
    assert "Rows read" in done.output
    assert "Nothing was written" in done.output
    assert imports.clients() == []


def test_a_whole_row_becomes_a_complete_profile(imports):
    done = imports.write(WHOLE)
    assert done.exit_code == 0, done.output
    assert "1 clients were imported" in done.output
    (client,) = imports.clients()
    assert (client.number, client.name, client.name_key) == (1, "Đức Nguyễn", "nguyen duc")
    assert (client.gender, client.birth_date, client.state) == ("man", "1990-05-12", "complete")
    assert (client.has_email, client.email) == (True, "duc@example.ca")
    assert client.needs_interpreter
    assert client.arrival_date == dt.date(2019, 3, 1)
    assert client.registration_site.name == "Main Street"
    assert [phone.digits for phone in client.phones] == ["4165550142"]
    assert [(a.city, a.postal_code) for a in client.addresses] == [("Toronto", "M5V 2T6")]
    assert client.postal_code == "M5V 2T6"
    assert [(i.type, i.value) for i in client.identifiers] == [("gcms_client_id", "12-3456-7890")]
    assert client.imported_as.endswith(" clients.csv 2")
    assert imports.clients("south") == []


def test_french_headers_and_labels_and_another_agency(imports):
    text = (
        "Prénom;Nom de famille;Sexe;Date de naissance;Téléphone;Courriel;Code postal;Ville\n"
        "Zoé;Côté;Femme;12 mai 1990;514 555-0199;zoe@exemple.ca;75008;Paris\n"
    )
    done = imports.run(imports.file(text, encoding="cp1252"), "--write", agency="south")
    assert done.exit_code == 0, done.output
    (client,) = imports.clients("south")
    assert (client.name, client.gender, client.birth_date) == ("Zoé Côté", "woman", "1990-05-12")
    assert (client.addresses[0].postal_code, client.state) == ("75008", "incomplete")
    assert imports.clients() == []


def test_keys_codes_and_several_phones(imports):
    text = (
        "first_name,last_name,gender,Cell phone,Phone 2,phones-2-number,phones-2-kind,birth_date\n"
        "Ana,Silva,another_gender,416 555 0001,,416 555 0003,work,1990\n"
    )
    done = imports.write(text)
    assert done.exit_code == 0, done.output
    (client,) = imports.clients()
    assert [(phone.number, phone.kind) for phone in client.phones] == [
        ("416 555 0001", "mobile"),
        ("416 555 0003", "work"),
    ]
    assert (client.gender, client.birth_date) == ("another_gender", "1990")


def test_the_map_says_what_a_header_does_not(imports):
    text = "Person,Gender,Nom,Code\nAna,F,Silva,x\n"
    done = imports.write(text, "--map", "Person=first_name", "--map", "Gender=")
    assert done.exit_code == 0, done.output
    assert "columns left out, because no field has this name: Code" in done.output
    (client,) = imports.clients()
    assert (client.name, client.gender) == ("Ana Silva", None)
    wrong = imports.run(imports.file(text), "--map", "Person=shoe_size")
    assert wrong.exit_code == 2
    assert "There is no field shoe_size" in wrong.output


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("Ana,Silva,Princess,1990-05-12,,", "Gender", "not in the list"),
        ("Ana,Silva,,2999-01-01,,", "Date of birth", "in the future"),
        ("Ana,Silva,,31/31/1990,,", "Date of birth", "Type 1979-05-12"),
        ("Ana,Silva,,05/12/1990,,", "Date of birth", "one of two days"),
        ("Ana,Silva,,,555,", "Phone", "at least 7 digits"),
        ("Ana,Silva,,,,nobody", "E-mail", "whole e-mail address"),
        (",,Woman,1990-05-12,,", "First name", "at least one name"),
        (f"{'A' * 81},Silva,,,,", "First name", "Shorten this to 80"),
    ],
)
def test_a_bad_row_is_named_with_its_reason_and_the_others_are_written(
    imports, row, column, reason
):
    text = f"First name,Last name,Gender,Date of birth,Phone,E-mail\n{row}\nEve,Good,,,,\n"
    done = imports.write(text)
    assert done.exit_code == 1
    told = done.output.splitlines()[0]
    assert told.startswith(f"clients.csv, row 2, {column}: ")
    assert reason in told
    assert [client.name for client in imports.clients()] == ["Eve Good"]


def test_a_rule_over_two_answers_is_the_page_s(imports):
    done = imports.write(
        "First name,Last name,Date of birth,Arrival date\nAna,Silva,1990-05-12,1980-01-01\n"
    )
    assert "row 2, Arrival date: The arrival is before the birth" in done.output
    assert imports.clients() == []


def test_the_order_of_dates_can_be_said(imports):
    text = "First name,Last name,Date of birth\nAna,Silva,05/12/1990\nEve,Good,1990/5/31\n"
    done = imports.write(text, "--dates", "month-first")
    assert done.exit_code == 0, done.output
    assert [client.birth_date for client in imports.clients()] == ["1990-05-12", "1990-05-31"]
    other = imports.run(imports.file(text.replace("Ana", "Ann")), "--dates", "day-first")
    assert "Already known" in other.output
    impossible = imports.run(
        imports.file("First name,Last name,DOB\nA,B,12/31/1990\n"), "--dates", "day-first"
    )
    assert "no such day in the order of dates" in impossible.output


def test_doubles_in_the_file_and_in_the_base_are_reported_and_left_out(imports):
    imports.write("First name,Last name,Date of birth,UCI\nAna,Silva,1990-05-12,1234567890\n")
    text = (
        "First name,Last name,Preferred name,Date of birth,UCI\n"
        "ANA,Sílva,,12 May 1990,\n"
        "Other,Name,,,12-3456-7890\n"
        "New,Person,Newt,1991-01-02,\n"
        "new,PERSON,,1991-01-02,\n"
        "Third,One,,,5556667770\n"
        "Fourth,One,,,555-666-7770\n"
        "Ana,Silva,,1971-11-30,\n"
    )
    done = imports.run(imports.file(text))
    reasons = [line.partition(": ")[2] for line in done.output.splitlines()[:4]]
    assert reasons == [
        "Client 1 has this name and date of birth already.",
        "Client 1 has this identifier already.",
        "The same name and date of birth stand in row 4 of this file.",
        "The same identifier stands in row 6 of this file.",
    ]
    assert done.exit_code == 1
    imports.write(text)
    assert [client.name for client in imports.clients()][1:] == [
        "New Person",
        "Third One",
        "Ana Silva",
    ]
    # Known by another name, too: it lengthens what the base compares.
    again = imports.run(imports.file("First name,Last name,DOB\nNew,Person,1991-01-02\n"))
    assert "Client 2 has this name and date of birth already." in again.output
    kept = imports.write(text, "--keep-doubles")
    assert kept.exit_code == 0
    assert len(imports.clients()) == 4 + 7


def test_the_rejected_rows_can_be_corrected_and_imported_again(imports):
    rejected = imports.folder / "rejected.csv"
    text = 'First name,Last name,Gender,Comments\nAna,Silva,Princess,"=1+1"\nEve,Good,,\n'
    imports.write(text, "--rejected", str(rejected))
    lines = rejected.read_text("utf-8-sig").splitlines()
    assert lines[0] == "Row,Reasons,First name,Last name,Gender,Comments"
    assert lines[1].endswith(",Ana,Silva,Princess,'=1+1")
    rejected.write_text("\n".join(lines).replace("Princess", "Woman"), "utf-8")
    done = imports.run(rejected, "--write")
    assert done.exit_code == 0, done.output
    client = imports.clients()[-1]
    assert (client.name, client.gender, client.comments) == ("Ana Silva", "woman", "=1+1")


def test_a_workbook_of_two_sheets_with_dates_numbers_and_a_title_above(imports):
    book = Workbook()
    first = book.active
    first.title = "Families"
    first.append(["Clients of 2025"])
    first.append([])
    first.append(["First name *", "Last name", "Date of birth", "Phone", "Interpreter?", "Country"])
    first.append(["Zoé", "Côté", dt.date(1990, 5, 12), 5145550199, None, "Canada"])
    first.append(["Ana", "Silva", 33005, "=1+1", None, None])
    first.append([None, None, None, None, None, None])
    first.append(["Eve", "Good", 1985.0, None, None, None])
    second = book.create_sheet("More")
    second.append(["Prénom", "Nom"])
    second.append(["Łukasz", "Żółć"])
    book.create_sheet("Legend").append(["Only a remark"])
    path = imports.folder / "clients.xlsx"
    book.save(path)

    done = imports.run(path, "--write")
    assert done.exit_code == 1
    lines = done.output.splitlines()
    assert lines[0].startswith("Families, row 5, Phone: The cell holds a formula without a result")
    assert "Families: columns left out, because no field has this name: Interpreter?." in lines
    assert "Legend: no headers found, left out." in lines
    found = [(c.name, c.birth_date, [p.number for p in c.phones]) for c in imports.clients()]
    assert found == [
        ("Zoé Côté", "1990-05-12", ["5145550199"]),
        ("Eve Good", "1985", []),
        ("Łukasz Żółć", None, []),
    ]


def test_numbers_go_on_where_they_were_and_the_import_is_in_the_log(imports):
    imports.write("First name,Last name\nAna,Silva\nEve,Good\n")
    imports.write("First name,Last name\nBea,Third\n")
    clients = imports.clients()
    assert [client.number for client in clients] == [1, 2, 3]
    assert len({client.imported_as.split()[0] for client in clients}) == 2
    with imports.open() as db:
        log = db.scalars(select(ChangeLog).where(ChangeLog.kind == "import")).all()
    made = [entry.detail["clients"] for entry in log if entry.detail["action"] == "clients"]
    assert sorted(made) == [1, 2]


def test_more_rows_than_one_batch_in_one_transaction(imports):
    names = [f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}" for n in range(1203)]
    lines = [f"Maria {name},Okafor {name},1950-01-01" for name in names]
    text = "\n".join(["First name,Last name,DOB", *lines])
    done = imports.write(text, "--keep-doubles")
    assert done.exit_code == 0, done.output[-500:]
    with imports.open() as db:
        count, distinct = db.execute(
            select(func.count(), func.count(func.distinct(Client.number)))
        ).one()
        assert (count, distinct) == (1203, 1203)
        found = ClientSearch(db).find(f"okafor {names[777]}")
        assert found[0].client.name == f"Maria {names[777]} Okafor {names[777]}"


def test_what_cannot_begin_says_what_to_do(imports):
    nowhere = imports.run(imports.file(WHOLE), agency="nowhere")
    assert (nowhere.exit_code, "There are: north, south." in nowhere.output) == (2, True)
    empty = imports.run(imports.file(""))
    assert (empty.exit_code, "This file is empty" in empty.output) == (2, True)
    strange = imports.run(imports.file("Shoe,Hat\n42,7\n"))
    assert (strange.exit_code, "No row of headers was found" in strange.output) == (2, True)
    twice = imports.run(imports.file("First name,Given name\nAna,Ana\n"))
    assert (twice.exit_code, "Two columns are for the same field" in twice.output) == (2, True)
    no_pair = imports.run(imports.file(WHOLE), "--map", "Person")
    assert no_pair.exit_code == 2
    (imports.folder / "root.key").unlink()
    keyless = imports.run(imports.file(WHOLE))
    assert (keyless.exit_code, "There is no root key" in keyless.output) == (2, True)


def test_the_messages_are_french_for_a_french_agency(imports):
    done = imports.run(imports.file(WHOLE), "--language", "fr")
    assert "Rien n’a été écrit" in done.output
    assert "Lignes lues" in done.output


def test_who_resembles_somebody_is_left_out_with_the_reasons(imports):
    imports.write("First name,Last name,Date of birth\nMohamed,Nguyễn,1990-05-12\n")
    text = (
        "First name,Last name,Date of birth,Phone\n"
        "Muhammad,Nguyen,1990-05-12,\n"
        "Nguyen,Mohamed,1990-12-05,\n"
        "Oksana,Bondarenko,1984-07-30,416 555 0142\n"
        "Oxana,Bondarenko,1984-07-31,(416) 555-0142\n"
        "Petro,Bondarenko,1982-01-30,416 555 0142\n"
        "Maria,Silva,,\n"
    )
    done = imports.run(imports.file(text))
    lines = [line for line in done.output.splitlines() if ", row" in line]
    assert [line.partition(",")[2].split(":")[0] for line in lines] == [
        " row 2",
        " row 3",
        " row 5",
    ]
    assert "Resembles client 1. Date of birth, " in lines[0]
    assert "day and month exchanged" in lines[1]
    assert "Resembles row 4 of this file. " in lines[2]
    assert done.exit_code == 1
    imports.write(text)
    assert len(imports.clients()) == 1 + 3


def test_an_import_is_taken_back_by_its_number(imports):
    done = imports.write("First name,Last name,Family code\nAna,Silva,A1\nEve,Good,A1\n")
    batch = done.output.strip().rpartition(" ")[2]
    with imports.open() as db:
        changed = db.scalars(select(Client).where(Client.first_name == "Eve")).one()
        changed.revision += 1
        db.commit()

    def undo(number, *options):
        return CliRunner().invoke(
            ocms, ["import", "undo", number, "--agency", *options], catch_exceptions=False
        )

    assert undo(batch, "south").exit_code == 2
    undone = undo(batch, "north")
    assert undone.exit_code == 0
    assert "Clients removed: 1." in undone.output
    assert "Clients who stay, because somebody has worked with them: 1." in undone.output
    assert [client.name for client in imports.clients()] == ["Eve Good"]
    again = undo(batch, "north")
    assert (again.exit_code, "there is nothing to undo" in again.output) == (2, True)
