"""Signing in, choosing the post, and the doors of every page."""

import re

import pytest
from django.test import Client, override_settings
from django.urls import get_resolver, reverse

from karez.conf import home
from karez.pages.access import PERSONAL, PUBLIC
from karez.places.models import Person, Post, Region
from karez.places.rights import ALL
from karez.testing.pages import at, text
from karez.trail.models import Entry
from karez.web.kit import throttle

PASSWORD = "kalin-meihai-4821"
SAMPLES = {
    "pk": 1,
    "name": "funds.allot",
    "key": "funds.paid",
    "section": "measures",
    "format": "txt",
    "digest": "0" * 64,
}


@pytest.fixture(autouse=True)
def own_tries(tmp_path):
    with override_settings(HOME=tmp_path):
        yield


@pytest.fixture
def person(demo):
    found = Person.objects.get(username="caizheng")
    found.set_password(PASSWORD)
    found.save()
    return found


def send(client, password, username="caizheng", **more):
    return client.post(
        reverse("sign-in"), {"username": username, "password": password, **more.pop("data", {})}, **more
    )


def address_of(pattern):
    """The pattern's address with something in every place."""
    places = pattern.pattern.converters
    given = {name: SAMPLES.get(name, 1) for name in places} | {"county": "652722", "year": 2023}
    return reverse(pattern.name, kwargs={name: given[name] for name in places})


PATTERNS = get_resolver().url_patterns


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda one: one.name)
def test_it_lets_nobody_in_unsigned_and_each_view_says_its_right(pattern, demo):
    right = pattern.callback.right
    assert right in ALL | {PERSONAL, PUBLIC}, f"{pattern.name}: {right}"
    answer = Client().get(address_of(pattern))
    if right == PUBLIC:
        assert answer.status_code == 200
    else:
        assert answer.status_code == 302 and answer.headers["Location"].startswith(reverse("sign-in"))


def test_it_shows_only_sign_in_to_the_world():
    assert [one.name for one in PATTERNS if one.callback.right == PUBLIC] == ["sign-in"]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda one: one.name)
def test_it_refuses_every_page_whose_right_the_post_does_not_carry(pattern, sign_in):
    without = {
        "figures.read": "admin", "funds.read": "admin", "places.read": "admin", "projects.read": "admin", "payments.read": "admin",
        "places.appoint": "caizheng", "reports.read": "cun", "reports.write": "lingdao", "reports.sign": "lingdao",
        "trail.read": "cun", "exchange.import": "lingdao",
    }  # fmt: skip
    if pattern.callback.right not in without:
        assert pattern.callback.right in {
            PERSONAL,
            PUBLIC,
            "policy.read",
        }  # which every post carries
        return
    answer = sign_in(without[pattern.callback.right]).get(address_of(pattern))
    assert answer.status_code == 403
    assert "无权查看此页" in answer.content.decode()


def test_it_goes_on_to_the_page_that_was_asked_for(person):
    answer = send(Client(), PASSWORD, data={"next": at("papers/")})
    assert answer.status_code == 302 and answer.headers["Location"] == at("papers/")


def test_it_does_not_go_on_to_another_site(person):
    assert send(Client(), PASSWORD, data={"next": "https://example.org/"}).headers["Location"] == reverse(
        "home"
    )


def test_it_says_the_same_of_a_wrong_name_and_a_wrong_password(person):
    for username, password in (("caizheng", "wrong"), ("nobody", PASSWORD)):
        assert "用户名或密码不对" in text(send(Client(), password, username))


def test_it_stops_after_some_failed_tries_of_one_person_from_one_address(person):
    for _ in range(throttle.TRIES):
        send(Client(), "wrong")
    answer = send(Client(), PASSWORD)
    assert answer.status_code == 429 and "输错次数太多" in answer.content.decode()
    assert send(Client(), PASSWORD, REMOTE_ADDR="10.0.0.9").status_code == 302
    assert "用户名或密码不对" in text(send(Client(), "wrong", "nongye"))


