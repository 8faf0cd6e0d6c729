"""What went wrong as a page in Chinese: what it is, how to mend it, on what ground."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from karez.figures import FigureError
from karez.figures.errors import BadQuestion, UnknownFigure
from karez.kernel.refusal import Forbidden, Invalid, Refusal, Unknown
from karez.policy import PolicyError, UnknownCode, UnknownParameter

TITLES = {400: "看不懂这个请求", 403: "不能看或不能办", 404: "没有找到", 409: "没有办成", 500: "系统出错了"}
HINTS = {
    400: "请检查网址或填写的内容，改好后再试。",
    403: "请切换到有权限的岗位，或联系系统管理员。",
    404: "请核对网址，或从总览进入，用上方的搜索查找。",
    409: "请按提示改好后再试。",
}


GENERIC = ("refused", "forbidden", "unknown", "invalid", "policy")
"""Rules that say no more than the status does."""


def status_of(fault: Exception) -> int:
    """The HTTP status that says what kind of no this is."""
    for kinds, status in (
        ((Forbidden,), 403),
        ((Unknown, UnknownFigure, UnknownParameter, UnknownCode), 404),
        ((Invalid, BadQuestion), 400),
        ((Refusal, PolicyError), 409),
    ):
        if isinstance(fault, kinds):
            return status
    return 500


def page_for(request: HttpRequest, fault: Exception) -> HttpResponse | None:
    """The page of a fault that says itself what is wrong; None for any other."""
    if not isinstance(fault, Refusal | FigureError | PolicyError) or status_of(fault) == 500:
        return None
    if isinstance(fault, Refusal):
        return error_page(
            request,
            status_of(fault),
            message=fault.message,
            hint=fault.hint,
            reference=fault.reference,
            rule=fault.rule,
            others=[other.message for other in fault.others],
        )
    return error_page(request, status_of(fault), message=str(fault))


def error_page(
    request: HttpRequest,
    status: int,
    *,
    message: str,
    hint: str = "",
    reference: str = "",
    rule: str = "",
    others: list[str] | None = None,
    number: str = "",
) -> HttpResponse:
    """An error page of `status`; `number` is what to tell the administrator."""
    told = {
        "status": status,
        "title": TITLES.get(status, "没有办成"),
        "message": message,
        "hint": hint or HINTS.get(status, ""),
        "reference": reference,
        "rule": rule,
        "others": others or [],
        "number": number,
        "generic": GENERIC,
    }
    return render(request, "pages/error.html", told, status=status)
