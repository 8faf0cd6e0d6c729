"""人员 as the administrator uses it: the list, a person's page, one-time passwords, and the first sign-in."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from karez.acts.models import Done
from karez.places.models import Department, Person, Post, Region
from karez.testing.browsing import fits, sign_in
from karez.testing.pages import at, text
from karez.trail.models import Entry

SECRET = re.compile(r"<output>([a-z-]+-\d{4})</output>")
KEY = re.compile(r'name="key" value="([0-9a-f]{32})"')
OWN = "Ganquan-yuxi-2023"


def find(username):
    return Person.objects.get(username=username)


def page_of(username):
    return at(f"people/{find(username).pk}/")


def press(client, username, what, **more):
    return client.post(page_of(username), {"do": what, **more}, follow=True)


def enrol(client, username="li.na", **changes):
    data = {
        "username": username, "name": "李娜", "role": "finance", "region": "652722000000", "department": "",
        "day": "2023-09-20", "key": "a" * 32,
    }  # fmt: skip
    return client.post(at("acts/places.enrol/"), data | changes, follow=True)


# -- who may


@pytest.mark.parametrize("path", ["people/", "people/1/", "people/departments/"])
@pytest.mark.parametrize(
    "username", ["lingdao", "caizheng", "nongye", "shuili", "zhen", "cun", "shenji", "zhou"]
)
def test_only_the_administrator_sees_people(sign_in, username, path):
    client = sign_in(username)
    assert client.get(at(path)).status_code == 403
    assert client.post(at(path), {"do": "dismiss"}).status_code == 403


def test_the_navigation_names_it_for_the_administrator_only(sign_in):
    link = f'href="{at("people/")}"'
    assert link in text(sign_in("admin").get(at("policy/")))
    assert link not in text(sign_in("caizheng").get(at("places/")))


def test_without_signing_in_there_is_nothing(demo):
    assert Client().get(at("people/")).headers["Location"].startswith(reverse("sign-in"))


# -- the list


def test_the_list_shows_people_with_their_posts(sign_in):
    said = text(sign_in("admin").get(at("people/")))
    for word in ("周敏", "caizheng", "县水利局·行业主管部门", "孙工", "共 9 条"):
        assert word in said


def test_the_list_is_filtered_by_name_role_and_state(sign_in):
    client = sign_in("admin")
    press(client, "cun", "dismiss")
    Post.objects.filter(person=find("zhen")).update(active=False)
    assert "陈志远" in (said := text(client.get(at("people/?q=陈")))) and "周敏" not in said
    assert "shuili" in (said := text(client.get(at("people/?role=line")))) and "caizheng" not in said
    assert "cun" in (said := text(client.get(at("people/?state=dismissed")))) and "caizheng" not in said
    assert "马晓东" in (said := text(client.get(at("people/?state=idle")))) and "周敏" not in said
    assert "没有符合条件的人员" in text(client.get(at("people/?q=nobody&state=x&role=x&page=99")))


def test_the_list_needs_no_more_queries_for_more_people(sign_in, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in("admin")
    client.get(at("people/"))
    with CaptureQueriesContext(connection) as few:
        client.get(at("people/"))
    place = Region.objects.get(code="652722101206")
    more = Person.objects.bulk_create(Person(username=f"p{n}", name=f"村{n}") for n in range(40))
    Post.objects.bulk_create(Post(person=one, role="village", region=place) for one in more)
    with django_assert_num_queries(len(few)):
        assert "共 49 条" in text(client.get(at("people/")))


# -- opening an account


def test_an_account_is_opened_given_a_password_and_its_owner_chooses_another(sign_in):
    admin = sign_in("admin")
    answer = enrol(admin)
    assert answer.redirect_chain[-1][0] == page_of("li.na") and "未发密码" in text(answer)

    issued = admin.post(page_of("li.na"), {"do": "issue", "key": "b" * 32})
    secret = SECRET.search(text(issued))[1]
    assert issued.headers["Cache-Control"] == "no-store"
    assert secret not in text(admin.get(page_of("li.na"))) and "待改密码" in text(admin.get(page_of("li.na")))

    own = Client()
    door = own.post(reverse("sign-in"), {"username": "li.na", "password": secret}, follow=True)
    assert door.redirect_chain[-1][0] == reverse("password")
    assert "您用的是一次性密码" in text(door) and 'aria-label="主导航"' not in text(door)
    for path in (at("grants/"), at("places/"), reverse("home"), reverse("posts")):
        assert own.get(path).headers["Location"] == reverse("password")
    part = own.get(at("grants/"), headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == reverse("password") and not part.content

    def change(new):
        sent = {"old_password": secret, "new_password1": new, "new_password2": new}
        return own.post(reverse("password"), sent, follow=True)

    assert "新密码不能和旧密码相同" in text(change(secret)) and find("li.na").must_change
    assert change(OWN).redirect_chain[0][0] == reverse("home")
    assert not find("li.na").must_change and text(own.get(at("grants/")))
    assert "可登录" in text(admin.get(page_of("li.na")))


def test_a_refused_account_says_why_at_the_field(sign_in):
    answer = enrol(sign_in("admin"), "周敏")
    assert answer.status_code == 400 and "小写字母" in answer.content.decode()


def test_one_time_passwords_are_in_no_session_no_trail_and_no_key(sign_in):
    admin = sign_in("admin")
    secret = SECRET.search(text(admin.post(page_of("cun"), {"do": "issue", "key": "c" * 32})))[1]
    kept = [
        str(dict(admin.session.items())), str(list(Entry.objects.values())), str(list(Done.objects.values())),
    ]  # fmt: skip
    assert not any(secret in one for one in kept)
    assert secret not in text(sign_in("shenji").get(at("trail/")))


def test_the_same_press_again_shows_nothing_and_changes_nothing(sign_in):
    admin = sign_in("admin")
    admin.post(page_of("cun"), {"do": "issue", "key": "c" * 32})
    before = find("cun").password
    again = admin.post(page_of("cun"), {"do": "issue", "key": "c" * 32}, follow=True)
    assert "已经显示过" in text(again) and not SECRET.search(text(again))
    assert find("cun").password == before


def test_a_new_password_signs_the_old_one_out(sign_in):
    cun = sign_in("cun")
    assert text(cun.get(at("projects/")))
    press(sign_in("admin"), "cun", "issue")
    assert cun.get(at("projects/")).headers["Location"].startswith(reverse("sign-in"))


# -- posts


def test_a_post_is_given_ended_and_given_again(sign_in):
    admin = sign_in("admin")
    unit = Department.objects.get(name="县水利局")
    given = {
        "person": find("cun").pk, "active": "on", "role": "line", "region": "652722000000", "department": unit.pk,
        "day": "2023-09-20", "key": "d" * 32,
    }  # fmt: skip
    assert "县水利局·行业主管部门" in text(press(admin, "cun", "appoint", **given))
    post = Post.objects.get(person=find("cun"), role="line")
    assert "已免去" in text(press(admin, "cun", "end", post=post.pk, key="e" * 32))
    post.refresh_from_db()
    assert not post.active
    assert "已重新任命" in text(press(admin, "cun", "again", post=post.pk, key="f" * 32))
    post.refresh_from_db()
    assert post.active


def test_a_post_that_makes_no_sense_is_refused_in_place(sign_in):
    admin = sign_in("admin")
    given = {
        "person": find("cun").pk,
        "active": "on",
        "role": "line",
        "region": "652722000000",
        "day": "2023-09-20",
    }
    answer = press(admin, "cun", "appoint", **given)
    assert answer.status_code == 400 and "必须写明单位" in answer.content.decode()


@pytest.mark.parametrize("post", ["", "x", "0", "99999999", "²"])
def test_somebody_elses_post_is_not_ended_here(sign_in, post):
    admin = sign_in("admin")
    other = Post.objects.get(person=find("caizheng"))
    assert press(admin, "cun", "end", post=post or other.pk).status_code == 400
    other.refresh_from_db()
    assert other.active


# -- closing


def test_who_is_dismissed_is_signed_out_for_good(sign_in):
    admin, cun = sign_in("admin"), sign_in("cun")
    said = text(press(admin, "cun", "dismiss"))
    assert "已停用" in said and "恢复账号" in said and "发一次性密码</button>" not in said
    assert cun.get(at("projects/")).headers["Location"].startswith(reverse("sign-in"))
    assert "重新任命岗位" in text(press(admin, "cun", "restore"))
    assert cun.get(at("projects/")).headers["Location"].startswith(reverse("sign-in"))


def test_the_own_account_is_for_another_administrator(sign_in):
    admin = sign_in("admin")
    said = text(admin.get(page_of("admin")))
    assert "这是您自己的账号" in said and 'value="dismiss"' not in said and 'value="end"' not in said
    assert press(admin, "admin", "dismiss").status_code == 400
    assert find("admin").is_active


def test_whoever_works_elsewhere_too_is_beyond_this_administrator(sign_in):
    Post.objects.create(
        person=find("caizheng"), role="finance", region=Region.objects.get(code="652700000000")
    )
    admin = sign_in("admin")
    said = text(admin.get(page_of("caizheng")))
    assert "管辖范围以外也有岗位" in said and said.count('value="end"') == 1
    answer = press(admin, "caizheng", "issue")
    assert answer.status_code == 400 and "只能在 652722 范围内" in answer.content.decode()


def test_people_of_other_counties_are_not_there(sign_in):
    region = Region.objects.create(code="652723000000", name="温泉县", level="county")
    other = Person.objects.create_user("wenquan", None, name="温泉人")
    Post.objects.create(person=other, role="finance", region=region)
    admin = sign_in("admin")
    assert "温泉人" not in text(admin.get(at("people/"))) and "温泉人" not in text(
        admin.get(at("acts/places.appoint/"))
    )
    assert admin.get(at(f"people/{other.pk}/")).status_code == 404
    assert admin.post(at(f"people/{other.pk}/"), {"do": "issue"}).status_code == 404


def test_these_acts_have_no_form_of_their_own(sign_in):
    admin = sign_in("admin")
    for name in ("dismiss", "restore", "issue_password"):
        assert admin.get(at(f"acts/places.{name}/")).headers["Location"] == at("people/")
    said = text(admin.get(at("acts/")))
    assert "开设账号" in said and "停用账号" not in said


# -- departments


def test_a_department_is_added_and_listed(sign_in):
    admin = sign_in("admin")
    sent = {"name": "交通运输局", "day": "2023-09-20", "key": "a" * 32}
    assert "交通运输局" in text(admin.post(at("people/departments/"), sent, follow=True))
    again = admin.post(at("people/departments/"), sent | {"key": "b" * 32})
    assert again.status_code == 400 and "已有单位“交通运输局”" in again.content.decode()


# -- as it looks


def test_an_account_is_opened_and_closed_on_either_screen(own_demo, screen, axe):
    def look():
        axe(screen)
        fits(screen)

    with own_demo.served() as address:
        sign_in(screen, address, own_demo, "admin")
        screen.goto(address + at("people/"))
        look()
        screen.get_by_role("link", name="开设账号").click()
        screen.get_by_label("用户名").fill("new")
        screen.get_by_label("姓名").fill("新同志")
        screen.get_by_label("角色").select_option("finance")
        screen.get_by_label("区划").select_option("652722000000")
        look()
        screen.get_by_role("button", name="开设账号").click()
        screen.get_by_role("button", name="发一次性密码").click()
        expect(screen.locator("output")).to_have_text(re.compile(r"^[a-z-]+-\d{4}$"))
        look()
        screen.get_by_text("停用账号…").click()
        screen.get_by_role("button", name="确认停用").click()
        expect(screen.get_by_text("已停用 新同志 的账号")).to_be_visible()
        look()
        screen.goto(address + at("people/departments/"))
        look()
