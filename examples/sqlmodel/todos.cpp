// A mixin: columns that several tables share. In Python:
//
//     class TimestampMixin(SQLModel):
//         created_at: datetime = Field(
//             default_factory=utcnow, sa_type=DateTime, sa_column_kwargs={"server_default": func.now()},
//             nullable=False)
//         updated_at: datetime | None = Field(default=None, sa_type=DateTime)
//
//     class Todo(TimestampMixin, table=True):
//         id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
//         title: str = Field(max_length=120, index=True)
//         notes: str | None = Field(default=None, sa_type=Text)
//         done: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
//         parent_id: uuid.UUID | None = Field(default=None, foreign_key="todo.id", ondelete="CASCADE")
//         remind_at: time | None = None
//         attachment: bytes | None = None
#include <migrate/models.hpp>

using migrate::Field;

struct TimestampMixin {
  migrate::timestamp created_at = Field{.server_default = migrate::sql("CURRENT_TIMESTAMP")};
  std::optional<migrate::timestamp> updated_at;
};

struct Todo {
  migrate::Uuid id = Field{.primary_key = true};
  std::string title = Field{.index = true, .max_length = 120};
  std::optional<std::string> notes = Field{.type = "text"};
  bool done = Field{.server_default = false};
  std::optional<migrate::Uuid> parent_id = Field{.foreign_key = &Todo::id, .ondelete = "CASCADE"};
  std::optional<migrate::TimeOfDay> remind_at;
  std::optional<std::vector<std::byte>> attachment;
  TimestampMixin stamps = {};
};

MIGRATE_EXPORT_MODELS(Todo)
