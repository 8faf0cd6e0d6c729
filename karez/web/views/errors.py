"""Pages of what went wrong outside a refusal: no such page, a stale form, a fault of our own."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from karez.pages.access import public
from karez.pages.errors import error_page

log = logging.getLogger("karez.web")


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return error_page(request, 404, message="没有这个页面，或者它已经改了地址。")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return error_page(request, 403, message="您的岗位不能打开这个页面。")


@public
def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token doesn't fit: an old tab, a sign-in since, or another site's form."""
    return error_page(
        request,
        403,
        message="这张表单已经过期，没有提交。",
        hint="请返回上一页，刷新后重新填写提交；如反复出现，请确认浏览器允许本站的 Cookie。",
        rule="web.stale_form",
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500, with the number under which the log has it. Leans on as little as it can."""
    number = getattr(request, "fault", None)
    if number is None:
        number = secrets.token_hex(4).upper()
        log.error("fault %s at %s", number, request.path)
    return HttpResponse(render_to_string("web/broken.html", {"number": number}), status=500)
