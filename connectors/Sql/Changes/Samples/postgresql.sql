-- Notes every change of an account or of its memberships. Settings: changeTable account_changes, changeTableKeyColumn account,
-- changeTableOrderColumn changed_at. Delete old rows as often as you like, and say so in changeTableKeptHours.
CREATE TABLE account_changes (changed_at timestamptz NOT NULL DEFAULT clock_timestamp(), account bigint NOT NULL);
CREATE INDEX ON account_changes (changed_at, account);

CREATE FUNCTION note_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO account_changes (account) VALUES (CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END);
    RETURN NULL;
END $$;

CREATE FUNCTION note_membership() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO account_changes (account) VALUES (CASE TG_OP WHEN 'DELETE' THEN OLD.account ELSE NEW.account END);
    RETURN NULL;
END $$;

CREATE TRIGGER note_account AFTER INSERT OR UPDATE OR DELETE ON accounts FOR EACH ROW EXECUTE FUNCTION note_account();
CREATE TRIGGER note_membership AFTER INSERT OR UPDATE OR DELETE ON memberships FOR EACH ROW EXECUTE FUNCTION note_membership();
