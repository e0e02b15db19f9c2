"""SQLAlchemy's types as migrate's.

SQLAlchemy is asked what a type is called in each database, whatever its class: decorators, variants and the project's
own types need no rules. Where that name is what migrate writes for a neutral type, the neutral type is used; otherwise the
database's own words stand as a native type: `postgresql:tsvector`.
"""

import re

from sqlalchemy.dialects import mysql
from sqlalchemy.sql import sqltypes
from sqlalchemy.types import TypeDecorator

from .sql import DIALECTS, first_line

_COMMON = {
    "BOOLEAN": "boolean", "SMALLINT": "smallint", "INTEGER": "integer", "BIGINT": "bigint", "REAL": "real",
    "NUMERIC": "numeric", "VARCHAR": "varchar", "CHAR": "char", "TEXT": "text", "DATE": "date", "JSON": "json",
}
_BYTES = {"BINARY": "binary", "VARBINARY": "varbinary", "BLOB": "blob"}
# What each database's words mean; the numbers behind them are kept. SQLite's FLOAT is as good as its DOUBLE, but Alembic
# takes them for two types.
_NEUTRAL = {
    "sqlite": {**_COMMON, **_BYTES, "DOUBLE": "double", "DOUBLE PRECISION": "double", "TIME": "time",
               "DATETIME": "timestamp"},
    "postgresql": {**_COMMON, "DOUBLE PRECISION": "double", "FLOAT": "double", "DECIMAL": "numeric", "BYTEA": "blob",
                   "TIME WITHOUT TIME ZONE": "time", "TIMESTAMP WITHOUT TIME ZONE": "timestamp",
                   "TIMESTAMP WITH TIME ZONE": "timestamptz", "INTERVAL": "interval", "UUID": "uuid"},
    "mysql": {**_COMMON, **_BYTES, "BOOL": "boolean", "FLOAT": "real", "DOUBLE": "double", "DECIMAL": "numeric",
              "TIME": "time", "DATETIME": "timestamp", "UUID": "uuid"},
}
del _NEUTRAL["mysql"]["REAL"]
_MOST_NUMBERS = {"numeric": 2, "varchar": 1, "char": 1, "binary": 1, "varbinary": 1}
_LEAST_NUMBERS = {"char": 1, "binary": 1, "varbinary": 1}
# Neutral types that a database has no name of its own for: what migrate makes of them there.
_STANDS_FOR = {
    "sqlite": {"uuid": "char(32)", "timestamptz": "timestamp", "interval": "timestamp"},
    "postgresql": {"binary": "blob", "varbinary": "blob"},
    "mysql": {"uuid": "char(32)", "timestamptz": "timestamp", "interval": "timestamp", "varchar": "varchar(255)"},
}
_ORDER = ("postgresql", "sqlite", "mysql")


