"""What a page says after an act: what was done, what is left, where it stands in the trail."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.timezone import localtime

from karez.acts.act import Outcome
from karez.acts.tells import Left
from karez.pages.changes import act_label, headline, told
from karez.trail.models import Entry


def say(request: HttpRequest, done: Outcome[Any], warnings: Iterable[str] = ()) -> None:
    """Tell what happened: the thing, the sum, the balances after it, what rules warned of.

    Of a form that was sent again: that it had been done, and where that stands in the trail.
    """
    entry = done.entry
    what = " ".join(filter(None, [act_label(entry.act), headline(entry)]))
    if done.repeated:
        first = f"{what}，{entry.label}，记在留痕第 {entry.seq} 号（{localtime(entry.recorded_at):%Y-%m-%d %H:%M}）"
        messages.info(request, f"这张表单已经办过一次，没有再办：{first}。确要再办一笔，请重新打开表单。")
    else:
        left = "，".join(_left(entry))
        messages.success(
            request, f"已办成：{what}，{entry.label}。{left + '。' if left else ''}留痕第 {entry.seq} 号。"
        )
        for finding in entry.findings:
            messages.warning(request, f"规则提醒：{finding.get('message', '')}{finding.get('mend', '')}")
    for warning in warnings:
        messages.warning(request, warning)


def _left(entry: Entry) -> list[str]:
    """`项目未支付 12万元`: what the act declares to be left behind it."""
    return [
        f"{left.words} {telling.words(entry.after[telling.name])}"
        for telling in told(entry).values()
        if (left := telling.mark(Left)) and telling.name in entry.after
    ]
