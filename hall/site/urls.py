"""All addresses of the hall."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from hall.access.web import block_list, blocking, duty, holder_access
from hall.catalogue.web import guide, home
from hall.certificates.web import verify, verify_form
from hall.gates.alarms_web import alarms, seen
from hall.gates.foresight import foresight
from hall.gates.pages import read_head
from hall.gates.web import gates
from hall.passes.web import next_pass, opened_link, pass_page, telephone_link
from hall.returns.web import decision, photo, registration, returns
from hall.terminals.web import terminals, withdrawal
from hall.visitors.web import invitation, visit_decision, visitor, visitors
from hall.web import failures
from hall.web.assets import PASS_SCRIPT_PATH, STYLE_PATH, pass_script, style_sheet
from hall.web.signin import choose_language, login, logout

from .api import BASE_PATH, terminal_api


def healthz(request: HttpRequest) -> HttpResponse:
    """200 as soon as the database answers."""
    read_head()
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz),
    path(BASE_PATH.removeprefix("/"), terminal_api.urls),
    path(STYLE_PATH.removeprefix("/"), style_sheet),
    path(PASS_SCRIPT_PATH.removeprefix("/"), pass_script),
    path("", home, name="home"),
    path("services/<slug:code>", guide, name="guide"),
    path("verify/", verify_form, name="verify_form"),
    path("verify/<str:code>", verify, name="verify"),
    path("language", choose_language, name="language"),
    path("login", login, name="login"),
    path("logout", logout, name="logout"),
    path("returns/", returns, name="returns"),
    path("returns/<uuid:registration_id>/", registration, name="registration"),
    path("returns/<uuid:registration_id>/photo", photo, name="photo"),
    path("returns/<uuid:registration_id>/<slug:action>", decision, name="decision"),
    path("gates/", gates, name="gates"),
    path("gates/alarms", alarms, name="gate_alarms"),
    path("gates/alarms/<int:alarm_id>/seen", seen, name="gate_alarm_seen"),
    path("gates/foresight", foresight, name="foresight"),
    path("access/", block_list, name="block_list"),
    path("access/<uuid:holder_id>/", holder_access, name="holder_access"),
    path("access/<uuid:holder_id>/duty", duty, name="duty"),
    path("access/<uuid:holder_id>/<slug:action>", blocking, name="blocking"),
    path("visitors/", visitors, name="visitors"),
    path("visitors/invite", invitation, name="invitation"),
    path("visitors/<uuid:visitor_id>/", visitor, name="visitor"),
    path("visitors/<uuid:visitor_id>/<slug:action>", visit_decision, name="visit_decision"),
    path("pass/", pass_page, name="pass"),
    path("pass/next", next_pass, name="next_pass"),
    path("pass/<str:token>", opened_link, name="pass_link"),
    path("telephones/<uuid:holder_id>", telephone_link, name="telephone_link"),
    path("terminals/", terminals, name="terminals"),
    path("terminals/<str:name>/withdraw", withdrawal, name="withdrawal"),
]

handler400 = failures.bad_request
handler403 = failures.not_allowed
handler404 = failures.not_found
handler500 = failures.failed
