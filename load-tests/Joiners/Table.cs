using Npgsql;
using NpgsqlTypes;

namespace Prov.LoadTests.Joiners;

/// <summary>A table of the store as the comparator copies it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Definition">Columns with their types.</param>
/// <param name="Order">Column by which it is read, so that what belongs together stays together.</param>
/// <param name="PerJoiner">Rows per joiner.</param>
internal sealed record Table(string Name, string Definition, string Order, int PerJoiner)
{
    /// <summary>Which of its rows are meant, as a where clause; all by default.</summary>
    public string Filter { get; init; } = "";

    private (string Name, string Type)[] Columns { get; } = [.. Definition.Split(", ").Select(c => c.Split(' ')).Select(c => (c[0], c[1]))];

    public IEnumerable<string> Names => Columns.Select(c => c.Name);

    public int IndexOf(string column) => Array.FindIndex(Columns, c => c.Name == column);

    /// <summary>JSON travels as text, as the store sends it.</summary>
    public string Read(string column) => Columns[IndexOf(column)].Type is "json" or "jsonb" ? column + "::text" : column;

    /// <summary>An insert of some rows, some columns with one value for all.</summary>
    public NpgsqlBatchCommand Insert(object?[][] columns, Range rows, IReadOnlyDictionary<string, object?> instead)
    {
        var select = string.Join(", ", Columns.Select(c => c.Type is "json" or "jsonb" ? $"i.{c.Name}::{c.Type}" : "i." + c.Name));
        var placeholders = string.Join(", ", Enumerable.Range(1, Columns.Length).Select(n => "$" + n));
        var command = new NpgsqlBatchCommand(
            $"insert into {Name} ({string.Join(", ", Names)}) select {select} from unnest({placeholders}) as i({string.Join(", ", Names)})");
        for (var i = 0; i < Columns.Length; i++)
        {
            var values = columns[i][rows];
            if (instead.TryGetValue(Columns[i].Name, out var value))
            {
                values = [.. Enumerable.Repeat(value, values.Length)];
            }

            command.Parameters.Add(Parameter(TypeOf(Columns[i].Type), values));
        }

        return command;
    }

    /// <summary>An array parameter of the database's own type.</summary>
    public static NpgsqlParameter Parameter(NpgsqlDbType type, object?[] values) => type switch
    {
        NpgsqlDbType.Smallint => Typed<short?>(type, values),
        NpgsqlDbType.Integer => Typed<int?>(type, values),
        NpgsqlDbType.Bigint => Typed<long?>(type, values),
        NpgsqlDbType.Uuid => Typed<Guid?>(type, values),
        NpgsqlDbType.TimestampTz => Typed<DateTime?>(type, values),
        NpgsqlDbType.Bytea => Typed<byte[]>(type, values),
        _ => Typed<string>(type, values),
    };

    private static NpgsqlParameter<T?[]> Typed<T>(NpgsqlDbType type, object?[] values) =>
        new() { TypedValue = [.. values.Select(v => (T?)v)], NpgsqlDbType = NpgsqlDbType.Array | type };

    private static NpgsqlDbType TypeOf(string type) => type switch
    {
        "smallint" => NpgsqlDbType.Smallint,
        "integer" => NpgsqlDbType.Integer,
        "bigint" => NpgsqlDbType.Bigint,
        "uuid" => NpgsqlDbType.Uuid,
        "timestamptz" => NpgsqlDbType.TimestampTz,
        "bytea" => NpgsqlDbType.Bytea,
        _ => NpgsqlDbType.Text,
    };
}
