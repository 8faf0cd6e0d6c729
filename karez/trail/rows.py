"""Rows by prepared statements, for the path on which every act writes.

The ORM compiles each query anew, which costs several times what the database needs to answer it; an act is a dozen and
more of them (`make bench`, funds.allot). Here a statement is compiled once for a model and its columns and then reused.
Values go through the model's own fields, so both databases store what the ORM would. Reads with any other condition than
equality, and everything off this path, use the ORM.
"""

from collections.abc import Callable
from functools import lru_cache
from threading import local
from typing import Any, TypeVar

from django.db import connections, models
from django.db.models.base import ModelState
from django.db.utils import DEFAULT_DB_ALIAS

M = TypeVar("M", bound=models.Model)


def get(model: type[M], *, lock: bool = False, **equal: Any) -> M | None:
    """The first row, by primary key, whose columns are exactly these values (None: is null); None where there is none.

    `lock` holds the row until the end of the transaction; a row elsewhere that names it need not wait, so foreign keys
    close no ring of waiting either.
    """
    link = _link()
    names, nulls, values = _asked(model, equal, link)
    sql, columns, converters = _select(model, names, nulls, lock, link.vendor)
    row = _run(link, sql, values, True)
    if row is None:
        return None
    instance = model.__new__(model)
    said = instance.__dict__
    said["_state"] = state = ModelState()
    state.adding, state.db = False, link.alias
    said.update(zip(columns, row, strict=True))
    for name, convert in converters:
        said[name] = convert(said[name], link)
    return instance


def exists(model: type[models.Model], **equal: Any) -> bool:
    """Whether there is a row with exactly these values."""
    link = _link()
    names, nulls, values = _asked(model, equal, link)
    where, _ = _where(model, names, nulls)
    sql = f'SELECT 1 FROM "{model._meta.db_table}" WHERE {where} LIMIT 1'
    return _run(link, sql, values, True) is not None


def least(model: type[models.Model], name: str, **equal: Any) -> Any:
    """The least value in the column of a field that is not null among the rows with exactly these values, else None."""
    link = _link()
    names, nulls, values = _asked(model, equal, link)
    sql, convert = _least(model, name, names, nulls, link.vendor)
    row = _run(link, sql, values, True)
    return None if row is None else convert(row[0], link) if convert else row[0]


def new(model: type[M], **values: Any) -> M:
    """An instance not yet written, as `model(**values)` makes it. Raises TypeError for a name that is no field."""
    blank, relations = _blank(model)
    instance = model.__new__(model)
    said = instance.__dict__
    said["_state"] = state = ModelState()
    for name, default in blank:
        said[name] = default() if callable(default) else default
    for name, value in values.items():
        if name in said:
            said[name] = value
        elif name in relations:
            said[relations[name]] = value.pk if value is not None else None
            state.fields_cache[name] = value
        else:
            raise TypeError(f"{model.__name__} has no field {name}")
    return instance


def know(instance: models.Model, **objects: models.Model | None) -> None:
    """Let the foreign keys of a row just read give these objects, which are those that they name, without a query."""
    instance._state.fields_cache.update(objects)


def insert(instance: models.Model) -> None:
    """Write a new row and give the instance its key. Constraints speak as they do to the ORM."""
    link = _link()
    sql, stamped, fields = _insert(type(instance))
    for field in stamped:
        field.pre_save(instance, True)
    instance.pk = _run(link, sql, _values(instance, fields, link), True)[0]
    instance._state.adding, instance._state.db = False, link.alias


def update(instance: models.Model, *names: str) -> None:
    """Write these fields of a row anew."""
    link = _link()
    sql, fields = _update(type(instance), names)
    _run(link, sql, [*_values(instance, fields, link), instance.pk], False)


def _run(link: Any, sql: str, values: list[Any], answers: bool) -> Any:
    """Run a statement and give its first row. Straight to the driver, unless somebody listens to Django's queries."""
    if link.connection is None or link.execute_wrappers or link.force_debug_cursor:
        with link.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchone() if answers else None
    if link.needs_rollback:
        link.validate_no_broken_transaction()
    try:
        if link.vendor == "sqlite":
            cursor = link.connection.execute(_with_question_marks(sql), values)
        else:
            cursor = link.connection.cursor().execute(sql, values)
        return cursor.fetchone() if answers else None
    except Exception:
        with link.wrap_database_errors:  # as Django's own errors
            raise


_mine = local()


def _link() -> Any:
    """Django's connection of this thread: it stays the same object, and finding it costs a tenth of an act."""
    try:
        return _mine.link
    except AttributeError:
        _mine.link = connections[DEFAULT_DB_ALIAS]
        return _mine.link


@lru_cache(maxsize=512)
def _with_question_marks(sql: str) -> str:
    return sql.replace("%s", "?")


Reader = Callable[[Any, Any], Any]
"""(connection, value) -> what the database is given; None instead where that is the value itself."""
_AS_THEY_ARE = (
    models.CharField,
    models.TextField,
    models.IntegerField,
    models.BooleanField,
    models.ForeignKey,
)


