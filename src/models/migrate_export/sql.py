"""SQL texts as SQLAlchemy writes them in DDL.

With a target, texts are those of that database. Without one they are those that all databases share, or else
SQLAlchemy's own neutral spelling.
"""

import datetime
import decimal
import json
import uuid

from sqlalchemy import literal
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.engine.default import StrCompileDialect

from .problems import place_of_cause, said_by


def _dialect(make):
    dialect = make(paramstyle="named")
    dialect.identifier_preparer._double_percents = False  # there are no parameters, so % is only a letter
    return dialect


DIALECTS = {
    "sqlite": _dialect(sqlite.dialect),
    "postgresql": _dialect(postgresql.dialect),
    "mysql": _dialect(mysql.dialect),
}
DIALECTS["postgresql"]._backslash_escapes = False  # as it finds on every server with standard_conforming_strings
NEUTRAL = _dialect(StrCompileDialect)


def quote_text(value):
    return "'%s'" % value.replace("'", "''")


class Sql:
    """Compiles for `target`, a key of DIALECTS, or for all databases where it is None."""

    def __init__(self, target, problems):
        self.target = target
        self.problems = problems
        names = [target] if target else list(DIALECTS)
        self._compilers = [DIALECTS[name].ddl_compiler(DIALECTS[name], None) for name in names]
        self._neutral = NEUTRAL.ddl_compiler(NEUTRAL, None)
        self.preparer = (DIALECTS[target] if target else NEUTRAL).identifier_preparer

    def is_for(self, dialect):
        """Whether what one dialect alone has belongs into the document."""
        return self.target in (None, dialect)

    def _text(self, place, what, render):
        texts = []
        for compiler in self._compilers:
            try:
                texts.append(render(compiler))
            except Exception as error:
                if self.target:
                    why = first_line(error)
                    self.problems.error(place, "%s cannot be written for %s: %s" % (what, self.target, why))
                    return ""
        if texts and all(one == texts[0] for one in texts):
            return texts[0]
        neutral = render(self._neutral)
        if neutral not in texts:
            self.problems.warning(
                place, "%s differs by database; here it is %s: name the database, --dialect=sqlite" % (what, neutral)
            )
        return neutral

    def expression(self, place, what, element):
        """An expression of a check, an index, a computed column: without the table's name, without parameters."""
        if isinstance(element, str):
            return element.strip()
        render = lambda ddl: ddl.sql_compiler.process(element, include_table=False, literal_binds=True)
        return self._text(place, what, render).strip()

    def default(self, place, column):
        """The text of a server default; None where the column has none that DDL shows."""
        if column.server_default is None or not hasattr(column.server_default, "arg"):
            return None
        found = self._text(place, "the default", lambda ddl: ddl.get_column_default_string(column))
        return "CURRENT_TIMESTAMP" if found == "now()" and not self.target else found  # which every database has

    def is_created(self, place, what, constraint):
        """Whether the constraint is made on this database: an Enum's or a Boolean's check is not everywhere."""
        rule = getattr(constraint, "_create_rule", None)
        held = [rule is None or bool(rule(compiler)) for compiler in self._compilers]
        only = getattr(getattr(constraint, "_ddl_if", None), "dialect", None)
        if only is not None:
            names = [only] if isinstance(only, str) else list(only)
            held = [one and (self.target or name) in names for one, name in zip(held, DIALECTS)]
        if all(held) == any(held):
            return all(held)
        self.problems.warning(place, "%s is made by some databases only: name the database, --dialect=sqlite" % what)
        return False

    def name(self, thing):
        """The name of a constraint or an index, by the naming convention where it says so, shortened as DDL would."""
        if thing.name is None:
            return None
        name = self.preparer.format_constraint(thing, _alembic_quote=False)
        return None if name is None else str(name)

    def literal(self, value, type_):
        """A Python value as SQL text; None where it has none."""
        dialect = DIALECTS[self.target] if self.target else NEUTRAL
        try:
            return str(literal(value, type_).compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
        except Exception:
            return _plain_literal(value)


def _plain_literal(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, decimal.Decimal)):
        return str(value)
    if isinstance(value, (str, uuid.UUID)):
        return quote_text(str(value))
    if isinstance(value, datetime.datetime):
        return quote_text(value.isoformat(" "))
    if isinstance(value, (datetime.date, datetime.time)):
        return quote_text(value.isoformat())
    if isinstance(value, (dict, list)):
        return quote_text(json.dumps(value))
    return None


def first_line(error):
    where = place_of_cause(error)
    if where:
        return said_by(error) + where
    lines = [line for line in str(error).splitlines() if line.strip()]
    return lines[0].strip() if lines else type(error).__name__


