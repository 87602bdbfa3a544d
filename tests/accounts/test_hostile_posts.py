"""Junk in the posts of the pages that are open to everybody: 400, never 500."""

import pytest

PAGES = {
    "/sign-in": ("email", "password", "next"),
    "/forgotten-password": ("email",),
    "/password/x": ("password", "again"),
}
FIELDS = [(path, name) for path, names in PAGES.items() for name in names]


@pytest.mark.parametrize(("path", "name"), FIELDS)
def test_file_in_place_of_text(app, world, path, name):
    token = app.csrf_token
    app.post(path, {"csrf_token": token}, upload_files=[(name, "a.txt", b"text")], status=400)


def test_file_in_place_of_the_token(app, world):
    app.post("/sign-in", {}, upload_files=[("csrf_token", "a.txt", b"text")], status=400)


@pytest.mark.parametrize(("path", "name"), FIELDS)
@pytest.mark.parametrize("value", ["a\x00b", "\x00"])
def test_null_characters(app, world, path, name, value):
    app.send(path, {name: value}, status=400)


@pytest.mark.parametrize(("path", "name"), FIELDS)
def test_repeated_and_unknown_parameters(app, world, path, name):
    app.send(path, [(name, "a"), (name, "b")], status=400)
    app.send(path, {"role": "admin"}, status=400)


@pytest.mark.parametrize("value", ["’ or 1=1 --", "😀@x", "a@" + "b" * 3000, "%s%%", "\u202e@x"])
def test_odd_texts_are_answered(app, world, value):
    answer = app.send("/forgotten-password", {"email": value}, status="*")
    assert answer.status_int in {303, 422}
    app.send("/sign-in", {"email": value, "password": value, "next": value}, status=422)