class ColumnTypes:
    """Finds the type of each column, and the enums that they need. `given` maps names of classes to type texts."""

    def __init__(self, target, given, problems):
        self.target = target
        self.given = given
        self.problems = problems
        self.enums = {}

    def of(self, place, column):
        """The value of the column's `type` key, and its collation or None."""
        given = self._given(column.type)
        if given:
            return given, None
        compiled, failures = {}, []
        for name in _ORDER:
            try:
                compiled[name] = _compiled(column, DIALECTS[name])
            except Exception as error:
                failures.append(first_line(error))
        if not compiled:
            self._unknown(place, column.type, failures)
            return "text", None
        collations = {name: found[1] for name, found in compiled.items()}
        says = {name: _read(name, found[0]) for name, found in compiled.items()}
        if says.get("mysql") == "timestamp" and isinstance(_impl(column.type, "mysql"), mysql.DATETIME):
            says["mysql"] = "mysql:datetime"  # MySQL's own type says that there are no digits; DateTime leaves it open
        return self._choose(place, column.type, says), self._collation(place, collations)

    def _given(self, type_):
        for class_ in type(type_).__mro__:
            for name in (class_.__module__ + "." + class_.__qualname__, class_.__name__):
                if name in self.given:
                    return self.given[name]
        return None

    def _unknown(self, place, type_, failures):
        name = type(type_).__module__ + "." + type(type_).__qualname__
        if isinstance(type_, sqltypes.NullType):
            return self.problems.error(place, "it has no type: give its Column one")
        self.problems.error(
            place, "the type %s has no name in any database (%s): say what it is by --type %s='varchar(20)'"
            % (name, failures[0], name)
        )

    def _choose(self, place, type_, says):
        """The type that serves most databases, with the others' own ones beside it; with a target, its own."""
        enum = self._enum(place, type_)
        neutral = [says[name] for name in _ORDER if name in says and _is_neutral(says[name])]
        best, most = None, 0
        for one in ([enum] if enum else []) + neutral:
            count = sum(self._is(name, one, said, enum, type_) for name, said in says.items())
            if count > most:
                best, most = one, count
        if self.target in says:
            chosen = best if best and self._is(self.target, best, says[self.target], enum, type_) else says[self.target]
        elif self.target:
            chosen = best or next(iter(says.values()))
        else:
            chosen = self._with_others(best, says, enum, type_)
        if enum and (chosen == enum or isinstance(chosen, dict) and chosen["default"] == enum):
            self._add_enum(place, _impl(type_))
        return chosen

    def _with_others(self, best, says, enum, type_):
        default = best or next(iter(says.values()))
        others = {n: s for n, s in says.items() if s != default and not (best and self._is(n, best, s, enum, type_))}
        return {"default": default, **{name: others[name] for name in sorted(others)}} if others else default

    def _is(self, dialect, neutral, said, enum, type_):
        """Whether the database gets the type that it says by the neutral one."""
        if neutral == enum:
            return said == _enum_in(dialect, _impl(type_))
        kind, numbers = re.match(r"(\w+)(.*)", neutral).groups()
        stands_for = _STANDS_FOR[dialect].get(kind)
        if stands_for and not (kind == "varchar" and numbers):
            neutral = stands_for
        return neutral == said

    def _enum(self, place, type_):
        impl = _impl(type_)
        if isinstance(impl, sqltypes.Enum) and impl.native_enum and impl.name:
            return "enum(%s%s)" % (impl.schema + "." if impl.schema else "", impl.name)
        return None

    def _add_enum(self, place, impl):
        values = {"name": str(impl.name), "schema": impl.schema and str(impl.schema), "values": list(impl.enums)}
        known = self.enums.setdefault((impl.schema, impl.name), {key: held for key, held in values.items() if held})
        if known["values"] != values["values"]:
            self.problems.error(place, "there are two enums '%s' with different values" % impl.name)

    def _collation(self, place, collations):
        if self.target:
            return collations.get(self.target)
        different = set(collations.values())
        if len(different) > 1:
            self.problems.warning(place, "the collation differs by database: name the database, --dialect=sqlite")
        return different.pop() if len(different) == 1 else None


def _impl(type_, dialect="postgresql"):
    """The type behind decorators and variants."""
    impl = type_.dialect_impl(DIALECTS[dialect])
    while isinstance(impl, TypeDecorator):
        impl = getattr(impl, "impl_instance", None) or impl.impl
    return impl


def _enum_in(dialect, impl):
    if dialect == "sqlite":
        return "varchar(%d)" % max(len(value) for value in impl.enums)
    preparer = DIALECTS[dialect].identifier_preparer
    if dialect == "postgresql":
        return _native(dialect, preparer.format_type(impl))
    return _native(dialect, "ENUM(%s)" % ",".join("'%s'" % value.replace("'", "''") for value in impl.enums))


def _compiled(column, dialect):
    """The type's words and its collation, which SQLAlchemy writes behind them."""
    compiler = getattr(dialect, "type_compiler_instance", None) or dialect.type_compiler
    words = compiler.process(column.type, type_expression=column)
    found = re.match(r'(.*?) COLLATE (?:"([^"]+)"|`([^`]+)`|(\S+))$', words)
    return (found.group(1), found.group(2) or found.group(3) or found.group(4)) if found else (words, None)


def _is_neutral(type_text):
    return ":" not in type_text


def _read(dialect, words):
    """The neutral type that has these words, or the native one."""
    found = re.fullmatch(r"([A-Z][A-Z ]*?)(?:\(([\d, ]+)\))?", words)
    kind = found and _NEUTRAL[dialect].get(found.group(1))
    if not kind:
        return _native(dialect, words)
    numbers = [int(number) for number in found.group(2).split(",")] if found.group(2) else []
    if dialect == "postgresql" and found.group(1) == "FLOAT" and numbers:
        return "real" if numbers[0] <= 24 else "double"
    if not _LEAST_NUMBERS.get(kind, 0) <= len(numbers) <= _MOST_NUMBERS.get(kind, 0):
        return _native(dialect, words)
    return kind + ("(%s)" % ",".join(map(str, numbers)) if numbers else "")


def _native(dialect, words):
    quoted = "'" in words or '"' in words
    return dialect + ":" + (words if quoted or dialect == "sqlite" else words.lower())
