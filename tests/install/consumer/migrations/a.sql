-- revision: aaaa
-- message: teams
-- migrate: upgrade
CREATE TABLE team (
  id INTEGER NOT NULL PRIMARY KEY,
  name VARCHAR(80) NOT NULL
);
