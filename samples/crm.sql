-- The tables of the demo's crm target.
CREATE TABLE accounts (
  id              INTEGER PRIMARY KEY,
  login           TEXT NOT NULL UNIQUE COLLATE NOCASE,
  employee_number TEXT NOT NULL,
  full_name       TEXT,
  team            TEXT,
  enabled         INTEGER NOT NULL
);

CREATE TABLE permissions (
  name  TEXT PRIMARY KEY,
  title TEXT NOT NULL
);

CREATE TABLE memberships (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  permission TEXT NOT NULL REFERENCES permissions (name),
  PRIMARY KEY (account_id, permission)
);

INSERT INTO permissions (name, title) VALUES
  ('contacts.read', 'Read contacts'),
  ('opportunities.write', 'Change opportunities');
