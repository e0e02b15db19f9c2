"""Every type and constraint that SQLAlchemy and migrate both know on every database, as SQLAlchemy Core."""

import enum

from sqlalchemy import (
    CHAR, JSON, BigInteger, Boolean, CheckConstraint, Column, Computed, Date, DateTime, Enum, Float, ForeignKey,
    ForeignKeyConstraint, Identity, Index, Integer, Interval, LargeBinary, MetaData, Numeric, PickleType,
    PrimaryKeyConstraint, Sequence, SmallInteger, String, Table, Text, Time, TypeDecorator, Unicode, UnicodeText,
    UniqueConstraint, func, literal_column, text, true,
)
from sqlalchemy.dialects import mysql, postgresql, sqlite

metadata = MetaData()


class Role(enum.Enum):
    leader = 1
    member = 2
    reserve = 3


class Email(TypeDecorator):
    """A type of the project's own."""

    impl = String(254)
    cache_ok = True


Table(
    "types",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("boolean", Boolean),
    Column("boolean_with_check", Boolean(create_constraint=True, name="boolean_values")),
    Column("smallint", SmallInteger),
    Column("integer", Integer),
    Column("bigint", BigInteger),
    Column("float", Float),
    Column("float_24", Float(24)),
    Column("float_53", Float(53)),
    Column("numeric", Numeric),
    Column("numeric_10", Numeric(10)),
    Column("numeric_12_2", Numeric(12, 2)),
    Column("string", String(255)),
    Column("string_50", String(50)),
    Column("unicode", Unicode(50)),
    Column("char_3", CHAR(3)),
    Column("text", Text),
    Column("unicode_text", UnicodeText),
    Column("blob", LargeBinary),
    Column("pickle", PickleType),
    Column("date", Date),
    Column("time", Time),
    Column("datetime", DateTime),
    Column("datetime_tz", DateTime(timezone=True)),
    Column("interval", Interval),
    Column("json", JSON),
    Column("role", Enum(Role)),
    Column("role_text", Enum("a", "bc", native_enum=False)),
    Column("role_checked", Enum("a", "bc", "it's", native_enum=False, create_constraint=True, name="role_values")),
    Column("role_unnamed_check", Enum("a", "bc", name="letters", create_constraint=True)),
    Column("role_long", Enum("a", "bc", native_enum=False, length=40)),
    Column("email", Email),
    Column("variant", BigInteger().with_variant(Integer(), "sqlite").with_variant(mysql.MEDIUMINT(), "mysql")),
    Column("document", JSON().with_variant(postgresql.JSONB(), "postgresql")),
    Column("sqlite_own", String(9).with_variant(sqlite.VARCHAR(7), "sqlite")),
    Column("nocase", String(20).with_variant(String(20, collation="NOCASE"), "sqlite")),
)

Table(
    "defaults",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("word", String(20), server_default="draft", nullable=False),
    Column("empty", String(20), server_default=""),
    Column("quote", String(20), server_default="it's"),
    Column("colon", String(20), server_default="a:b%c"),
    Column("backslash", String(20), server_default="a\\b"),
    Column("digits", String(20), server_default="42"),
    Column("number", Integer, server_default="42"),
    Column("negative", Integer, server_default=text("-1")),
    Column("sql_number", Numeric(5, 2), server_default=text("1.50")),
    Column("truth", Boolean, server_default=true(), nullable=False),
    Column("now", DateTime, server_default=func.now()),
    Column("current", DateTime, server_default=func.current_timestamp()),
    Column("current_text", DateTime, server_default=text("CURRENT_TIMESTAMP")),
    Column("today", Date, server_default=func.current_date()),
    Column("function", String(20), server_default=func.lower("ABC")),
    Column("expression", Integer, server_default=text("(1 + 2)")),
    Column("null", Integer, server_default=text("NULL")),
    Column("client", Integer, default=7, nullable=False),
    Column("client_text", String(20), default="it's", nullable=False),
    Column("client_truth", Boolean, default=False, nullable=False),
    Column("client_role", Enum(Role), default=Role.member, nullable=False),
    Column("client_call", Integer, default=lambda: 1, onupdate=lambda: 2),
)

Table(
    "generated",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("a", Integer, nullable=False),
    Column("b", Integer),
    Column("virtual_sum", Integer, Computed("a + b", persisted=False)),
    Column("stored_sum", Integer, Computed("a + b", persisted=True)),
    Column("default_sum", Integer, Computed("coalesce(a, 0) + 1")),
)

