"""Files on the pages: sent, listed, opened, changed, put into the bin and back."""

import re
from urllib.parse import unquote

from sqlalchemy import func, select, text

from ocms_core.audit.models import AccessLog
from ocms_core.db.types import uuid7
from ocms_core.testing.statements import count_statements
from tests.files.samples import GOOD, HOSTILE, PDF, picture

NAMES = (
    "Паспорт Оленки.pdf",
    "شهادة الميلاد.pdf",
    "出生证明.pdf",
    "பிறப்புச் சான்றிதழ்.pdf",
    "Déclaration de l’hôtel (1).pdf",
    "a.b.c.pdf",
)


def test_a_file_comes_back_byte_for_byte_and_is_not_in_the_store_in_clear(files):
    key = files.stored(content=PDF + b"% Amina Haddad\n%%EOF")
    answer = files.app.get(f"/files/{key}")
    assert answer.body == PDF + b"% Amina Haddad\n%%EOF"
    assert answer.content_type == "application/pdf"
    folder = files.app.app.registry["settings"].files_dir
    row = files.newest()
    stored = (folder / row.stored_as).read_bytes()
    assert b"Amina" not in stored
    assert (folder / row.stored_as).stat().st_mode & 0o777 == 0o600
    assert "letter" not in row.stored_as


def test_names_of_any_script_are_kept(files):
    for name in NAMES:
        key = files.stored(name=name)
        assert files.names()[0] == name
        told = files.app.get(f"/files/{key}").headers["Content-Disposition"]
        assert told.startswith("attachment; ")
        assert unquote(told.partition("filename*=UTF-8''")[2]) == name
        assert told.isascii()


