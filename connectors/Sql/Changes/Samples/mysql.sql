-- Notes every change of an account or of its memberships, for MySQL and MariaDB. Settings: changeTable account_changes,
-- changeTableKeyColumn account, changeTableOrderColumn changed_at. Delete old rows as often as you like, and say so in
-- changeTableKeptHours.
CREATE TABLE account_changes (changed_at datetime(6) NOT NULL, account bigint NOT NULL, KEY (changed_at, account));

CREATE TRIGGER note_account_insert AFTER INSERT ON accounts FOR EACH ROW INSERT INTO account_changes VALUES (UTC_TIMESTAMP(6), NEW.id);
CREATE TRIGGER note_account_update AFTER UPDATE ON accounts FOR EACH ROW INSERT INTO account_changes VALUES (UTC_TIMESTAMP(6), NEW.id);
CREATE TRIGGER note_account_delete AFTER DELETE ON accounts FOR EACH ROW INSERT INTO account_changes VALUES (UTC_TIMESTAMP(6), OLD.id);

CREATE TRIGGER note_membership_insert AFTER INSERT ON memberships FOR EACH ROW INSERT INTO account_changes VALUES (UTC_TIMESTAMP(6), NEW.account);
CREATE TRIGGER note_membership_update AFTER UPDATE ON memberships FOR EACH ROW INSERT INTO account_changes VALUES (UTC_TIMESTAMP(6), NEW.account);
CREATE TRIGGER note_membership_delete AFTER DELETE ON memberships FOR EACH ROW INSERT INTO account_changes VALUES (UTC_TIMESTAMP(6), OLD.account);
