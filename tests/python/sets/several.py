"""Two MetaData in one module."""

from sqlalchemy import Column, Integer, MetaData, Table

first = MetaData()
second = MetaData()
Table("one", first, Column("id", Integer, primary_key=True))
Table("two", second, Column("id", Integer, primary_key=True))
