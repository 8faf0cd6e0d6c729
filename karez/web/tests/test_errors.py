"""What goes wrong, as pages: in Chinese, with what to do."""

import logging
import re

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from karez.figures import BadQuestion, FigureError, UnknownFigure
from karez.kernel.refusal import Forbidden, Invalid, Refusal, Unknown
from karez.pages.errors import page_for, status_of
from karez.policy import NoValue, PolicyError, UnknownParameter
from karez.testing.pages import at
from karez.trail.store import Damaged
from karez.web.views import papers


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        (Forbidden("不"), 403), (Unknown("不"), 404), (Invalid("不"), 400), (Refusal("不"), 409), (Damaged("不"), 409),
        (UnknownFigure("不"), 404), (BadQuestion("不"), 400), (FigureError("不"), 500), (UnknownParameter("不"), 404),
        (NoValue("不"), 409), (PolicyError("不"), 409), (ValueError("不"), 500),
    ],
)  # fmt: skip
def test_it_knows_which_no_is_which(fault, status):
    assert status_of(fault) == status


def test_it_leaves_faults_of_its_own_to_the_last_page():
    request = RequestFactory().get("/")
    assert page_for(request, ValueError("x")) is None and page_for(request, FigureError("x")) is None


def test_it_says_what_is_wrong_how_to_mend_it_and_by_which_rule(sign_in, monkeypatch):
    def refuse(*_):
        raise Refusal(
            "余额不足。",
            hint="请减少金额。",
            reference="办法第三条",
            rule="funds.shortfall",
            others=[Refusal("还有一处。")],
        )

    monkeypatch.setattr(papers, "visible", refuse)
    answer = sign_in("caizheng").get(at("papers/"))
    page = answer.content.decode()
    assert answer.status_code == 409
    for word in ("余额不足。", "请减少金额。", "办法第三条", "funds.shortfall", "还有一处。", "回到首页"):
        assert word in page


@pytest.mark.parametrize("path", ["/nowhere/", "/c/65/2023/", "/c/652722/x/"])
def test_it_says_in_chinese_that_there_is_no_such_page(sign_in, path):
    answer = sign_in("caizheng").get(path)
    assert answer.status_code == 404 and "没有这个页面" in answer.content.decode()
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("year", ["1999", "2101"])
def test_it_has_no_books_of_an_impossible_year(sign_in, year):
    assert sign_in("caizheng").get(f"/c/652722/{year}/papers/").status_code == 404


def test_it_refuses_another_countys_books(sign_in):
    answer = sign_in("caizheng").get("/c/650102/2023/papers/")
    assert answer.status_code == 403 and "看不到 650102 的账" in answer.content.decode()


def test_it_says_that_a_form_is_stale(sign_in):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("sign-in"), {"username": "a", "password": "b"})
    assert answer.status_code == 403 and "表单已经过期" in answer.content.decode()


def test_it_gives_a_number_that_the_log_has(sign_in, monkeypatch, caplog):
    def fail(*_):
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(papers, "visible", fail)
    client = sign_in("caizheng")
    client.raise_request_exception = False
    with caplog.at_level(logging.ERROR):
        answer = client.get(at("papers/"))
    page = answer.content.decode()
    assert answer.status_code == 500 and "系统出错了" in page and "账目没有改动" in page
    number = re.search(r"<code>([0-9A-F]{8})</code>", page)[1]
    assert number in caplog.text
    assert "secret detail" not in page and "Traceback" not in page
