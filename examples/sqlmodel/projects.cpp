// Users and the projects they work on. In Python:
//
//     class UserProjectLink(SQLModel, table=True):
//         user_id: int | None = Field(default=None, foreign_key="user.id", primary_key=True, ondelete="CASCADE")
//         project_id: int | None = Field(default=None, foreign_key="project.id", primary_key=True, ondelete="CASCADE")
//         role: str = Field(default="member", sa_column_kwargs={"server_default": "member"})
//
//     class User(SQLModel, table=True):
//         id: int | None = Field(default=None, primary_key=True)
//         email: str = Field(unique=True, index=True, max_length=255)
//         full_name: str | None = Field(default=None, max_length=255)
//         is_active: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
//         hashed_password: str
//
//         projects: list["Project"] = Relationship(back_populates="users", link_model=UserProjectLink)
//
//     class Project(SQLModel, table=True):
//         __table_args__ = (UniqueConstraint("owner_id", "name"), CheckConstraint("budget >= 0"))
//
//         id: int | None = Field(default=None, primary_key=True)
//         name: str = Field(max_length=100)
//         budget: Decimal = Field(default=0, max_digits=12, decimal_places=2)
//         settings: dict = Field(default={}, sa_type=JSON)
//         owner_id: int = Field(foreign_key="user.id")
//
//         users: list[User] = Relationship(back_populates="projects", link_model=UserProjectLink)
#include <migrate/models.hpp>

using migrate::Field;
using migrate::Relationship;

struct Project;

struct User {
  std::optional<int> id = Field{.primary_key = true};
  std::string email = Field{.unique = true, .index = true, .max_length = 255};
  std::optional<std::string> full_name = Field{.max_length = 255};
  bool is_active = Field{.server_default = true, .initial = true};
  std::string hashed_password;

  Relationship<std::vector<Project>> projects = {};
};

struct Project {
  std::optional<int> id = Field{.primary_key = true};
  std::string name = Field{.max_length = 100};
  double budget = Field{.max_digits = 12, .decimal_places = 2};
  migrate::Json settings = {"{}"};
  int owner_id = Field{.foreign_key = &User::id};

  Relationship<std::vector<User>> users = {};

  static auto table_args() {
    return migrate::table_args(migrate::unique(&Project::owner_id, &Project::name), migrate::check("budget >= 0"));
  }
};

struct UserProjectLink {
  static constexpr auto tablename = "userprojectlink";

  int user_id = Field{.primary_key = true, .foreign_key = &User::id, .ondelete = "CASCADE"};
  int project_id = Field{.primary_key = true, .foreign_key = &Project::id, .ondelete = "CASCADE"};
  std::string role = Field{.server_default = "member", .initial = "member"};
};

MIGRATE_EXPORT_MODELS(User, Project, UserProjectLink)