def test_no_answer_lets_a_browser_show_a_file(files):
    key = files.stored("page.txt", b"hello <b>world</b>")
    answer = files.app.get(f"/files/{key}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.content_length == len(answer.body)


def test_pictures_have_a_thumbnail_that_we_made(files):
    key = files.stored("photo.jpg", picture(size=(1200, 800)))
    page = files.app.get(files.home)
    assert f'src="/files/{key}/thumbnail"' in page
    answer = files.app.get(f"/files/{key}/thumbnail")
    assert answer.content_type == "image/webp"
    assert answer.body.startswith(b"RIFF")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    pdf = files.stored()
    files.app.get(f"/files/{pdf}/thumbnail", status=404)


def test_several_files_at_once_and_what_is_refused_is_said(files):
    answer = files.send(*((name, content) for name, (content, _kind) in GOOD.items()))
    assert answer.status_int == 303
    assert f"{len(GOOD)} files are stored." in answer.follow()
    assert len(files.names()) == len(GOOD)
    mixed = files.send(("good.pdf", PDF), ("bad.html", b"<html>"))
    assert mixed.status_int == 422
    assert "bad.html" in mixed
    assert "This kind of file is not taken." in mixed
    assert "The others are stored." in mixed
    assert "good.pdf" in files.names()
    nothing = files.send()
    assert nothing.status_int == 422
    assert "Choose at least one file." in nothing


def test_hostile_uploads_are_a_sentence_and_leave_nothing(files):
    for case, (name, content) in HOSTILE.items():
        answer = files.send((name, content), headers={"Accept": "application/json"})
        assert answer.status_int == 422, case
        (told,) = answer.json["files"]
        assert told["problem"].endswith("."), case
    assert files.names() == []


def test_a_script_gets_an_answer_for_each_file(files):
    answer = files.send(("a.pdf", PDF), headers={"Accept": "application/json"})
    assert answer.status_int == 200
    assert answer.json == {"files": [{"name": "a.pdf", "problem": None}]}


def test_a_file_that_is_too_large_is_refused_before_it_is_read(files, monkeypatch):
    limits = files.app.app.registry["settings"]
    object.__setattr__(limits, "file_max_mb", 1)
    try:
        answer = files.send(("a.pdf", PDF + bytes(1_200_000) + b"%%EOF"))
        assert answer.status_int == 422
        assert "The file is larger than 1 MB." in answer
        whole = files.send(("a.pdf", PDF + bytes(4_000_000)))
        assert whole.status_int == 413
        assert "Go back and send smaller files" in whole
    finally:
        object.__setattr__(limits, "file_max_mb", 25)
    assert files.names() == []


def test_the_room_of_an_agency_is_limited(files):
    limits = files.app.app.registry["settings"]
    object.__setattr__(limits, "files_quota_mb", 1)
    try:
        filler = b"name\n" + b"x,y\n" * 200_000
        assert files.send(("a.csv", filler)).status_int == 303
        answer = files.send(("b.csv", filler))
        assert answer.status_int == 422
        assert "room for files is used up" in answer
    finally:
        object.__setattr__(limits, "files_quota_mb", 20480)


def test_a_download_is_in_the_access_log_and_the_thumbnail_is_not_a_second_line(files):
    key = files.stored("photo.jpg", picture())
    with files.session() as session:
        before = session.scalar(select(func.count()).select_from(AccessLog))
    files.app.get(f"/files/{key}")
    files.app.get(f"/files/{key}/thumbnail")
    with files.session() as session:
        logged = session.scalars(select(AccessLog.action).order_by(AccessLog.at)).all()[before:]
    assert logged == ["GET files.download"]


def test_name_kind_words_and_reach_are_changed_by_who_may(files):
    key = files.stored(kind="letter", description="From the school")
    page = files.app.get(files.home)
    assert "From the school" in page
    form = files.app.get(f"/files/{key}/edit").forms
    edit = next(one for one in form.values() if "name" in one.fields)
    edit["name"] = "école"
    edit["kind"] = "certificate"
    edit["scope"] = "private"
    assert edit.submit().status_int == 303
    row = files.newest()
    assert (row.name, row.kind, row.scope) == ("école.pdf", "certificate", "private")
    files.sign_in("colleague")
    files.app.get(f"/files/{key}/edit", status=404)
    files.app.get(f"/files/{key}", status=404)
    files.sign_in("manager")
    typed = {"name": " . ", "kind": "letter", "description": "", "scope": "agency"}
    wrong = files.app.send(f"/files/{key}/edit", typed, status=422)
    assert "Type a name for the file." in wrong


def test_a_removed_file_lies_in_the_bin_and_comes_back(files):
    key = files.stored()
    answer = files.app.send(f"/files/{key}/remove", {})
    assert "The file is in the bin." in answer.follow()
    assert files.names() == []
    assert files.names(f"{files.home}?bin=1") == ["letter.pdf"]
    files.sign_in("colleague")
    assert files.names(f"{files.home}?bin=1") == []
    files.app.get(f"/files/{key}", status=404)
    files.app.send(f"/files/{key}/restore", {}, status=404)
    files.sign_in("manager").app.send(f"/files/{key}/restore", {})
    assert files.names() == ["letter.pdf"]


def test_files_of_forms_are_in_the_same_list_with_filters(files):
    form = files.form()
    page = files.app.get(f"/forms/{form}")
    assert "Attachments" in page
    files.stored()
    answer = files.send(("of-form.pdf", PDF), path=f"/files/of-form/{form}", kind="consent")
    assert answer.location.endswith(f"/forms/{form}")
    assert files.names(f"/forms/{form}") == ["of-form.pdf"]
    assert files.names() == ["of-form.pdf", "letter.pdf"]
    assert files.names(f"{files.home}?place=profile") == ["letter.pdf"]
    assert files.names(f"{files.home}?place=forms") == ["of-form.pdf"]
    assert files.names(f"{files.home}?kind=consent") == ["of-form.pdf"]
    files.app.get(f"{files.home}?kind=nothing", status=400)
    files.app.get(f"{files.home}?place=x", status=400)
    files.app.get(f"{files.home}?bin=2", status=400)
    refused = files.app.send(f"/forms/{form}/delete", {}).follow(status="*")
    assert "put them into the bin first" in refused


def test_wrong_answers_of_an_upload_are_a_400(files):
    assert files.send(("a.pdf", PDF), kind="nothing").status_int == 400
    assert files.send(("a.pdf", PDF), scope="form").status_int == 400
    assert files.send(("a.pdf", PDF), unknown="x").status_int == 400
    form = files.form()
    to_form = f"/files/of-form/{form}"
    assert files.send(("a.pdf", PDF), path=to_form, scope="private").status_int == 400
    answer = files.app.post(
        files.upload_path,
        {"csrf_token": files.app.csrf_token},
        upload_files=[("kind", "a.pdf", PDF)],
        status="*",
    )
    assert answer.status_int == 400
    assert files.send(("a.pdf", PDF), path=f"/files/of-form/{uuid7()}").status_int == 404
    assert files.send(("a.pdf", PDF), path="/files/of-client/99999").status_int == 404


def test_a_file_of_another_agency_is_not_there(files):
    key = files.stored("photo.jpg", picture())
    files.app.sign_in(files.world.south.emails["admin"])
    for path in ("", "/thumbnail", "/edit"):
        files.app.get(f"/files/{key}{path}", status=404)
    for path in ("/remove", "/restore", "/edit"):
        files.app.send(
            f"/files/{key}{path}",
            {"name": "x", "kind": "other"} if path == "/edit" else {},
            status=404,
        )


def test_a_file_that_the_store_lost_is_told(files):
    key = files.stored()
    (files.app.app.registry["settings"].files_dir / files.newest().stored_as).unlink()
    answer = files.app.get(f"/files/{key}", status=503)
    assert "cannot be read at the moment" in answer


def test_the_stored_key_of_one_file_opens_no_other(files):
    one = files.stored()
    files.stored("b.pdf", PDF + b"%%EOF b")
    with files.session() as session:
        rows = session.execute(text("select id, wrapped_key, stored_as from client_file")).all()
        other = next(row for row in rows if row.id != one)
        session.execute(
            text("update client_file set wrapped_key = :key where id = :id"),
            {"key": other.wrapped_key, "id": one},
        )
        session.commit()
    files.app.get(f"/files/{one}", status=503)


def test_pages_send_few_statements(files, connection):
    form = files.form()
    files.send(*((f"{at}.pdf", PDF) for at in range(8)))
    files.send(*((f"{at}.pdf", PDF) for at in range(4)), path=f"/files/of-form/{form}")
    key = files.newest().id
    for path in (files.home, f"/forms/{form}", f"/files/{key}", f"/files/{key}/edit"):
        with count_statements(connection) as sent:
            files.app.get(path)
        assert len(sent) <= 12, str(sent)
    with count_statements(connection) as sent:
        files.send(("a.pdf", PDF))
    assert len(sent) <= 20, str(sent)


def test_the_timeline_tells_of_files(files):
    files.stored(kind="letter")
    page = files.app.get(f"/clients/{files.world.north.client.number}")
    assert "letter.pdf" in page
    assert re.search(r'href="/files/[0-9a-f-]{36}"', page.text)


def test_pages_are_whole_in_french(files):
    key = files.stored()
    files.app.set_cookie("ocms_language", "fr")
    files.app.send("/language/fr", {"next": "/"}, status="*")
    page = files.app.get(files.home)
    assert "Ajouter des fichiers" in page
    assert "Add files" not in page
    assert "Mettre à la corbeille" in files.app.get(f"/files/{key}/edit")


def test_the_page_of_a_session_names_the_files_of_its_forms(files, connection):
    session_id = str(uuid7())
    begun = files.app.send(
        "/sessions/new",
        {
            "id": session_id,
            "service_date": "2026-01-15",
            "site_id": str(files.world.north.sites[0].id),
            "delivery_method": "in_person",
            "workers": str(files.world.north.staff["worker"].id),
            "client": str(files.world.north.client.number),
        },
        status=303,
    )
    form_id = begun.location.rpartition("/")[2]
    files.send(("of the form.pdf", PDF), path=f"/files/of-form/{form_id}")
    with count_statements(connection) as sent:
        page = files.app.get(f"/sessions/{session_id}")
    assert len(sent) <= 12, str(sent)
    assert "of the form.pdf" in page
