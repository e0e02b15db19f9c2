"""A MetaData as the document's values: tables with their columns, enums, sequences."""

from sqlalchemy import schema
from sqlalchemy.exc import SQLAlchemyError

from .column_types import ColumnTypes
from .keys import Keys, kinds, option, said
from .problems import place_of
from .sql import Sql, first_line

_DIALECT_OF = {"sqlite": "sqlite", "postgresql": "postgresql", "mysql": "mysql", "mariadb": "mysql"}
_MYSQL_NAMES = {"default_charset": "charset", "character_set": "charset", "default_character_set": "charset",
                "collate": "collation", "default_collate": "collation"}
_SQLITE_NAMES = {"autoincrement": None, "with_rowid": None, "strict": "sqlite.strict"}


class Exporter:
    """Turns several MetaData into one document; `problems` has what went wrong."""

    def __init__(self, target, given_types, problems):
        self.sql = Sql(target, problems)
        self.types = ColumnTypes(target, given_types, problems)
        self.problems = problems
        self.tables = []
        self.sequences = []

    def add(self, metadata):
        for table in metadata.tables.values():
            self.tables.append(self._table(table))
        if self.sql.is_for("postgresql"):
            self.sequences += [_sequence(one) for one in metadata._sequences.values() if not one.optional]

    @property
    def enums(self):
        return list(self.types.enums.values())

    def _table(self, table):
        keys = Keys(table, self.sql, self.problems)
        lists = {"uniques": [], "indexes": [], "foreign_keys": [], "checks": [], "exclusions": []}
        for one in kinds(table):
            self._add_constraint(table, keys, one, lists)
        for one in sorted(table.indexes, key=lambda index: str(index.name)):
            if self.sql.is_created(place_of(table), "the index %s" % one.name, one):
                lists["indexes"].append(keys.index(one))
        return {
            "name": str(table.name),
            **said(schema=table.schema and str(table.schema), comment=table.comment),
            "columns": [self._column(table, column) for column in table.columns],
            **said(primary_key=keys.primary_key(), **lists),
            **said(options=self._options(table) or None),
        }

    def _add_constraint(self, table, keys, one, lists):
        place = place_of(table)
        if isinstance(one, schema.PrimaryKeyConstraint):
            return
        if not self.sql.is_created(place, "a %s" % type(one).__name__, one):
            return
        if isinstance(one, schema.ForeignKeyConstraint):
            try:
                lists["foreign_keys"].append(keys.foreign_key(one))
            except SQLAlchemyError as error:
                self.problems.error(place, first_line(error))
        elif isinstance(one, schema.CheckConstraint):
            lists["checks"].append(keys.check(one))
        elif type(one).__name__ == "ExcludeConstraint":
            lists["exclusions"].append(keys.exclusion(one))
        elif isinstance(one, schema.UniqueConstraint):
            if list(one.columns):
                lists["uniques"].append(keys.unique(one))
        else:
            kind = type(one).__name__
            self.problems.warning(place, "migrate knows no constraint like a %s, and leaves it out" % kind)

    # — columns —

    def _column(self, table, column):
        place = place_of(table, column)
        type_, collation = self.types.of(place, column)
        identity = self._identity(table, column, type_)
        initial = _scalar(column.default)
        return {
            "name": str(column.name),
            "type": type_,
            **({} if column.nullable else {"nullable": False}),
            **said(
                default=None if column.computed is not None else self.sql.default(place, column),
                identity=identity,
                generated=self._generated(place, column),
                collation=collation,
                comment=column.comment,
                initial=None if initial is None or identity else self.sql.literal(initial, column.type),
            ),
            **self._column_options(table, column),
        }

    def _generated(self, place, column):
        computed = column.computed
        if computed is None:
            return None
        expression = self.sql.expression(place, "the computed expression", computed.sqltext)
        stored = computed.persisted
        if stored is None:
            stored = self.sql.target == "postgresql"  # which has no others
        return said(expression=expression, stored=bool(stored))

    def _identity(self, table, column, type_):
        """Whether the database numbers the rows: SQLAlchemy's own rule, and what it makes of it on the target."""
        automatic = _autoincrement_column(table) is column
        if self.sql.target == "sqlite":  # only INTEGER is an alias of the rowid, and Identity says nothing there
            return (automatic and type_ == "integer" and option(table, "sqlite", "with_rowid") is not False) or None
        identity = getattr(column, "identity", None)
        if identity is not None and self.sql.is_for("postgresql"):
            return _numbers(identity, always=bool(identity.always)) or True
        sequence = column.default if isinstance(column.default, schema.Sequence) else None
        if self.sql.target == "postgresql" and sequence is not None and not sequence.optional:
            return None
        return automatic and (column.server_default is None or identity is not None) or None

    def _column_options(self, table, column):
        if not self.sql.is_for("sqlite"):
            return {}
        numbered = _autoincrement_column(table) is column and option(table, "sqlite", "autoincrement")
        conflict = option(column, "sqlite", "on_conflict_not_null")
        return said(**{"sqlite.autoincrement": bool(numbered),
                       "sqlite.not_null_on_conflict": conflict and not column.nullable and conflict.lower()})

    # — what databases have of their own —

    def _options(self, table):
        out = {}
        for key, value in table.kwargs.items():
            prefix, _, name = key.partition("_")
            dialect = _DIALECT_OF.get(prefix)
            if value is None or dialect is None or not self.sql.is_for(dialect):
                continue
            name = _MYSQL_NAMES.get(name, name) if dialect == "mysql" else name
            if dialect == "sqlite" and name in _SQLITE_NAMES:
                if name == "with_rowid" and value is False:
                    out["sqlite.without_rowid"] = True
                elif name == "strict" and value:
                    out["sqlite.strict"] = True
            else:
                out["%s.%s" % (dialect, name)] = value if isinstance(value, (bool, int)) else _words(value)
        for prefix in table._prefixes:
            if str(prefix).upper() == "UNLOGGED" and self.sql.is_for("postgresql"):
                out["postgresql.unlogged"] = True
            elif str(prefix).upper() != "UNLOGGED":
                self.problems.warning(place_of(table), "migrate knows no table with the prefix %s" % prefix)
        return dict(sorted(out.items()))


def _words(value):
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _autoincrement_column(table):
    found = getattr(table, "autoincrement_column", None)
    return found if found is not None else getattr(table, "_autoincrement_column", None)


def _scalar(default):
    if default is None or not getattr(default, "is_scalar", False):
        return None
    return default.arg


def _numbers(thing, **first):
    return said(**first, start=thing.start, increment=thing.increment, min=thing.minvalue, max=thing.maxvalue,
                cache=thing.cache, cycle=bool(thing.cycle))


def _sequence(one):
    type_ = {"SmallInteger": "smallint", "Integer": "integer", "BigInteger": "bigint"}.get(type(one.data_type).__name__)
    return {"name": str(one.name), **said(schema=one.schema and str(one.schema), type=type_), **_numbers(one)}


