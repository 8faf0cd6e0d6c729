"""人员: who works here, in which posts; accounts opened, closed and given one-time passwords. For administrators."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables

from karez.acts import act as acts
from karez.kernel.refusal import Refusal, Unknown
from karez.kernel.regions import full
from karez.pages import once
from karez.pages.access import needs
from karez.pages.asked import number
from karez.pages.books import Books
from karez.pages.forms import ActForm
from karez.pages.request import Request
from karez.places import queries
from karez.places.models import ROLES, Person, Post

PAGE = 50
STATES = {"held": "在岗", "idle": "没有岗位", "dismissed": "已停用"}
EVER = Exists(Post.objects.filter(person=OuterRef("pk")))
HELD = Exists(Post.objects.filter(person=OuterRef("pk"), active=True))
WHO: dict[str, Q] = {
    "held": Q(HELD, is_active=True),
    "idle": Q(~HELD, is_active=True),
    "dismissed": Q(is_active=False),
}
ACCOUNT = {"dismiss": "places.dismiss", "restore": "places.restore", "issue": "places.issue_password"}
"""What the person's page does to the account, by the value of the button that was pressed."""
SAID = {
    "dismiss": "已停用 {name} 的账号，岗位已全部免去，所有登录已失效。",
    "restore": "已恢复 {name} 的账号。请重新任命岗位，再发一次性密码。",
}


def seen(books: Books) -> QuerySet[Person]:
    """The people of these books whom the actor sees: with a post in the county or above it, or with none yet."""
    above = [full(books.county[:length]) for length in (0, 2, 4)]
    here = Post.objects.filter(Q(region__code__startswith=books.county) | Q(region__code__in=above))
    return queries.people(books.actor).filter(Q(pk__in=here.values("person")) | ~EVER)


def with_posts(found: QuerySet[Person]) -> QuerySet[Person]:
    """The same, each with all posts at hand: those held first."""
    posts = Post.objects.select_related("region", "department").order_by("-active", "id")
    return found.prefetch_related(Prefetch("posts", posts))


@needs("places.appoint")
def people(request: Request, books: Books) -> HttpResponse:
    """The list, by state, role, name and user name."""
    text, role, state = (request.GET.get(name, "").strip() for name in ("q", "role", "state"))
    found = seen(books)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(username__icontains=text))
    if role in ROLES:
        found = found.filter(pk__in=Post.objects.filter(role=role, active=True).values("person"))
    counts = found.order_by().aggregate(**{key: Count("pk", filter=who) for key, who in WHO.items()})
    shown = found.filter(WHO[state]) if state in WHO else found
    page = Paginator(with_posts(shown.order_by("-is_active", "username")), PAGE).get_page(
        request.GET.get("page")
    )
    said = {
        "page": page,
        "states": [(key, label, counts[key]) for key, label in STATES.items()],
        "all": sum(counts.values()),
        "state": state,
        "text": text,
        "role": role,
        "roles": ROLES.items(),
    }
    return render(request, "web/people/people.html", said)


@needs("places.appoint")
@sensitive_variables("secret")
def person(request: Request, books: Books, pk: int) -> HttpResponse:
    """One person: posts, account, and what can be done about them. A one-time password shows in this one answer."""
    if not seen(books).filter(pk=pk).exists():
        raise Unknown("没有这个人，或您的岗位看不到。", hint="请在人员页按姓名查找。")
    pressed = request.POST.get("do", "") if request.method == "POST" else ""
    appointing = ActForm(acts.get("places.appoint"), request, send=pressed == "appoint")
    fault: Refusal | None = None
    secret = ""
    if pressed == "appoint":
        if (made := appointing.run()) is not None:
            messages.success(request, f"已任命：{made.result}。")
            return redirect(books.url("person", pk))
    elif pressed:
        try:
            done = _do(request, books, pk, pressed)
        except Refusal as refusal:
            fault = refusal
        else:
            secret = getattr(done, "one_time_password", "")
            if not secret:
                return redirect(books.url("person", pk))
    found = with_posts(Person.objects.filter(pk=pk)).get()
    said: dict[str, Any] = {
        "person": found,
        "posts": [(one, books.actor.may("places.appoint", one.region_id)) for one in found.posts.all()],
        "own": found.username == books.actor.username,
        "whole": books.actor.may("places.appoint", queries.reach(found)),
        "form": appointing,
        "key": appointing.key,
        "fault": fault,
        "secret": secret,
    }
    answer = render(
        request, "web/people/person.html", said, status=400 if fault or appointing.refusal else 200
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _do(request: Request, books: Books, pk: int, pressed: str) -> Any:
    """The pressed button's act. Raises Refusal."""
    key = once.under(books.actor, request.POST.get("key", ""))

    def perform(name: str, **data: Any) -> Any:
        declared = acts.get(name)
        return declared(books.actor, declared.read(data), day=books.day, key=key).result

    if pressed in ACCOUNT:
        done = perform(ACCOUNT[pressed], person=pk)
        if pressed in SAID:
            messages.success(request, SAID[pressed].format(name=done))
        elif not done.one_time_password:
            messages.warning(request, "这次的一次性密码已经显示过，不能再看；没有记下的，请再发一次。")
        return done
    found = Post.objects.filter(person=pk, pk=number(request.POST.get("post"))).first()
    if found is None or pressed not in ("end", "again"):
        raise Unknown("没有这个岗位。", hint="请刷新页面后重试。")
    perform(
        "places.appoint",
        person=pk,
        role=found.role,
        region=found.region_id,
        department=found.department_id,
        active=pressed == "again",
    )
    messages.success(request, f"{'已重新任命' if pressed == 'again' else '已免去'}：{found}。")
    return found


@needs("places.appoint")
def departments(request: Request, books: Books) -> HttpResponse:
    """The county's departments with their people and projects; one may be added."""
    form = ActForm(acts.get("places.name_department"), request, send=request.method == "POST")
    if form.sent and (made := form.run()) is not None:
        messages.success(request, f"已登记单位“{made.result}”。")
        return redirect(books.url("departments"))
    found = queries.departments(books.actor, books.county).annotate(
        people=Count("post__person", filter=Q(post__active=True), distinct=True)
    )
    said = {"departments": list(found.select_related("region").order_by("region", "name")), "form": form}
    return render(request, "web/people/departments.html", said, status=400 if form.refusal else 200)
