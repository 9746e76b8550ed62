-- Notes every change of an account or of its memberships. Settings: changeTable account_changes, changeTableKeyColumn account,
-- changeTableOrderColumn changed_at. Delete old rows as often as you like, and say so in changeTableKeptHours. Instants must be in just
-- this form, because they are compared as texts.
CREATE TABLE account_changes (changed_at TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), account INTEGER NOT NULL);
CREATE INDEX account_changes_in_order ON account_changes (changed_at, account);

CREATE TRIGGER note_account_insert AFTER INSERT ON accounts BEGIN INSERT INTO account_changes (account) VALUES (NEW.id); END;
CREATE TRIGGER note_account_update AFTER UPDATE ON accounts BEGIN INSERT INTO account_changes (account) VALUES (NEW.id); END;
CREATE TRIGGER note_account_delete AFTER DELETE ON accounts BEGIN INSERT INTO account_changes (account) VALUES (OLD.id); END;

CREATE TRIGGER note_membership_insert AFTER INSERT ON memberships BEGIN INSERT INTO account_changes (account) VALUES (NEW.account); END;
CREATE TRIGGER note_membership_update AFTER UPDATE ON memberships BEGIN INSERT INTO account_changes (account) VALUES (NEW.account); END;
CREATE TRIGGER note_membership_delete AFTER DELETE ON memberships BEGIN INSERT INTO account_changes (account) VALUES (OLD.account); END;
