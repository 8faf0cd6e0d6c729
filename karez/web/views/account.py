"""Signing in and out, choosing the post to act in, changing the password."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from karez.conf import home as settings_home
from karez.kernel.refusal import Forbidden
from karez.pages.access import personal, public
from karez.pages.books import books_for
from karez.pages.request import Request
from karez.places.models import Person, Post
from karez.web.context import Standing
from karez.web.kit import throttle
from karez.web.middleware import SESSION_POST, address_of

STOPPED = "输错次数太多，请 10 分钟后再试；忘记密码的，请联系系统管理员重设。"


@personal
def home(request: Request) -> HttpResponse:
    """The first page that the actor may open, in the own county's books of this year, or those that are asked for."""
    if (actor := request.actor) is None:
        return redirect("posts")
    county, year = request.GET.get("county", ""), request.GET.get("year", "")
    numbers = all(one.isascii() and one.isdigit() for one in (county, year))
    if numbers and len(county) == 6 and 2000 <= int(year) <= 2100:
        request.books = books_for(actor, county, int(year))
    me = Standing(request)
    if not me.nav and actor.may("exchange.import"):
        return redirect("counties")  # none keeps books here yet: choose the one to begin with
    if not county and len(me.counties) > 1 and actor.may("figures.read"):
        return redirect("region")
    if me.arrival is None:
        raise Forbidden("您的岗位没有可看的账。", hint="管辖范围内还没有登记县；请联系系统管理员。")
    return redirect(me.arrival.url)


@public
@never_cache
@sensitive_post_parameters("password")
def sign_in(request: Request) -> HttpResponse:
    """用户名、密码. Slowed down after some failed tries; goes on to the page that was asked for."""
    onward = _onward(request)
    if request.user.is_authenticated and request.method == "GET":
        return redirect(onward)
    form = AuthenticationForm(request)
    fault, status = "", 200
    if request.method == "POST":
        username, address = request.POST.get("username", ""), address_of(request)
        form = AuthenticationForm(request, request.POST)
        if not throttle.allow(username, address):
            fault, status = STOPPED, 429
        elif form.is_valid():
            throttle.forget(username, address)
            person = form.get_user()
            login(request, person)
            posts = Post.objects.filter(person_id=person.pk, active=True).count()
            return redirect(f"{reverse('posts')}?{urlencode({'next': onward})}" if posts > 1 else onward)
        else:
            fault, status = "用户名或密码不对。", 200
    said = {
        "fault": fault,
        "username": request.POST.get("username", ""),
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "demo": settings_home.business_day() is not None,
    }
    return render(request, "web/sign-in.html", said, status=status)


@require_POST
@personal
def sign_out(request: Request) -> HttpResponse:
    """退出."""
    logout(request)
    messages.success(request, "您已退出登录。")
    return redirect("sign-in")


@personal
def posts(request: Request) -> HttpResponse:
    """Choose the post to act in."""
    if request.method == "POST":
        chosen = next((one for one in request.posts if str(one.pk) == request.POST.get("post")), None)
        if chosen is None:
            raise Forbidden("这不是您在岗的岗位。", hint="请从列表中选择，或联系系统管理员。")
        request.session[SESSION_POST] = chosen.pk
        messages.success(request, f"现在以“{chosen}”的身份办理。")
        return redirect(_onward(request))
    return render(request, "web/posts.html", {"next": request.GET.get("next", "")})


@personal
@never_cache
@sensitive_post_parameters()
def password(request: Request) -> HttpResponse:
    """修改密码. A one-time password is changed here before anything else can be done."""
    form = PasswordChangeForm(_person(request), request.POST or None)
    good = request.method == "POST" and form.is_valid()
    if good and form.cleaned_data["new_password1"] == form.cleaned_data["old_password"]:
        form.add_error("new_password1", "新密码不能和旧密码相同。")
    elif good:
        form.user.must_change = False
        form.save()
        update_session_auth_hash(request, form.user)
        messages.success(request, "密码已修改，下次登录请用新密码。")
        return redirect("home")
    return render(request, "web/password.html", {"form": form})


def _person(request: Request) -> Person:
    """Who has signed in. Raises Forbidden for nobody, whom no personal page is shown to anyway."""
    if not request.user.is_authenticated:
        raise Forbidden("您还没有登录。", hint="请先登录。")
    return request.user


def _onward(request: Request) -> str:
    """The page asked for before, if it is one of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if asked and ours else reverse("home")
