"""Rows by prepared statements, for the path on which every act writes.

The ORM compiles each query anew, which costs several times what the database needs to answer it; an act is a dozen and
more of them (`make bench`, funds.allot). Here a statement is compiled once for a model and its columns and then reused.
Values go through the model's own fields, so both databases store what the ORM would. Reads with any other condition than
equality, and everything off this path, use the ORM.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connections, models
from django.db.utils import DEFAULT_DB_ALIAS

M = TypeVar("M", bound=models.Model)


def get(model: type[M], *, lock: bool = False, **equal: Any) -> M | None:
    """The first row, by primary key, whose columns are exactly these values (None: is null); None where there is none.

    `lock` holds the row until the end of the transaction; a row elsewhere that names it need not wait, so foreign keys
    close no ring of waiting either.
    """
    link = connections[DEFAULT_DB_ALIAS]
    sql, readers, columns, converters = _select(model, _shape(equal), lock, link.vendor)
    row = _run(link, sql, _given(readers, equal, link), True)
    if row is None:
        return None
    if converters:
        row = list(row)
        for place, convert in converters:
            row[place] = convert(row[place], link)
    return model.from_db(link.alias, columns, row)


def exists(model: type[models.Model], **equal: Any) -> bool:
    """Whether there is a row with exactly these values."""
    link = connections[DEFAULT_DB_ALIAS]
    where, readers = _where(model, _shape(equal))
    sql = f'SELECT 1 FROM "{model._meta.db_table}" WHERE {where} LIMIT 1'
    return _run(link, sql, _given(readers, equal, link), True) is not None


def insert(instance: models.Model) -> None:
    """Write a new row and give the instance its key. Constraints speak as they do to the ORM."""
    link = connections[DEFAULT_DB_ALIAS]
    sql, stamped, fields = _insert(type(instance))
    for field in stamped:
        field.pre_save(instance, True)
    instance.pk = _run(link, sql, _values(instance, fields, link), True)[0]
    instance._state.adding, instance._state.db = False, link.alias


def update(instance: models.Model, *names: str) -> None:
    """Write these fields of a row anew."""
    link = connections[DEFAULT_DB_ALIAS]
    sql, fields = _update(type(instance), names)
    _run(link, sql, [*_values(instance, fields, link), instance.pk], False)


def _run(link: Any, sql: str, values: list[Any], answers: bool) -> Any:
    """Run a statement and give its first row. Straight to the driver, unless somebody listens to Django's queries."""
    if link.connection is None or link.execute_wrappers or link.queries_logged:
        with link.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchone() if answers else None
    link.validate_no_broken_transaction()
    with link.wrap_database_errors:
        if link.vendor == "sqlite":
            cursor = link.connection.execute(sql.replace("%s", "?"), values)
        else:
            cursor = link.connection.cursor().execute(sql, values)
        return cursor.fetchone() if answers else None


Reader = Callable[[Any, Any], Any]
"""(connection, value) -> what the database is given; None instead where that is the value itself."""
Shape = tuple[tuple[str, bool], ...]
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
    return lambda link, value: field.get_db_prep_save(value, link)


def _values(instance: models.Model, fields: list[tuple[str, Reader | None]], link: Any) -> list[Any]:
    said = instance.__dict__  # the fields' own values, past the descriptors of foreign keys
    return [said[name] if read is None else read(link, said[name]) for name, read in fields]


def _shape(equal: dict[str, Any]) -> Shape:
    return tuple((name, value is None) for name, value in equal.items())


def _given(readers: list[Reader | None], equal: dict[str, Any], link: Any) -> list[Any]:
    values = [value for value in equal.values() if value is not None]
    return [value if read is None else read(link, value) for read, value in zip(readers, values, strict=True)]


@lru_cache(maxsize=256)
def _where(model: type[models.Model], shape: Shape) -> tuple[str, list[Reader | None]]:
    known = {field.attname: field for field in model._meta.concrete_fields}
    tests = [
        f'"{known[name].column}" IS NULL' if null else f'"{known[name].column}" = %s' for name, null in shape
    ]
    return " AND ".join(tests), [_reader(known[name]) for name, null in shape if not null]


Prepared = tuple[str, list[Reader | None], list[str], list[tuple[int, Callable[[Any, Any], Any]]]]


@lru_cache(maxsize=256)
def _select(model: type[models.Model], shape: Shape, lock: bool, vendor: str) -> Prepared:
    link = connections[DEFAULT_DB_ALIAS]
    fields = model._meta.concrete_fields
    converters = []
    for place, field in enumerate(fields):
        column = field.get_col(model._meta.db_table)
        chain = [*link.ops.get_db_converters(column), *field.get_db_converters(link)]
        if chain:
            converters.append((place, _chained(chain, column)))
    where, readers = _where(model, shape)
    picked = ", ".join(f'"{field.column}"' for field in fields)
    tail = " FOR NO KEY UPDATE" if lock and link.features.has_select_for_update else ""
    sql = f'SELECT {picked} FROM "{model._meta.db_table}" WHERE {where} ORDER BY "id" LIMIT 1{tail}'
    return sql, readers, [field.attname for field in fields], converters


def _chained(chain: list[Callable[..., Any]], column: Any) -> Callable[[Any, Any], Any]:
    def convert(value: Any, link: Any) -> Any:
        for one in chain:
            value = one(value, column, link)
        return value

    return convert


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
