// Many to many with a flag on the link. In Python:
//
//     class HeroTeamLink(SQLModel, table=True):
//         team_id: int | None = Field(default=None, foreign_key="team.id", primary_key=True)
//         hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True)
//         is_training: bool = False
//
//         team: "Team" = Relationship(back_populates="hero_links")
//         hero: "Hero" = Relationship(back_populates="team_links")
//
//     class Team(SQLModel, table=True):
//         id: int | None = Field(default=None, primary_key=True)
//         name: str = Field(index=True)
//         headquarters: str
//
//         hero_links: list[HeroTeamLink] = Relationship(back_populates="team")
//
//     class Hero(SQLModel, table=True):
//         id: int | None = Field(default=None, primary_key=True)
//         name: str = Field(index=True)
//         secret_name: str
//         age: int | None = Field(default=None, index=True)
//
//         team_links: list[HeroTeamLink] = Relationship(back_populates="hero")
#include <migrate/models.hpp>

using migrate::Field;
using migrate::Relationship;

struct HeroTeamLink;

struct Team {
  std::optional<int> id = Field{.primary_key = true};
  std::string name = Field{.index = true};
  std::string headquarters;

  Relationship<std::vector<HeroTeamLink>> hero_links = {};
};

struct Hero {
  std::optional<int> id = Field{.primary_key = true};
  std::string name = Field{.index = true};
  std::string secret_name;
  std::optional<int> age = Field{.index = true};

  Relationship<std::vector<HeroTeamLink>> team_links = {};
};

struct HeroTeamLink {
  static constexpr auto tablename = "heroteamlink";  // the name that SQLModel gives it

  int team_id = Field{.primary_key = true, .foreign_key = &Team::id};
  int hero_id = Field{.primary_key = true, .foreign_key = &Hero::id};
  bool is_training = false;

  Relationship<Team> team = {};
  Relationship<Hero> hero = {};
};

MIGRATE_EXPORT_MODELS(Team, Hero, HeroTeamLink)
