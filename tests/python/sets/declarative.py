"""The same kinds of things through SQLAlchemy's declarative classes: mixins, inheritance, names by convention."""

import datetime
import decimal
import enum
import uuid

from sqlalchemy import (
    JSON, Boolean, CheckConstraint, Column, Date, DateTime, Enum, ForeignKey, ForeignKeyConstraint, Index, Integer,
    Interval, LargeBinary, MetaData, Numeric, String, Table, Text, Time, UniqueConstraint, func, text,
)
from sqlalchemy.orm import declarative_base, declared_attr, relationship
from sqlalchemy.types import CHAR, TypeDecorator

naming = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
Base = declarative_base(metadata=MetaData(naming_convention=naming))


class Guid(TypeDecorator):
    """A UUID where the database has one, as SQLAlchemy's documentation shows it."""

    impl = CHAR
    cache_ok = True

    def load_dialect_impl(self, dialect):
        if dialect.name == "postgresql":
            from sqlalchemy.dialects.postgresql import UUID

            return dialect.type_descriptor(UUID())
        return dialect.type_descriptor(CHAR(32))


class State(str, enum.Enum):
    open = "OPEN"
    closed = "CLOSED"


class Timestamps:
    created_at = Column(DateTime, server_default=func.now(), nullable=False)
    updated_at = Column(DateTime(timezone=True), onupdate=datetime.datetime.utcnow)


class Owned:
    @declared_attr
    def owner_id(cls):
        return Column(ForeignKey("account.id", ondelete="CASCADE"), nullable=False, index=True)


tags = Table(
    "post_tag",
    Base.metadata,
    Column("post_id", ForeignKey("post.id", ondelete="CASCADE"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True),
)


class Account(Timestamps, Base):
    __tablename__ = "account"
    __table_args__ = (CheckConstraint("length(email) > 3", name="email_length"), {"comment": "who may log in"})

    id = Column(Guid, primary_key=True, default=uuid.uuid4)
    email = Column(String(254), unique=True, nullable=False)
    is_admin = Column(Boolean(create_constraint=True, name="is_admin_values"), nullable=False, default=False)
    balance = Column(Numeric(12, 2), nullable=False, default=decimal.Decimal("0.00"), server_default="0")
    settings = Column(JSON, nullable=False, default=dict)
    avatar = Column(LargeBinary)
    posts = relationship("Post", back_populates="owner")


class Post(Timestamps, Owned, Base):
    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("owner_id", "slug"),
        Index(None, "state", text("created_at DESC")),
        Index("ix_post_open", "slug", unique=True, sqlite_where=text("state = 'open'"),
              postgresql_where=text("state = 'open'")),
    )

    id = Column(Integer, primary_key=True)
    slug = Column(String(80), nullable=False)
    state = Column(Enum(State, name="post_state", create_constraint=True), nullable=False, default=State.open)
    body = Column(Text(), nullable=False, server_default=text("''"))
    published = Column(Date)
    at = Column(Time)
    took = Column(Interval)
    owner = relationship(Account, back_populates="posts")
    tags = relationship("Tag", secondary=tags)


class Tag(Base):
    __tablename__ = "tag"
    __table_args__ = {"sqlite_autoincrement": True}

    id = Column(Integer, primary_key=True)
    word = Column(String(40), nullable=False, unique=True)


class Employee(Base):
    """Joined and single-table inheritance."""

    __tablename__ = "employee"
    id = Column(Integer, primary_key=True)
    kind = Column(String(20), nullable=False)
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "employee"}


class Engineer(Employee):
    __tablename__ = "engineer"
    id = Column(ForeignKey("employee.id"), primary_key=True)
    language = Column(String(20))
    __mapper_args__ = {"polymorphic_identity": "engineer"}


class Manager(Employee):
    budget = Column(Integer)
    __mapper_args__ = {"polymorphic_identity": "manager"}


class Line(Base):
    __tablename__ = "line"
    order_id = Column(Integer, primary_key=True)
    number = Column(Integer, primary_key=True)
    follows_order = Column(Integer)
    follows_number = Column(Integer)
    __table_args__ = (ForeignKeyConstraint(["follows_order", "follows_number"], ["line.order_id", "line.number"]),)