def test_it_forgets_failed_tries_after_a_right_one_and_after_a_while(person, monkeypatch):
    for _ in range(throttle.TRIES - 1):
        send(Client(), "wrong")
    assert send(Client(), PASSWORD).status_code == 302
    for _ in range(throttle.TRIES):
        send(Client(), "wrong")
    monkeypatch.setattr(throttle, "WINDOW", -1)
    assert send(Client(), PASSWORD).status_code == 302


def test_it_stops_one_address_that_tries_many_names(person, monkeypatch):
    monkeypatch.setattr(throttle, "TRIES_OF_ADDRESS", 3)
    for name in ("a", "b", "c"):
        send(Client(), "wrong", name)
    assert send(Client(), PASSWORD).status_code == 429


def test_it_keeps_out_a_person_who_may_not_sign_in(person):
    person.is_active = False
    person.save()
    assert "用户名或密码不对" in text(send(Client(), PASSWORD))


def test_it_asks_for_the_post_where_there_are_two_and_the_chosen_one_counts(demo):
    person = Person.objects.get(username="jianzhi")
    person.set_password(PASSWORD)
    person.save()
    client = Client()
    assert send(client, PASSWORD, "jianzhi").headers["Location"].startswith(reverse("posts"))
    assert "登记项目" in text(client.get(at("acts/")))
    township = person.posts.get(role="township")
    assert client.post(reverse("posts"), {"post": township.pk}).status_code == 302
    assert "登记项目" not in text(client.get(at("acts/")))
    assert client.get(at("trail/")).status_code == 403
    assert "托里镇人民政府" in text(client.get(at("papers/")))


def test_it_refuses_somebody_elses_post(sign_in):
    foreign = Post.objects.exclude(person__username="cun").first()
    answer = sign_in("cun").post(reverse("posts"), {"post": foreign.pk})
    assert answer.status_code == 403 and "这不是您在岗的岗位" in answer.content.decode()


def test_it_falls_back_when_the_chosen_post_has_ended(sign_in):
    client = sign_in("jianzhi")
    township = Post.objects.get(person__username="jianzhi", role="township")
    client.post(reverse("posts"), {"post": township.pk})
    township.active = False
    township.save()
    assert "登记项目" in text(client.get(at("acts/")))


def test_it_tells_a_person_without_a_post_what_to_do(sign_in):
    Post.objects.filter(person__username="cun").update(active=False)
    client = sign_in("cun")
    assert client.get(reverse("home")).headers["Location"] == reverse("posts")
    assert "还没有在岗的岗位" in text(client.get(reverse("posts")))
    assert client.get(at("papers/")).status_code == 403


def test_it_opens_the_first_page_that_the_post_may_see(sign_in):
    assert sign_in("caizheng").get(reverse("home")).headers["Location"] == at("")
    assert sign_in("admin").get(reverse("home")).headers["Location"] == at("people/")
    assert sign_in("zhou").get(reverse("home")).headers["Location"] == at("")


def test_it_opens_the_latest_year_that_has_money_and_for_many_counties_their_comparison(sign_in, monkeypatch):
    monkeypatch.setattr(home, "business_day", lambda county=None: None)
    assert sign_in("caizheng").get(reverse("home")).headers["Location"] == at("")
    Region.objects.create(code="652701000000", name="博乐市", level="county")
    client = sign_in("zhou")
    assert client.get(reverse("home")).headers["Location"] == reverse("region")
    page = text(client.get(at("papers/")))
    assert "博乐市" in page and "各县对比" in page
    assert client.get(reverse("home") + "?county=652701&year=2022").headers["Location"] == at(
        "", "652701", 2022
    )
    assert client.get(reverse("home") + "?county=650102&year=2022").status_code == 403


def test_it_names_only_pages_that_the_post_may_open(sign_in):
    def nav(username):
        page = text(sign_in(username).get(at("policy/")))
        return re.findall(r">([^<>]+)</a>", page.split('aria-label="主导航"')[1].split("</nav>")[0])

    assert nav("caizheng") == [
        *("总览", "工作台", "办理"),
        *("项目", "地区"),
        *("资金文件", "指标下达", "国库支付", "凭据"),
        *("规则发现", "留痕"),
        *("年度报告", "数据项"),
        *("导入", "政策"),
    ]
    assert "导入" not in nav("lingdao") and "办理" not in nav("lingdao")
    assert "留痕" not in nav("cun") and "年度报告" not in nav("cun")