Table(
    "parent",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("code", String(10), unique=True, nullable=False),
    Column("left_part", Integer, nullable=False),
    Column("right_part", String(5), nullable=False),
    UniqueConstraint("left_part", "right_part", name="uq_parent_parts"),
)

Table(
    "child",
    metadata,
    Column("id", Integer, Identity(start=1), primary_key=True),
    Column("parent_id", ForeignKey("parent.id", ondelete="SET NULL", onupdate="CASCADE")),
    Column("parent_code", String(10), ForeignKey("parent.code", name="fk_child_code", deferrable=True,
                                                 initially="DEFERRED"), index=True),
    Column("not_deferrable", Integer, ForeignKey("parent.id", deferrable=False)),
    Column("restricted", Integer, ForeignKey("parent.id", ondelete="RESTRICT")),
    Column("left_part", Integer),
    Column("right_part", String(5)),
    ForeignKeyConstraint(["left_part", "right_part"], ["parent.left_part", "parent.right_part"], name="fk_child_parts",
                         ondelete="CASCADE"),
)

Table(
    "keys",
    metadata,
    Column("tenant", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("slug", String(50), nullable=False),
    Column("email", String(100), unique=True, index=True),
    Column("age", Integer, CheckConstraint("age >= 0", name="age_positive")),
    Column("size", Integer, CheckConstraint("size < 10")),
    PrimaryKeyConstraint("tenant", "number", name="pk_of_keys"),
    UniqueConstraint("tenant", "slug"),
    CheckConstraint("age < 150 OR slug LIKE '%old%'", name="age_plausible"),
    CheckConstraint(literal_column("number") > 0),
)

links = Table(
    "links",
    metadata,
    Column("keys_tenant", Integer, primary_key=True),
    Column("keys_number", Integer, primary_key=True),
    Column("parent_id", Integer, ForeignKey("parent.id"), primary_key=True),
    ForeignKeyConstraint(["keys_tenant", "keys_number"], ["keys.tenant", "keys.number"]),
)

indexes = Table(
    "indexes",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("name", String(50), index=True),
    Column("family", String(50)),
    Column("born", Date),
    Column("active", Boolean),
    Index("ix_text_expression", text("upper(family)"), text("name DESC")),
)
Index("ix_several", indexes.c.family, indexes.c.name)
Index("ix_unique", indexes.c.family, indexes.c.born, unique=True)
Index("ix_descending", indexes.c.born.desc(), indexes.c.name)
Index("ix_expression", func.lower(indexes.c.name))
Index("ix_partial", indexes.c.born, sqlite_where=indexes.c.active.is_(True),
      postgresql_where=indexes.c.active.is_(True))
Index("ix_methods", indexes.c.name, postgresql_using="hash", mysql_using="hash")

# Two tables that refer to each other, and one that refers to itself.
Table("cycle_a", metadata, Column("id", Integer, primary_key=True),
      Column("b_id", ForeignKey("cycle_b.id", use_alter=True, name="fk_cycle_a_b")))
Table("cycle_b", metadata, Column("id", Integer, primary_key=True), Column("a_id", ForeignKey("cycle_a.id")))
Table("tree", metadata, Column("id", Integer, primary_key=True),
      Column("parent_id", ForeignKey("tree.id", ondelete="CASCADE"), index=True))

Table("small_key", metadata, Column("id", SmallInteger, primary_key=True), Column("word", Text))
Table("big_key", metadata, Column("id", BigInteger, primary_key=True), Column("word", Text))
Table("text_key", metadata, Column("code", String(3), primary_key=True), Column("word", Text))
Table("numbered", metadata, Column("id", Integer, Sequence("numbered_id", optional=True), primary_key=True))

# What databases have of their own, which the others ignore.
Table("counted", metadata, Column("id", Integer, primary_key=True), sqlite_autoincrement=True, mysql_engine="InnoDB",
      mysql_charset="utf8mb4")
Table("rowless", metadata, Column("code", String(3), primary_key=True), Column("word", Text), sqlite_with_rowid=False)
Table(
    "conflicts",
    metadata,
    Column("id", Integer, primary_key=True, sqlite_on_conflict_primary_key="FAIL"),
    Column("word", String(10), nullable=False, sqlite_on_conflict_not_null="IGNORE"),
    Column("code", String(10), unique=True, sqlite_on_conflict_unique="REPLACE"),
    UniqueConstraint("word", "code", sqlite_on_conflict="ROLLBACK"),
)
Table("comments", metadata, Column("id", Integer, primary_key=True, comment="the number"),
      Column('with "quotes"', String(5)), Column("Order", Integer), Column("select", Integer, index=True),
      comment="a table with a comment")
