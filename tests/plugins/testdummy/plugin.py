"""Every hook once."""

from pathlib import Path

from pyramid.response import Response

from ocms_core import hookimpl
from ocms_core.agencies.models import Site
from ocms_core.plugins.descriptors import (
    AgencyList,
    ClientPanel,
    DashboardCard,
    NavItem,
    PermissionGrant,
    PluginMeta,
    SessionType,
)
from ocms_core.security.roles import Role
from ocms_core.web.derivers import Params

HERE = Path(__file__).parent
META = PluginMeta(name="dummy", title="Dummy", description="Exists in tests only.", requires="0.1")
SEE = "dummy:page:see"
# What the next request hook should do; tests set it and put it back.
trouble = {"raise": None}
switched_on = []
merged = []
saved = []


def view(_request):
    """Answer with one word."""
    return Response("dummy page")


@hookimpl
def ocms_models():
    """Bring the form's table."""
    return ["tests.plugins.testdummy.models"]


@hookimpl
def ocms_migrations():
    """Bring its revision."""
    return HERE / "migrations" / "versions"


@hookimpl
def ocms_translations():
    """Bring its French."""
    return HERE / "locale"


@hookimpl
def ocms_configure(config):
    """Bring a page."""
    config.add_route("dummy.page", "/dummy")
    config.add_view(view, route_name="dummy.page", permission=SEE, params=Params())


@hookimpl
def ocms_permissions():
    """Bring a permission that admins hold."""
    return [PermissionGrant(name=SEE, description="See the page.", roles=frozenset({Role.ADMIN}))]


@hookimpl
def ocms_service_forms():
    """Bring the form."""
    from tests.plugins.testdummy.models import DummyForm

    return [DummyForm]


@hookimpl
def ocms_session_types():
    """Bring a kind of session."""
    return [
        SessionType(
            key="dummy_session",
            title="Dummy session",
            description="For tests.",
            forms=("dummy_form",),
            first_form="dummy_form",
            order=900,
        )
    ]


@hookimpl
def ocms_agency_lists():
    """Bring a list."""
    return [AgencyList(key="dummy_list", title="Dummy list", starts_with=(("One", "Un"),))]


@hookimpl
def ocms_navigation(request):
    """Bring a line of the navigation, or the trouble of the moment."""
    if trouble["raise"] == "python":
        raise RuntimeError("a broken plugin")
    if trouble["raise"] == "sql":
        request.db.get(Site, ("no number", "no id"))
    return [NavItem(key="dummy", title="Dummy page", route="dummy.page", permission=SEE)]


@hookimpl
def ocms_dashboard_cards(request):
    """Bring a card."""
    return [
        DashboardCard(
            key="dummy",
            title="Dummy card",
            template="tests.plugins.testdummy:templates/part.pt",
            context={"word": f"card for {request.staff.first_name}"},
        )
    ]


@hookimpl
def ocms_client_panels(request, client):
    """Bring a panel."""
    return [
        ClientPanel(
            key="dummy",
            title="Dummy panel",
            template="tests.plugins.testdummy:templates/part.pt",
            context={"word": f"panel {client.number} {request.locale_name}"},
        )
    ]


@hookimpl
def ocms_forms_saved(request, forms):
    """Remember what was saved, or make the trouble of the moment."""
    if trouble["raise"] == "sql":
        request.db.get(Site, ("no number", "no id"))
    saved.extend((form.kind, form.state, request.staff.id) for form in forms)


@hookimpl
def ocms_enabled(db, agency):
    """Remember for whom it was switched on."""
    switched_on.append((agency.id, db.info["agency_id"]))


@hookimpl
def ocms_client_merged(survivor, merged_id, undone):
    """Remember who was merged into whom."""
    merged.append((survivor.id, merged_id, undone))
