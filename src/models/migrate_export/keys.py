"""Constraints and indexes of a table, as the document's values. What equals its default is left out."""

import re

from sqlalchemy.sql import elements, operators
from sqlalchemy.sql.elements import ColumnClause, TextClause, UnaryExpression

from .problems import place_of

_ACTIONS = ("no action", "restrict", "cascade", "set null", "set default")
_INDEX_OPTIONS = {"postgresql_tablespace": "postgresql.tablespace", "mysql_prefix": "mysql.prefix",
                  "mysql_with_parser": "mysql.with_parser"}


def said(**values):
    """Only what says something; a trailing `_` keeps a key apart from a word of Python."""
    kept = ((key.rstrip("_"), held) for key, held in values.items())
    return {key: held for key, held in kept if held is not None and held is not False and held != "" and held != []}


def option(thing, dialect, name):
    """An argument like `postgresql_where`; None where it is not given or SQLAlchemy does not know it."""
    options = thing.dialect_options
    return options[dialect].get(name) if dialect in options or thing.kwargs else None


class Keys:
    def __init__(self, table, sql, problems):
        self.table = table
        self.place = place_of(table)
        self.sql = sql
        self.problems = problems

    # — keys —

    def primary_key(self):
        key = self.table.primary_key
        if not list(key.columns):
            return None
        return said(name=self.sql.name(key), columns=_names(key.columns), **self._deferrable(key),
                    include=self._include(key), **self._on_conflict(key, "on_conflict_primary_key"))

    def unique(self, key):
        return said(name=self.sql.name(key), columns=_names(key.columns), **self._deferrable(key),
                    nulls_not_distinct=self._postgresql(key, "nulls_not_distinct"), include=self._include(key),
                    **self._on_conflict(key, "on_conflict_unique"))

    def check(self, key):
        name = self.sql.name(key)
        if option(key, "sqlite", "on_conflict"):
            self.problems.warning(self.place, "SQLite ignores the ON CONFLICT of a check, and so does migrate")
        what = "the check %s" % name if name else "a check"
        return said(name=name, expression=self.sql.expression(self.place, what, key.sqltext),
                    not_valid=self._postgresql(key, "not_valid"))

    def foreign_key(self, key):
        target = key.elements[0].column.table
        return said(
            name=self.sql.name(key), columns=[str(element.parent.name) for element in key.elements],
            references_schema=target.schema and str(target.schema), references=str(target.name),
            target=[str(element.column.name) for element in key.elements],
            on_delete=self._action(key, key.ondelete), on_update=self._action(key, key.onupdate),
            match=key.match and key.match.lower() != "simple" and key.match.lower(), **self._deferrable(key),
            not_valid=self._postgresql(key, "not_valid"),
        )

    def exclusion(self, key):
        parts = []
        for expression, _, operator in key._render_exprs:
            part = self._part(expression, getattr(key, "ops", None) or {})
            parts.append({**part, "operator": str(operator)})
        return said(name=self.sql.name(key), using=str(key.using), elements=parts,
                    where=self._where(key.where), **self._deferrable(key))

    def _action(self, key, text):
        if not text or text.lower() == "no action":
            return None
        if text.lower() not in _ACTIONS:
            known = ", ".join(_ACTIONS)
            self.problems.error(self.place, "the action '%s' of a foreign key is none of: %s" % (text, known))
        return text.lower()

    def _deferrable(self, key):
        initially = key.initially and key.initially.lower()
        deferred = initially == "deferred"  # which says that it is deferrable
        if deferred and key.deferrable is False:
            self.problems.error(self.place, "a constraint is initially DEFERRED and not deferrable: only one can be")
        return said(deferrable=bool(key.deferrable) or deferred, initially=initially)

    def _on_conflict(self, key, of_column):
        """SQLite's ON CONFLICT, which may also be said at a single column."""
        found = option(key, "sqlite", "on_conflict")
        columns = list(key.columns)
        if found is None and len(columns) == 1:
            found = option(columns[0], "sqlite", of_column)
        return said(**{"sqlite.on_conflict": found.lower()}) if found and self.sql.is_for("sqlite") else {}

    def _postgresql(self, thing, name):
        return option(thing, "postgresql", name) if self.sql.is_for("postgresql") else None

    def _include(self, thing):
        return [str(getattr(one, "name", one)) for one in self._postgresql(thing, "include") or []]

    # — indexes —

    def index(self, index):
        mysql_using = option(index, "mysql", "using") if self.sql.is_for("mysql") else None
        options = {ours: index.kwargs.get(theirs) for theirs, ours in _INDEX_OPTIONS.items()
                   if self.sql.is_for(ours.split(".")[0])}
        return said(
            name=self.sql.name(index), columns=[self._index_part(index, one) for one in index.expressions],
            unique=bool(index.unique), where=self._index_where(index),
            using=self._postgresql(index, "using") or mysql_using, include=self._include(index),
            with_={key: str(held) for key, held in (self._postgresql(index, "with") or {}).items()} or None,
            nulls_not_distinct=self._postgresql(index, "nulls_not_distinct"),
            concurrently=self._postgresql(index, "concurrently"), **options,
        )

    def _index_where(self, index):
        found = {}
        for dialect in ("postgresql", "sqlite"):
            where = option(index, dialect, "where") if self.sql.is_for(dialect) else None
            if where is not None:
                found[dialect] = self._where(where)
        if len(set(found.values())) > 1 or (found and len(found) == 1 and not self.sql.target):
            self.problems.warning(
                self.place,
                "the WHERE of the index %s differs by database: name the database, --dialect=sqlite" % index.name,
            )
        return next(iter(found.values()), None)

    def _where(self, where):
        return self.sql.expression(self.place, "a WHERE", where) if where is not None else None

    def _index_part(self, index, expression):
        part = self._part(expression, self._postgresql(index, "ops") or {})
        length = option(index, "mysql", "length") if self.sql.is_for("mysql") else None
        if isinstance(length, dict):
            length = length.get(part.get("column"))
        if length:
            part["length"] = length
        return part["column"] if list(part) == ["column"] else part

    def _part(self, expression, opclasses):
        """An element of a key: ASC, DESC, NULLS, COLLATE and labels are taken off what they stand at."""
        out = {}
        while expression is not None:
            out["opclass"] = out.get("opclass") or _opclass(expression, opclasses)
            kept, expression = expression, _taken_off(expression, out)
        expression = kept
        if isinstance(expression, TextClause):
            out.update(_text_part(expression.text, self.table))
        elif getattr(expression, "is_literal", False):
            out.update(_text_part(str(expression.name), self.table))
        elif isinstance(expression, ColumnClause):
            out["column"] = str(expression.name)
        elif isinstance(expression, str):
            out["column"] = expression
        else:
            out["expression"] = self.sql.expression(self.place, "an index", expression)
        order = ("column", "expression", "order", "nulls", "collation", "opclass")
        return {key: out[key] for key in order if out.get(key)}


