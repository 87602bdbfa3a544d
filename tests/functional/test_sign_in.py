"""Signing in, out, and being held back."""

from ocms_core.testing.app import PASSWORD


def test_worker_signs_in_and_out(app, world):
    page = app.sign_in(world.north.emails["worker"]).maybe_follow()
    assert "Worker North" in page
    app.send("/sign-out")
    assert app.get("/", status=303).location.endswith("/sign-in")


def test_wrong_password_keeps_the_email_and_names_no_culprit(app, world):
    page = app.get("/sign-in")
    form = page.forms[len(page.forms) - 1]
    form["email"] = world.north.emails["worker"]
    form["password"] = "not this one at all"
    answer = form.submit(status=422)
    assert world.north.emails["worker"] in answer
    assert PASSWORD not in answer
