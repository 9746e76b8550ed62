using System.Collections.Immutable;
using System.Data.Common;
using Prov.Domain.Accounts;
using Prov.Domain.Auditing;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;
using Prov.Storage.Queries;
using Prov.Storage.Serialization;

namespace Prov.Storage.Relational;

/// <summary>Reads rows, column by column in the order of the column lists beside them.</summary>
internal sealed class RowReader(Dialect dialect)
{
    public const string IdentityColumns = "payload, version, created_at, updated_at, attributes";
    public const string AccountColumns = "desired, account, account_version, applied_generation, status, due_at, id";
    public const string AuditColumns = "position, at, tenant, subject, identity_id, action, actor, cause, details";

    /// <summary>A unique id as the database keeps it.</summary>
    public object Id(Guid id) => dialect.ToDatabase(id);

    public IdentityRow Identity(DbDataReader row) => new(
        PayloadJson.Read<Identity>(row.GetString(0)) with { Version = row.GetInt64(1) },
        dialect.ToInstant(row, 2),
        dialect.ToInstant(row, 3));

    /// <summary>With the attributes that filters see; read only when asked for.</summary>
    public (IdentityRow Row, Func<ImmutableSortedDictionary<string, Value>> Attributes) Searched(DbDataReader row)
    {
        var json = row.GetString(4);
        return (Identity(row), () => PayloadJson.Read<ImmutableSortedDictionary<string, Value>>(json));
    }

    public AccountRow Account(DbDataReader row)
    {
        var known = row.IsDBNull(1) ? new Account { AccountId = row.GetString(6) } : PayloadJson.Read<Account>(row.GetString(1));
        var account = known with
        {
            Version = row.GetInt64(2),
            AppliedGeneration = row.GetInt64(3),
            Status = Enum.Parse<AccountStatus>(row.GetString(4)),
        };
        return new AccountRow(PayloadJson.Read<DesiredAccount>(row.GetString(0)), account, dialect.ToInstantOrNull(row, 5));
    }

    public AuditRow Audit(DbDataReader row) => new(row.GetInt64(0), new AuditEntry
    {
        At = dialect.ToInstant(row, 1),
        Tenant = row.GetString(2),
        Subject = row.GetString(3),
        IdentityId = row.GetString(4),
        Action = row.GetString(5),
        Actor = row.GetString(6),
        Cause = row.GetString(7),
        Details = PayloadJson.Read<ImmutableSortedDictionary<string, string>>(row.GetString(8)),
    });
}
