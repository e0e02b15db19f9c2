"""What PostgreSQL alone has; a table in a schema, enums, sequences, exclusions."""

from sqlalchemy import (
    BigInteger, CheckConstraint, Column, DateTime, Enum, ForeignKey, Identity, Index, Integer, MetaData, Sequence,
    String, Table, Text, UniqueConstraint, func, literal_column, text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY, CIDR, ExcludeConstraint, INET, INT4RANGE, JSONB, TSVECTOR

metadata = MetaData(schema="shop")

numbers = Sequence("numbers", start=100, increment=10, minvalue=0, maxvalue=9000, cache=20, cycle=True,
                   metadata=metadata)

booking = Table(
    "booking",
    metadata,
    Column("id", BigInteger, Identity(always=True, start=1000, cache=5), primary_key=True),
    Column("number", Integer, numbers, server_default=numbers.next_value(), nullable=False),
    Column("state", Enum("open", "paid", name="state", metadata=metadata), nullable=False, server_default="open"),
    Column("tags", ARRAY(String(20))),
    Column("settings", JSONB, server_default=text("'{}'::jsonb")),
    Column("words", TSVECTOR),
    Column("address", INET),
    Column("network", CIDR),
    Column("room", Integer, nullable=False),
    Column("during", INT4RANGE, nullable=False),
    Column("made", DateTime(timezone=True), server_default=func.now()),
    Column("made_at", postgresql.TIMESTAMP(precision=3)),
    Column("name", Text(collation="de_DE")),
    UniqueConstraint("number", "room", name="uq_booking", initially="DEFERRED"),
    ExcludeConstraint(("room", "="), ("during", "&&"), name="no_overlap", using="gist", where=text("room > 0")),
    CheckConstraint("room > 0", name="room_positive", postgresql_not_valid=True),
    Index("ix_booking_literal", literal_column("upper(name)"), literal_column("room"),
          literal_column("name || 'x DESC'"), literal_column("made DESC"), literal_column("number + 1").label("next").desc()),
    Index("ix_booking_text", text("name text_pattern_ops"), text("lower(name) DESC NULLS LAST"),
          text('name COLLATE "C" desc')),
    postgresql_tablespace="fast",
)
Index("ix_booking_label", func.lower(booking.c.name).label("low").collate("C").desc(), booking.c.room.label("place"),
      postgresql_ops={"low": "text_pattern_ops"})
Index("ix_booking_tags", booking.c.tags, postgresql_using="gin", postgresql_with={"fastupdate": "off"})
Index("ix_booking_name", booking.c.name, postgresql_ops={"name": "text_pattern_ops"}, postgresql_include=["room"])
Index("ix_booking_made", booking.c.made.desc().nulls_last(), postgresql_where=booking.c.room > 3)

Table(
    "guest",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("booking_id", ForeignKey("shop.booking.id", match="FULL", ondelete="NO ACTION", onupdate="SET DEFAULT")),
    prefixes=["UNLOGGED"],
)
