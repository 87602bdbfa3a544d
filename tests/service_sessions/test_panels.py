"""Other domains show something on a session's page, in their order."""

from markupsafe import Markup

from ocms_core.plugins.descriptors import ClientPanel
from ocms_core.service_sessions import frame


def panel(key, title, order):
    def make(_request, service_session, clients):
        assert service_session.session_type
        return ClientPanel(
            key=key,
            title=f"{title} of {len(clients)}",
            template="any.pt",
            context={},
        )

    return order, make


def test_panels_stand_in_their_order_and_none_shows_nothing(north, wsgi, monkeypatch):
    shown = frame.SessionFrame(
        [panel("later", "Later", 50), (10, lambda *_all: None), panel("sooner", "Sooner", 20)]
    )
    monkeypatch.setitem(wsgi.registry, "session_frame", shown)
    monkeypatch.setattr(frame, "draw", lambda _request, _panel: Markup("<p>Inside</p>"))
    north.sign_in("worker")
    session_id, _form = north.begin_session()
    page = north.app.get(f"/sessions/{session_id}").text
    assert page.index("Sooner of 1") < page.index("Later of 1")
    assert page.count("<p>Inside</p>") == 2
