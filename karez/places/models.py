"""Regions, departments, people and the posts in which they act."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from karez.kernel.regions import LEVEL_LABELS

ROLES = {
    "village": "村委会",
    "township": "乡镇",
    "line": "行业主管部门",
    "rural": "农业农村局（乡村振兴）",
    "finance": "财政局",
    "leader": "县领导",
    "audit": "审计、纪检",
    "superior": "上级部门",
    "admin": "系统管理员",
}


class Region(models.Model):
    """行政区划: a place with its 12-digit code. Copied per county from the national list, or added by an act."""

    code = models.CharField("代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=10, choices=list(LEVEL_LABELS.items()))

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """单位: a department or another body that supervises, implements or acts."""

    region = models.ForeignKey(Region, models.PROTECT, verbose_name="区划", related_name="departments")
    name = models.CharField("名称", max_length=80)

    class Meta:
        ordering = ["region", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name"],
                name="department_once",
                violation_error_message="该区划已有同名单位。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, username: str, password: str | None = None, **fields: object) -> "Person":
        person = self.model(username=username, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """人员: somebody who signs in. What a person may do lies in the posts, never here."""

    username = models.CharField("用户名", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=40)
    is_active = models.BooleanField("可登录", default=True)
    must_change = models.BooleanField("须改密码", default=False)
    """The password is a one-time one: nothing but changing it can be done with it."""

    one_time_password = ""
    """The one-time password, on the object that `places.issue_password` returns; no column, never stored."""

    objects = PersonManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """岗位: a role that a person holds in a region (a prefix of its code is the scope), for a department or not."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    role = models.CharField("角色", max_length=10, choices=list(ROLES.items()))
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="区划")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, verbose_name="单位")
    active = models.BooleanField("在岗", default=True)

    class Meta:
        ordering = ["person", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "region", "department"],
                name="post_once",
                violation_error_message="此人已有这个岗位。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.department or self.region}·{ROLES[self.role]}"
