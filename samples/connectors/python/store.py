"""The target: badge holders in a SQLite database. This is the part to replace by your own system."""
import sqlite3
import threading
import uuid

# Attribute as Prov maps it -> (column, type). A column "phones" of its own table holds several values.
COLUMNS = {
    "badge": ("badge", "INTEGER"),
    "contractor": ("contractor", "BOOLEAN"),
    "fullName": ("full_name", "STRING"),
    "hiredAt": ("hired_at", "TIMESTAMP"),
    "hourlyRate": ("hourly_rate", "DOUBLE"),
    "photo": ("photo", "BINARY"),
}
SEVERAL = "phones"

SCHEMA = """
create table if not exists origin (id text not null);
create table if not exists accounts (
  id integer primary key autoincrement, login text not null unique, enabled integer not null,
  badge integer, contractor integer, full_name text, hired_at text, hourly_rate real, photo blob);
create table if not exists phones (account integer not null references accounts on delete cascade, phone text not null, primary key (account, phone));
create table if not exists doors (door text primary key, title text not null);
create table if not exists holders (account integer not null references accounts on delete cascade, door text not null references doors, primary key (account, door));
create index if not exists holders_of_door on holders (door);
-- What changed, in the order of commits: SQLite writes one transaction after the other, so no number appears late.
create table if not exists history (seq integer primary key autoincrement, account integer not null, login text);
create trigger if not exists h1 after insert on accounts begin insert into history (account) values (new.id); end;
create trigger if not exists h2 after update on accounts begin insert into history (account) values (new.id); end;
create trigger if not exists h3 after delete on accounts begin insert into history (account, login) values (old.id, old.login); end;
create trigger if not exists h4 after insert on holders begin insert into history (account) values (new.account); end;
create trigger if not exists h5 after delete on holders begin insert into history (account) values (old.account); end;
create trigger if not exists h6 after insert on phones begin insert into history (account) values (new.account); end;
create trigger if not exists h7 after delete on phones begin insert into history (account) values (old.account); end;
"""


class Store:
    """One connection for each thread; every write is one transaction."""

    def __init__(self, path):
        self._path = path
        self._local = threading.local()
        self.db.executescript(SCHEMA)
        if not self.db.execute("select 1 from origin").fetchone():
            self.db.execute("insert into origin values (?)", (uuid.uuid4().hex,))

    @property
    def db(self):
        if not hasattr(self._local, "db"):
            self._local.db = sqlite3.connect(self._path, timeout=10, isolation_level=None)
            self._local.db.executescript("pragma journal_mode=wal; pragma foreign_keys=on; pragma synchronous=normal")
            self._local.db.row_factory = sqlite3.Row
        return self._local.db

    def write(self, work):
        """Runs work in one transaction: all of it is done, or nothing."""
        self.db.execute("begin immediate")
        try:
            result = work()
            self.db.execute("commit")
            return result
        except BaseException:
            self.db.execute("rollback")
            raise

    def find(self, native_id, name):
        if native_id is not None:
            return self.db.execute("select * from accounts where id = ?", (native_id,)).fetchone()
        return self.db.execute("select * from accounts where login = ?", (name,)).fetchone()

    def page(self, after, size):
        return self.db.execute("select * from accounts where id > ? order by id limit ?", (after, size)).fetchall()

    def phones(self, account):
        return [r[0] for r in self.db.execute("select phone from phones where account = ? order by phone", (account,))]

    def doors_of(self, account):
        return [r[0] for r in self.db.execute("select door from holders where account = ? order by door", (account,))]

    def set_phones(self, account, phones):
        have = set(self.phones(account))
        self.db.executemany("delete from phones where account = ? and phone = ?", [(account, p) for p in have - set(phones)])
        self.db.executemany("insert into phones values (?, ?)", [(account, p) for p in set(phones) - have])

    def give(self, account, doors):
        self.db.executemany("insert or ignore into holders values (?, ?)", [(account, d) for d in doors])

    def take(self, account, doors):
        self.db.executemany("delete from holders where account = ? and door = ?", [(account, d) for d in doors])

    def has_door(self, door):
        return self.db.execute("select 1 from doors where door = ?", (door,)).fetchone() is not None

    # A place in the history: of this database, so that one of a restored or replaced database is recognised as lost.
    def token(self, seq=None):
        origin = self.db.execute("select id from origin").fetchone()[0]
        return f"{origin}:{self.last() if seq is None else seq}"

    def seq_of(self, token):
        """The number of a token; None when it is not one of this database."""
        origin, _, text = token.partition(":")
        if origin + ":0" != self.token(0) or not text.isascii() or not text.isdigit() or len(text) > 18:
            return None
        return int(text) if int(text) <= self.last() else None

    def last(self):
        return self.db.execute("select coalesce(max(seq), 0) from history").fetchone()[0]

    def changed_after(self, seq, size):
        return self.db.execute(
            "select account, max(seq) as seq, max(login) as login from history where seq > ? group by account order by 2 limit ?",
            (seq, size)).fetchall()
