using Npgsql;
using NpgsqlTypes;
using Prov.Domain.Identities;

namespace Prov.LoadTests.Recon;

/// <summary>
/// Fills the store with accounts faster than events could: the row of one, which came the ordinary way, is copied under the names, values
/// and ids of the others.
/// </summary>
internal sealed class KnownAccounts(string store, ReconTarget target)
{
    private const string Template = "template";

    /// <summary>What joins the ordinary way.</summary>
    public static string[] TemplateValues { get; } = [Template + "Number", Template + "Given", Template + "Family", Template + "Department"];

    /// <summary>Adds accounts 1 to the number, each converged.</summary>
    public async Task LoadAsync(long accounts)
    {
        var (nativeId, desired, account) = await ReadTemplateAsync();
        var ids = await target.NativeIdsAsync();
        await using var connection = new NpgsqlConnection(store);
        await connection.OpenAsync();
        await ExecuteAsync(connection, $"delete from accounts where target = '{target.Name}'");
        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy accounts (partition, id, identity_id, tenant, target, name, desired_generation, desired_state, desired, due_priority, applied_generation, status, account, account_version, updated_at) from stdin (format binary)"))
        {
            for (var number = 1L; number <= accounts; number++)
            {
                var identity = IdentityId.For("default", "hr", ReconTarget.NameOf(number));
                var id = IdentityId.ForAccount(identity, target.Name, "default");
                await copy.StartRowAsync();
                await copy.WriteAsync(IdentityId.Partition(id), NpgsqlDbType.Smallint);
                await copy.WriteAsync(id, NpgsqlDbType.Text);
                await copy.WriteAsync(identity, NpgsqlDbType.Text);
                await copy.WriteAsync("default", NpgsqlDbType.Text);
                await copy.WriteAsync(target.Name, NpgsqlDbType.Text);
                await copy.WriteAsync(ReconTarget.NameOf(number), NpgsqlDbType.Text);
                await copy.WriteAsync(1L, NpgsqlDbType.Bigint);
                await copy.WriteAsync("Enabled", NpgsqlDbType.Text);
                await copy.WriteAsync(Of(desired, number, id, identity), NpgsqlDbType.Json);
                await copy.WriteAsync((short)1, NpgsqlDbType.Smallint);
                await copy.WriteAsync(1L, NpgsqlDbType.Bigint);
                await copy.WriteAsync("Converged", NpgsqlDbType.Text);
                await copy.WriteAsync(
                    Of(account, number, id, identity).Replace($"\"nativeId\":\"{nativeId}\"", $"\"nativeId\":\"{ids(number)}\"", StringComparison.Ordinal), NpgsqlDbType.Json);
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
            .Replace(_templateId, id, StringComparison.Ordinal).Replace(_templateIdentity, identity, StringComparison.Ordinal);
        for (var i = 0; i < values.Length; i++)
        {
            text = text.Replace(TemplateValues[i], values[i], StringComparison.Ordinal);
        }

        return text;
    }

    private string _templateId = "";
    private string _templateIdentity = "";

    private async Task<(string NativeId, string Desired, string Account)> ReadTemplateAsync()
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
        (_templateId, _templateIdentity) = (row.GetString(3), row.GetString(4));
        return (row.GetString(0), row.GetString(1), row.GetString(2));
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string text)
    {
        await using var command = new NpgsqlCommand(text, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
