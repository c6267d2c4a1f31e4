"""The public verification page: no sign-in, and no more of a person than a stranger needs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hall.people.masking import masked_en, masked_number, masked_zh
from wording import Text

from .codes import shown, understood
from .content import TITLE, EnrolmentContent
from .models import Certificate


@require_safe
def verify_form(request: HttpRequest) -> HttpResponse:
    """Where a code is typed in."""
    typed = request.GET.get("code", "")
    if not typed:
        return render(request, "hall/verify_form.html")
    code = understood(typed)
    if code is None:
        return render(request, "hall/verify_form.html", {"typed": typed}, status=400)
    return redirect("verify", code=shown(code))


@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What was certified, to whom (masked), when, and whether it still holds."""
    plain = understood(code)
    certificate = (
        Certificate.objects.filter(code=plain, document__isnull=False).first() if plain else None
    )
    if certificate is None:
        return render(request, "hall/verify_unknown.html", {"code": code}, status=404)
    content = EnrolmentContent.model_validate(certificate.content)
    context = {
        "title": TITLE,
        "state": _state(certificate),
        "certificate": certificate,
        "name": Text(masked_zh(content.name_zh), masked_en(content.name_en)),
        "student_no": masked_number(content.student_no),
        "department": Text(content.department_zh, content.department_en),
        "issuer": Text(content.issuer_zh, content.issuer_en),
        "code": shown(certificate.code),
    }
    return render(request, "hall/verify.html", context)


def _state(certificate: Certificate) -> str:
    if certificate.withdrawn_at is not None:
        return "withdrawn"
    return "valid" if certificate.valid_until > timezone.now() else "expired"