def test_it_keeps_two_people_apart_in_turn(sign_in):
    finance, village = sign_in("caizheng"), sign_in("cun")
    for _ in range(2):
        assert "周敏" in text(finance.get(at("papers/")))
        assert "周敏" not in text(village.get(at("papers/")))


def test_it_says_which_day_is_shown_and_leads_back(sign_in):
    client = sign_in("caizheng")
    today = text(client.get(at("papers/")))
    assert "按 <b>2023-09-20</b> 的账查看" in today and "全年已过 263 天" in today and "72.05%" in today
    assert "演示县" in today and "回到演示日" not in today
    earlier = text(client.get(at("papers/?on=2023-06-30&kind=grant")))
    assert "按 <b>2023-06-30</b> 的账查看" in earlier and "回到演示日" in earlier
    assert 'name="kind" value="grant"' in earlier
    assert f'href="{at("papers/?kind=grant")}"' in earlier


def test_it_has_no_demo_banner_where_the_office_lives_today(sign_in, monkeypatch):
    monkeypatch.setattr(home, "business_day", lambda county=None: None)
    assert "演示县" not in text(sign_in("caizheng").get(at("papers/")))


def test_it_refuses_a_day_that_is_none(sign_in):
    answer = sign_in("caizheng").get(at("papers/?on=2023-13-01"))
    assert answer.status_code == 400 and "不是日期" in answer.content.decode()


def test_it_sends_headers_that_allow_only_its_own_scripts_and_no_keeping(sign_in):
    answer = sign_in("caizheng").get(at("papers/"))
    policy = answer.headers["Content-Security-Policy"]
    assert (
        "script-src 'self'" in policy
        and "frame-ancestors 'none'" in policy
        and "form-action 'self'" in policy
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert "unsafe" not in policy
    assert "<script>" not in text(answer) and " onclick=" not in text(answer)


def test_it_signs_out_by_a_form_only(sign_in):
    client = sign_in("caizheng")
    assert client.get(reverse("sign-out")).status_code == 405
    assert client.post(reverse("sign-out")).headers["Location"] == reverse("sign-in")
    assert client.get(at("papers/")).status_code == 302


def test_it_changes_the_password_and_stays_signed_in(person):
    client = Client()
    client.force_login(person)
    answer = client.post(
        reverse("password"), {"old_password": "no", "new_password1": "short", "new_password2": "short"}
    )
    assert "aria-invalid" in text(answer)
    new = "mulan-qinrong-5577"
    answer = client.post(
        reverse("password"), {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    )
    assert answer.status_code == 302
    assert client.get(at("papers/")).status_code == 200
    assert send(Client(), new).status_code == 302


def test_it_writes_into_the_trail_from_where_somebody_acted(sign_in):
    sign_in("nongye").post(
        at("acts/places.name_place/"),
        {"code": "652722101299", "name": "示例新村", "day": "2023-09-20", "key": "a" * 32},
        REMOTE_ADDR="10.1.2.3",
    )
    entry = Entry.objects.get(act="places.name_place")
    assert (entry.username, entry.role, entry.via, entry.address) == ("nongye", "rural", "网页", "10.1.2.3")


def test_it_believes_a_proxy_only_where_there_is_one(sign_in):
    def act(code, **settings):
        with override_settings(**settings):
            sign_in("nongye").post(
                at("acts/places.name_place/"),
                {"code": code, "name": "示例新村", "day": "2023-09-20"},
                REMOTE_ADDR="10.1.2.3",
                headers={"X-Forwarded-For": "1.1.1.1, 192.0.2.7", "X-Forwarded-Proto": "https"},
            )
        return Entry.objects.filter(act="places.name_place").latest("seq").address

    assert act("652722101298") == "10.1.2.3"
    assert act("652722101297", SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https")) == "192.0.2.7"