def _reader(field: Any) -> Reader | None:
    if isinstance(field, _AS_THEY_ARE):
        return None
    if isinstance(field, models.DateTimeField):
        return lambda link, value: link.ops.adapt_datetimefield_value(value)
    if isinstance(field, models.DateField):
        return lambda link, value: link.ops.adapt_datefield_value(value)
    if isinstance(field, models.JSONField):
        return lambda link, value: None if value is None else link.ops.adapt_json_value(value, field.encoder)
    return lambda link, value: field.get_db_prep_save(value, link)


def _values(instance: models.Model, fields: list[tuple[str, Reader | None]], link: Any) -> list[Any]:
    said = instance.__dict__  # the fields' own values, past the descriptors of foreign keys
    return [said[name] if read is None else read(link, said[name]) for name, read in fields]


def _asked(
    model: type[models.Model], equal: dict[str, Any], link: Any
) -> tuple[tuple[str, ...], tuple[str, ...], list[Any]]:
    """The columns asked about, those that must be null, and the values of the others, ready for the database."""
    names, values = tuple(equal), list(equal.values())
    nulls: tuple[str, ...] = ()
    if None in values:
        nulls = tuple(name for name, value in equal.items() if value is None)
        values = [value for value in values if value is not None]
    for place, read in _where(model, names, nulls)[1]:
        values[place] = read(link, values[place])
    return names, nulls, values


@lru_cache(maxsize=256)
def _where(
    model: type[models.Model], names: tuple[str, ...], nulls: tuple[str, ...]
) -> tuple[str, list[tuple[int, Reader]]]:
    """The condition, and which of its values must be read for the database first."""
    known = {field.attname: field for field in model._meta.concrete_fields}
    tests = [f'"{known[name].column}" ' + ("IS NULL" if name in nulls else "= %s") for name in names]
    readers = [_reader(known[name]) for name in names if name not in nulls]
    return " AND ".join(tests), [(place, read) for place, read in enumerate(readers) if read]


Converter = Callable[[Any, Any], Any]
"""(what the database gave, connection) -> the field's value."""
Prepared = tuple[str, list[str], list[tuple[str, Converter]]]


@lru_cache(maxsize=256)
def _select(
    model: type[models.Model], names: tuple[str, ...], nulls: tuple[str, ...], lock: bool, vendor: str
) -> Prepared:
    link, fields = _link(), model._meta.concrete_fields
    converters = [(field.attname, convert) for field in fields if (convert := _converter(model, field))]
    where, _ = _where(model, names, nulls)
    picked = ", ".join(f'"{field.column}"' for field in fields)
    tail = " FOR NO KEY UPDATE" if lock and link.features.has_select_for_update else ""
    sql = f'SELECT {picked} FROM "{model._meta.db_table}" WHERE {where} ORDER BY "{model._meta.pk.column}" LIMIT 1{tail}'
    return sql, [field.attname for field in fields], converters


@lru_cache(maxsize=64)
def _least(
    model: type[models.Model], name: str, names: tuple[str, ...], nulls: tuple[str, ...], vendor: str
) -> tuple[str, Converter | None]:
    field: Any = model._meta.get_field(name)
    where, _ = _where(model, names, nulls)
    # Not min(): it gives a row where there is none, and its value no converter of the field expects.
    sql = f'SELECT "{field.column}" FROM "{model._meta.db_table}" WHERE {where} ORDER BY "{field.column}" LIMIT 1'
    return sql, _converter(model, field)


def _converter(model: type[models.Model], field: Any) -> Converter | None:
    """What turns the column into the field's value; None where it is that already."""
    link = _link()
    column = field.get_col(model._meta.db_table)
    chain = [*link.ops.get_db_converters(column), *field.get_db_converters(link)]
    return _chained(chain, column) if chain else None


def _chained(chain: list[Callable[..., Any]], column: Any) -> Converter:
    def convert(value: Any, link: Any) -> Any:
        for one in chain:
            value = one(value, column, link)
        return value

    return convert


@lru_cache(maxsize=64)
def _blank(model: type[models.Model]) -> tuple[list[tuple[str, Any]], dict[str, str]]:
    """The fields' defaults (a value, or a function that makes one), and the columns of foreign keys."""
    fields = model._meta.concrete_fields
    blank = [
        (f.attname, f.default if f.has_default() and callable(f.default) else f.get_default()) for f in fields
    ]
    return blank, {f.name: f.attname for f in fields if f.name != f.attname}


@lru_cache(maxsize=64)
def _insert(model: type[models.Model]) -> tuple[str, list[Any], list[tuple[str, Reader | None]]]:
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    stamped = [
        field
        for field in fields
        if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False)
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    sql = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({marks}) RETURNING "id"'
    return sql, stamped, [(field.attname, _reader(field)) for field in fields]


@lru_cache(maxsize=64)
def _update(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, list[tuple[str, Reader | None]]]:
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    sets = ", ".join(f'"{field.column}" = %s' for field in fields)
    sql = f'UPDATE "{model._meta.db_table}" SET {sets} WHERE "id" = %s'
    return sql, [(field.attname, _reader(field)) for field in fields]
