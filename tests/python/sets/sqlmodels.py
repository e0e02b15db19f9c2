"""The same through SQLModel classes, as its documentation writes them. Runs on SQLModel 0.0.8 and on today's."""

import datetime
import decimal
import enum
import uuid
from typing import List, Optional

from sqlalchemy import (
    JSON, CheckConstraint, Column, Computed, DateTime, ForeignKey, Index, LargeBinary, Numeric, Text, UniqueConstraint,
    func, text,
)
from sqlmodel import Field, Relationship, SQLModel


class Role(enum.Enum):
    leader = "leader"
    member = "member"


class Timestamps(SQLModel):
    created_at: datetime.datetime = Field(
        default_factory=datetime.datetime.utcnow, sa_column_kwargs={"server_default": func.now()}
    )
    updated_at: Optional[datetime.datetime] = None


class HeroTeamLink(SQLModel, table=True):
    team_id: Optional[int] = Field(default=None, foreign_key="team.id", primary_key=True)
    hero_id: Optional[int] = Field(default=None, foreign_key="hero.id", primary_key=True)
    is_training: bool = False


class Team(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str = Field(index=True, unique=True, max_length=80)
    headquarters: str
    heroes: List["Hero"] = Relationship(back_populates="teams", link_model=HeroTeamLink)


class Hero(Timestamps, table=True):
    __table_args__ = (
        UniqueConstraint("name", "secret_name"),
        CheckConstraint("age >= 0", name="age_positive"),
        Index("ix_hero_lower_name", text("lower(name)")),
    )

    id: Optional[int] = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    secret_name: str = Field(max_length=100)
    age: Optional[int] = Field(default=None, index=True)
    level: int = 1
    role: Role = Field(default=Role.member, sa_column_kwargs={"server_default": "member"})
    email: str = Field(unique=True)
    balance: decimal.Decimal = Field(default=0, sa_column=Column(Numeric(12, 2), nullable=False, server_default="0"))
    speed: float = 1.5
    flies: bool = Field(default=False, sa_column_kwargs={"comment": "without a machine"})
    born: Optional[datetime.date] = None
    wakes: Optional[datetime.time] = None
    naps: Optional[datetime.timedelta] = None
    token: uuid.UUID = Field(default_factory=uuid.uuid4, index=True)
    picture: Optional[bytes] = Field(default=None, sa_column=Column(LargeBinary))
    extra: dict = Field(default={}, sa_column=Column(JSON, nullable=False))
    biography: str = Field(default="", sa_column=Column(Text, nullable=False))
    seen: Optional[datetime.datetime] = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    label: Optional[str] = Field(default=None, sa_column=Column(Text, Computed("name || ' (' || role || ')'")))
    mentor_id: Optional[int] = Field(default=None, foreign_key="hero.id")
    base_id: Optional[int] = Field(default=None, sa_column=Column(ForeignKey("team.id", ondelete="SET NULL")))
    teams: List[Team] = Relationship(back_populates="heroes", link_model=HeroTeamLink)


class Gadget(SQLModel, table=True):
    __tablename__ = "gadgets"

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    hero_id: int = Field(foreign_key="hero.id", nullable=False)
    code: str = Field(primary_key=True, max_length=10)


metadata = SQLModel.metadata
