// Indexes, timestamps, an enum and a foreign key. In Python:
//
//     class TaskStatus(str, Enum):
//         pending = "pending"
//         running = "running"
//         done = "done"
//         failed = "failed"
//
//     class Conversation(SQLModel, table=True):
//         id: int | None = Field(default=None, primary_key=True)
//         title: str = Field(max_length=200)
//         created_at: datetime = Field(sa_column=Column(DateTime, server_default=func.now(), nullable=False))
//         updated_at: datetime | None = None
//
//         messages: list["Message"] = Relationship(back_populates="conversation")
//
//     class Message(SQLModel, table=True):
//         __table_args__ = (Index("ix_message_conversation_created", "conversation_id", "created_at"),)
//
//         id: int | None = Field(default=None, primary_key=True)
//         conversation_id: int = Field(foreign_key="conversation.id", index=True, ondelete="CASCADE")
//         role: str = Field(max_length=20, index=True)
//         content: str = Field(sa_type=Text)
//         tokens: int = 0
//         created_at: datetime = Field(sa_column=Column(DateTime, server_default=func.now(), nullable=False))
//
//         conversation: Conversation = Relationship(back_populates="messages")
//
//     class Task(SQLModel, table=True):
//         id: int | None = Field(default=None, primary_key=True)
//         message_id: int | None = Field(default=None, foreign_key="message.id", ondelete="SET NULL")
//         name: str = Field(index=True)
//         status: TaskStatus = Field(default=TaskStatus.pending, sa_column_kwargs={"server_default": "pending"})
//         priority: float = 0.0
//         due: date | None = None
//         finished_at: datetime | None = Field(default=None, index=True)
#include <migrate/models.hpp>

using migrate::Field;
using migrate::Relationship;

enum class TaskStatus { pending, running, done, failed };

struct Message;

struct Conversation {
  std::optional<int> id = Field{.primary_key = true};
  std::string title = Field{.max_length = 200};
  migrate::timestamp created_at = Field{.server_default = migrate::sql("CURRENT_TIMESTAMP")};
  std::optional<migrate::timestamp> updated_at;

  Relationship<std::vector<Message>> messages = {};
};

struct Message {
  std::optional<int> id = Field{.primary_key = true};
  int conversation_id = Field{.foreign_key = &Conversation::id, .ondelete = "CASCADE", .index = true};
  std::string role = Field{.index = true, .max_length = 20};
  std::string content = Field{.type = "text"};
  int tokens = 0;
  migrate::timestamp created_at = Field{.server_default = migrate::sql("CURRENT_TIMESTAMP")};

  Relationship<Conversation> conversation = {};

  static auto table_args() {
    return migrate::table_args(
        migrate::index("ix_message_conversation_created", &Message::conversation_id, &Message::created_at));
  }
};

struct Task {
  std::optional<int> id = Field{.primary_key = true};
  std::optional<int> message_id = Field{.foreign_key = &Message::id, .ondelete = "SET NULL"};
  std::string name = Field{.index = true};
  TaskStatus status = Field{.server_default = TaskStatus::pending, .initial = TaskStatus::pending};
  double priority = 0;
  std::optional<std::chrono::sys_days> due;
  std::optional<migrate::timestamp> finished_at = Field{.index = true};
};

MIGRATE_EXPORT_MODELS(Conversation, Message, Task)
