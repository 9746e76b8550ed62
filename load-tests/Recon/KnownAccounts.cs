using Npgsql;
using NpgsqlTypes;
using Prov.Domain.Identities;

namespace Prov.LoadTests.Recon;

/// <summary>
/// Fills the store with accounts faster than events could: the row of one, which came the ordinary way, is copied under the names, values
/// and ids of the others.
/// </summary>
internal sealed class KnownAccounts
{
    private const string Template = "template";

    private readonly string _store;
    private readonly ReconTarget _target;
    private readonly string _nativeId;
    private readonly string _desired;
    private readonly string _account;
    private readonly string _id;
    private readonly string _identity;

    private KnownAccounts(string store, ReconTarget target, NpgsqlDataReader row)
    {
        (_store, _target) = (store, target);
        (_nativeId, _desired, _account, _id, _identity) = (row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4));
    }

    /// <summary>What joins the ordinary way.</summary>
    public static string[] TemplateValues { get; } = [Template + "Number", Template + "Given", Template + "Family", Template + "Department"];

    /// <summary>Reads the row of the one that joined.</summary>
    public static async Task<KnownAccounts> ReadTemplateAsync(string store, ReconTarget target)
    {
        await using var connection = new NpgsqlConnection(store);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select account -> 'observed' ->> 'nativeId', desired::text, account::text, id, identity_id from accounts where target = $1", connection)
        {
            Parameters = { new() { Value = target.Name } },
        };
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return new(store, target, row);
    }

    /// <summary>Adds accounts 1 to the number, each converged.</summary>
    public async Task LoadAsync(long accounts)
    {
        var ids = await _target.NativeIdsAsync();
        await using var connection = new NpgsqlConnection(_store);
        await connection.OpenAsync();
        await ExecuteAsync(connection, $"delete from accounts where target = '{_target.Name}'");
        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy accounts (partition, id, identity_id, tenant, target, name, desired_generation, desired_state, desired, due_priority, applied_generation, status, account, account_version, updated_at) from stdin (format binary)"))
        {
            for (var number = 1L; number <= accounts; number++)
            {
                var identity = IdentityId.For("default", "hr", ReconTarget.NameOf(number));
                var id = IdentityId.ForAccount(identity, _target.Name, "default");
                await copy.StartRowAsync();
                await copy.WriteAsync(IdentityId.Partition(id), NpgsqlDbType.Smallint);
                await copy.WriteAsync(id, NpgsqlDbType.Text);
                await copy.WriteAsync(identity, NpgsqlDbType.Text);
                await copy.WriteAsync("default", NpgsqlDbType.Text);
                await copy.WriteAsync(_target.Name, NpgsqlDbType.Text);
                await copy.WriteAsync(ReconTarget.NameOf(number), NpgsqlDbType.Text);
                await copy.WriteAsync(1L, NpgsqlDbType.Bigint);
                await copy.WriteAsync("Enabled", NpgsqlDbType.Text);
                await copy.WriteAsync(Of(_desired, number, id, identity), NpgsqlDbType.Json);
                await copy.WriteAsync((short)1, NpgsqlDbType.Smallint);
                await copy.WriteAsync(1L, NpgsqlDbType.Bigint);
                await copy.WriteAsync("Converged", NpgsqlDbType.Text);
                await copy.WriteAsync(
                    Of(_account, number, id, identity).Replace($"\"nativeId\":\"{_nativeId}\"", $"\"nativeId\":\"{ids(number)}\"", StringComparison.Ordinal), NpgsqlDbType.Json);
                await copy.WriteAsync(1L, NpgsqlDbType.Bigint);
                await copy.WriteAsync(DateTime.UtcNow.AddHours(-1), NpgsqlDbType.TimestampTz);
            }

            await copy.CompleteAsync();
        }

        await ExecuteAsync(connection, "vacuum analyze accounts");
    }

    private string Of(string text, long number, string id, string identity)
    {
        var values = ReconTarget.ValuesOf(number);
        text = text.Replace("e" + TemplateValues[0], ReconTarget.NameOf(number), StringComparison.Ordinal)
            .Replace(_id, id, StringComparison.Ordinal).Replace(_identity, identity, StringComparison.Ordinal);
        for (var i = 0; i < values.Length; i++)
        {
            text = text.Replace(TemplateValues[i], values[i], StringComparison.Ordinal);
        }

        return text;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string text)
    {
        await using var command = new NpgsqlCommand(text, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
