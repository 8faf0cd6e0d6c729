"""Which acts an actor may do in some books, in the order in which a county goes about them."""

from typing import Any

from karez.acts import act as acts
from karez.acts.act import Act
from karez.kernel.regions import covers
from karez.pages.books import Books

ROOMS = {
    "funds": "资金",
    "payments": "支付",
    "projects": "项目",
    "policy": "政策",
    "places": "人员与区划",
}
"""Whose acts the page 办理 lists; the others are done where their thing is in sight."""
ABOUT = {
    "funds.arrive": (
        "bi-box-arrow-in-down",
        "收到上级指标文后，登记文号、任务和金额；从收到之日起可以下达。",
    ),
    "funds.allot": ("bi-diagram-3", "依据批复文件，把一份资金文件的指标下达给一个项目。"),
    "funds.reallocate": ("bi-arrow-left-right", "把一个项目未支付的指标调给另一个项目，或收回待分配。"),
    "funds.give_back": ("bi-box-arrow-up", "把没有下达的、或项目没有用完的指标上交上级。"),
    "funds.reverse": ("bi-arrow-counterclockwise", "账记错了：用一笔反向的账冲掉它。原账保留，不删除。"),
    "funds.close_year": ("bi-journal-check", "年度终了后结账；此后不能再记入该年度的日期。"),
    "payments.pay": ("bi-cash-stack", "国库集中支付：从项目在某份资金文件下的指标中付给收款人。"),
    "payments.refund": ("bi-arrow-return-left", "已支付的资金退回国库，项目可以再用。"),
    "projects.register": ("bi-plus-square", "把项目列入本年度，登记类型、地点、单位和投资。"),
    "projects.amend": ("bi-pencil-square", "从办理之日起改变项目的登记内容；以前日期的数字不变。"),
    "projects.set_target": ("bi-bullseye", "填报项目预计的年收益和带动就业。"),
    "policy.confirm": ("bi-patch-check", "县里读过政策原文后确认取值，相应规则才会阻断办理。"),
    "places.enrol": ("bi-person-plus", "给新同志开账号并定第一个岗位；随后在人员页发一次性密码。"),
    "places.appoint": ("bi-person-gear", "让一个人在某区划担任某角色，或者免去。"),
    "places.name_department": ("bi-building", "登记县里的主管、实施单位，供项目和岗位选用。"),
    "places.name_place": ("bi-geo-alt", "登记全国代码表中没有的乡镇、村、农场。"),
}
"""Each act's icon, and what it is for in one sentence."""
BESIDE = {"places.dismiss", "places.restore", "places.issue_password"}
"""Acts of those rooms that are done on the page of their thing."""


def may_do(books: Books, act: Act[Any]) -> bool:
    """Whether the actor may do an act in these books, somewhere at least."""
    region = books.actor.region
    return books.actor.may(act.right) and (covers(region, books.county) or region.startswith(books.county))


def doable(books: Books) -> list[Act[Any]]:
    """The acts of the page 办理 that the actor may do."""
    order = list(ABOUT)
    listed = [
        one
        for one in acts.all_acts()
        if one.name.partition(".")[0] in ROOMS and one.name not in BESIDE and may_do(books, one)
    ]
    return sorted(listed, key=lambda one: order.index(one.name) if one.name in ABOUT else len(order))