def _names(columns):
    return [str(column.name) for column in columns]


def _taken_off(expression, out):
    """What the outermost of these stands at, noted in `out`; None where there is none."""
    if isinstance(expression, elements.Label):
        return expression.element
    if getattr(expression, "operator", None) is operators.collate:
        out.setdefault("collation", str(expression.right.collation))
        return expression.left
    modifier = getattr(expression, "modifier", None) if isinstance(expression, UnaryExpression) else None
    if modifier is operators.desc_op:
        out["order"] = "desc"
    elif modifier in (operators.nulls_first_op, operators.nulls_last_op):
        out["nulls"] = "first" if modifier is operators.nulls_first_op else "last"
    elif modifier is not operators.asc_op or modifier is None:
        return None
    return expression.element


def _opclass(expression, opclasses):
    return opclasses.get(getattr(expression, "key", None))


_TEXT_ORDER = re.compile(
    r"(?P<what>.+?)(?:\s+(?P<order>asc|desc))?(?:\s+nulls\s+(?P<nulls>first|last))?", re.I | re.S
)


def _text_part(text, table):
    """`lower(name) DESC`, as text() and literal_column() may say it. Collations and operator classes stay where they are:
    migrate takes them off by the rules of the database."""
    parts = _TEXT_ORDER.fullmatch(text.strip()).groupdict()
    what = parts.pop("what")
    out = {key: held.lower() for key, held in parts.items() if held}
    if out.get("order") == "asc":
        del out["order"]
    name = what.strip('"`')
    known = any(column.name == name for column in table.columns)
    out["column" if known else "expression"] = name if known else what
    return out


def kinds(table):
    """The table's constraints, with those of its columns, in the order in which they were said."""
    of_columns = {one for column in table.columns for one in column.constraints}
    return sorted(of_columns | table.constraints, key=lambda one: one._creation_order)


