namespace Prov.Domain.Tests.Identities;

/// <summary>
/// A second opinion on what becomes of one person with one record and one account: written apart from the product, slow and plain.
/// Time is whole ticks of half a day; after every tick and every event it starts over from all that was ever said.
/// </summary>
internal sealed class ReferencePerson
{
    public const int GraceTicks = 60;

    private readonly List<Statement> _said = [];
    private bool _known;
    private Statement? _announcement;
    private long? _highest;
    private bool _wasHere;
    private int? _deleteTick;

    public int Epoch { get; private set; }

    /// <summary>pending, active, suspended, terminated or archived; empty while unknown.</summary>
    public string State { get; private set; } = "";

    /// <summary>enabled, disabled, absent; empty while there never was an account.</summary>
    public string Account { get; private set; } = "";

    public string? Department { get; private set; }

    public int? DeleteTick => _deleteTick;

    /// <summary>Takes a statement at a tick; gives refused, superseded, scheduled or accepted.</summary>
    public string Hear(Statement statement, int now)
    {
        if (!_known && (statement.Kind is "move" or "suspend" or "resume" || (statement.Kind == "leave" && statement.Sequence is null)))
        {
            return "refused";
        }

        if (statement.Sequence is { } number && _highest is { } highest && number <= highest)
        {
            return "superseded";
        }

        _highest = statement.Sequence ?? _highest;
        var later = statement.AtTick > now;
        var instant = later ? statement.AtTick!.Value : now;
        var opposite = statement.Kind == "join" ? "leave" : statement.Kind == "leave" ? "join" : "none";
        _said.RemoveAll(s => s.Kind == opposite && s.AtTick > now && s.AtTick >= instant);
        var heard = statement with { AtTick = instant };
        _announcement = !_known && later ? heard : _announcement;
        _known = true;
        _said.Add(heard);
        Look(now);
        return later ? "scheduled" : "accepted";
    }

    /// <summary>Sees where the person stands at a tick.</summary>
    public void Look(int now)
    {
        if (!_known)
        {
            return;
        }

        var facts = Replay(now);
        Department = facts.Fields.Department;
        var counts = !facts.Ended && !(facts.Fields.LeftTick <= facts.Fields.HiredTick);
        var here = counts && !(facts.Fields.HiredTick > now) && !(facts.Fields.LeftTick <= now);
        var coming = (counts && facts.Fields.HiredTick > now) || _said.Any(s => s.AtTick > now && (s.Kind is "join" or "record"));
        Epoch += here == _wasHere ? 0 : 1;
        _wasHere = here;
        LookAtAccount(here, facts.Suspended, now);
        State = here ? (facts.Suspended ? "suspended" : "active")
            : coming ? "pending"
            : Account is "" or "absent" ? "archived" : "terminated";
    }

    private void LookAtAccount(bool here, bool suspended, int now)
    {
        if (here)
        {
            Account = suspended ? "disabled" : "enabled";
            _deleteTick = null;
        }
        else if (Account is "enabled" or "disabled")
        {
            Account = "disabled";
            _deleteTick ??= now + GraceTicks;
            if (now >= _deleteTick)
            {
                Account = "absent";
                _deleteTick = null;
            }
        }
    }

    private Facts Replay(int now)
    {
        var facts = new Facts
        {
            Ended = true,
            Fields = _announcement?.Fields ?? new Fields(null, null, null),
            Digest = _announcement?.Digest is null or "" ? null : _announcement.Digest,
            RowSeen = _announcement?.Kind is "join" or "record",
        };
        foreach (var statement in _said.Where(s => s.AtTick <= now).Select((s, i) => (s, i)).OrderBy(p => p.s.AtTick).ThenBy(p => p.i).Select(p => p.s))
        {
            facts.Take(statement);
        }

        return facts;
    }

    public sealed record Fields(string? Department, int? HiredTick, int? LeftTick);

    /// <param name="Kind">join, record, move, leave, suspend, resume.</param>
    public sealed record Statement(string Kind, long? Sequence, int? AtTick, Fields Fields, string? Digest);

    private sealed class Facts
    {
        public bool Ended;
        public bool Suspended;
        public bool RowSeen;
        public required Fields Fields;
        public string? Digest;

        public void Take(Statement said)
        {
            var news = !RowSeen || said.Fields != Fields || (said.Digest is not null && said.Digest != Digest);
            switch (said.Kind)
            {
                case "join":
                case "record" when news:
                    Suspended = Suspended && !Ended;
                    Ended = false;
                    Fields = said.Fields;
                    break;
                case "move":
                    Fields = said.Fields with { HiredTick = Fields.HiredTick, LeftTick = Fields.LeftTick };
                    break;
                case "leave":
                    Ended = true;
                    break;
                case "suspend":
                    Suspended = true;
                    break;
                case "resume":
                    Suspended = false;
                    break;
            }

            RowSeen |= said.Kind is "join" or "record";
            Digest = said.Digest is null ? Digest : said.Digest.Length == 0 ? null : said.Digest;
        }
    }
}
