using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Prov.Domain.Accounts;
using Prov.Domain.Identities;
using Prov.Domain.Policies;
using Prov.Storage;
using Prov.Storage.Commits;

namespace Prov.LoadTests.Policies;

/// <summary>
/// Fills a store with a population faster than events could: people are decided and committed once for each kind of person there is, and
/// the rows that the store then has are copied under other keys.
/// </summary>
public sealed class PopulationLoader(PolicyShape shape, PolicySnapshot snapshot, string connectionString)
{
    private static readonly DateTimeOffset _now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    // Every unit with every title; what else differs between people decides nothing.
    private int Kinds => shape.Units * shape.Units;

    /// <summary>Adds people 0 to <paramref name="people"/> - 1, every account converged.</summary>
    public async Task LoadAsync(long people)
    {
        var templates = await TemplatesAsync();
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await ExecuteAsync(connection, "truncate identities, accounts, audit_entries, audit_batches");
        await CopyIdentitiesAsync(connection, templates, people);
        await CopyAccountsAsync(connection, templates, people);
        await ExecuteAsync(connection, "vacuum analyze identities");
        await ExecuteAsync(connection, "vacuum analyze accounts");
    }

    private static string IdOf(long person) => IdentityId.For("default", "hr", PolicyShape.KeyOf(person));

    private async Task<Template[]> TemplatesAsync()
    {
        await using var store = ProvStore.Open(new StoreOptions { Provider = StoreProvider.PostgreSql, ConnectionString = connectionString }, TimeProvider.System);
        var identities = new Identity[Kinds];
        await Parallel.ForAsync(0, Kinds, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (kind, token) =>
        {
            identities[kind] = await CommitAsync(store, kind, token);
        });
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        var templates = new Template[Kinds];
        for (var kind = 0; kind < Kinds; kind++)
        {
            templates[kind] = await ReadAsync(connection, kind);
        }

        return templates;
    }

    private async Task<Identity> CommitAsync(IProvStore store, long person, CancellationToken cancellationToken)
    {
        var id = IdOf(person);
        var decision = LifecycleDecision.Decide(null, shape.Join(person), snapshot, _now, new DecisionContext("default", id));
        await store.CommitIdentityAsync(
            new IdentityCommit { CommitId = Guid.NewGuid(), Identity = decision.Next, Accounts = decision.ChangedAccounts, Audit = [], AccountsDueAt = _now, At = _now },
            cancellationToken);
        foreach (var desired in decision.ChangedAccounts)
        {
            var observed = AccountPlanner.Plan(desired, null, snapshot.Targets[desired.Target]).Result;
            var account = new Account { AccountId = desired.AccountId, AppliedGeneration = 1, Status = AccountStatus.Converged, Observed = observed };
            await store.CommitAccountAsync(new AccountCommit { CommitId = Guid.NewGuid(), Account = account, Audit = [], At = _now }, cancellationToken);
        }

        return decision.Next;
    }

    private static async Task<Template> ReadAsync(NpgsqlConnection connection, long person)
    {
        var id = IdOf(person);
        await using var identity = new NpgsqlCommand("select attributes::text, payload::text, source_records::text from identities where partition = $1 and id = $2", connection)
        {
            Parameters = { new() { Value = IdentityId.Partition(id) }, new() { Value = id } },
        };
        await using var row = await identity.ExecuteReaderAsync();
        await row.ReadAsync();
        var texts = new[] { row.GetString(0), row.GetString(1), row.GetString(2) };
        await row.CloseAsync();
        await using var accounts = new NpgsqlCommand("select target, desired::text, account::text from accounts where identity_id = $1 order by target", connection) { Parameters = { new() { Value = id } } };
        await using var rows = await accounts.ExecuteReaderAsync();
        var found = ImmutableArray.CreateBuilder<(string, string, string)>();
        while (await rows.ReadAsync())
        {
            found.Add((rows.GetString(0), rows.GetString(1), rows.GetString(2)));
        }

        return new(person, id, texts, found.ToImmutable());
    }

    private async Task CopyIdentitiesAsync(NpgsqlConnection connection, Template[] templates, long people)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy identities (partition, id, tenant, version, commit_id, state, epoch, policy_version, attributes, payload, source_records, created_at, updated_at) from stdin (format binary)");
        for (var person = 0L; person < people; person++)
        {
            var (template, id) = (templates[person % Kinds], IdOf(person));
            await copy.StartRowAsync();
            await copy.WriteAsync(IdentityId.Partition(id), NpgsqlDbType.Smallint);
            await copy.WriteAsync(id, NpgsqlDbType.Text);
            await copy.WriteAsync("default", NpgsqlDbType.Text);
            await copy.WriteAsync(1L, NpgsqlDbType.Bigint);
            await copy.WriteAsync(Guid.NewGuid(), NpgsqlDbType.Uuid);
            await copy.WriteAsync("Active", NpgsqlDbType.Text);
            await copy.WriteAsync(1, NpgsqlDbType.Integer);
            await copy.WriteAsync(snapshot.Version, NpgsqlDbType.Bigint);
            await copy.WriteAsync(template.For(template.Texts[0], person, id), NpgsqlDbType.Jsonb);
            await copy.WriteAsync(template.For(template.Texts[1], person, id), NpgsqlDbType.Json);
            await copy.WriteAsync(template.For(template.Texts[2], person, id), NpgsqlDbType.Json);
            await copy.WriteAsync(_now.UtcDateTime, NpgsqlDbType.TimestampTz);
            await copy.WriteAsync(_now.UtcDateTime, NpgsqlDbType.TimestampTz);
        }

        await copy.CompleteAsync();
    }

    private async Task CopyAccountsAsync(NpgsqlConnection connection, Template[] templates, long people)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy accounts (partition, id, identity_id, tenant, target, name, desired_generation, desired_state, desired, due_priority, applied_generation, status, account, account_version, updated_at) from stdin (format binary)");
        for (var person = 0L; person < people; person++)
        {
            var (template, identityId) = (templates[person % Kinds], IdOf(person));
            foreach (var (target, desired, account) in template.Accounts)
            {
                var (old, id) = (IdentityId.ForAccount(template.Id, target, "default"), IdentityId.ForAccount(identityId, target, "default"));
                await copy.StartRowAsync();
                await copy.WriteAsync(IdentityId.Partition(id), NpgsqlDbType.Smallint);
                await copy.WriteAsync(id, NpgsqlDbType.Text);
                await copy.WriteAsync(identityId, NpgsqlDbType.Text);
                await copy.WriteAsync("default", NpgsqlDbType.Text);
                await copy.WriteAsync(target, NpgsqlDbType.Text);
                await copy.WriteAsync(PolicyShape.KeyOf(person), NpgsqlDbType.Text);
                await copy.WriteAsync(1L, NpgsqlDbType.Bigint);
                await copy.WriteAsync("Enabled", NpgsqlDbType.Text);
                await copy.WriteAsync(template.For(desired, person, identityId).Replace(old, id, StringComparison.Ordinal), NpgsqlDbType.Json);
                await copy.WriteAsync((short)1, NpgsqlDbType.Smallint);
                await copy.WriteAsync(1L, NpgsqlDbType.Bigint);
                await copy.WriteAsync("Converged", NpgsqlDbType.Text);
                await copy.WriteAsync(template.For(account, person, identityId).Replace(old, id, StringComparison.Ordinal), NpgsqlDbType.Json);
                await copy.WriteAsync(1L, NpgsqlDbType.Bigint);
                await copy.WriteAsync(_now.UtcDateTime, NpgsqlDbType.TimestampTz);
            }
        }

        await copy.CompleteAsync();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string text)
    {
        await using var command = new NpgsqlCommand(text, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The rows of one kind of person.</summary>
    private sealed record Template(long Person, string Id, string[] Texts, ImmutableArray<(string Target, string Desired, string Account)> Accounts)
    {
        private readonly string _key = PolicyShape.KeyOf(Person);
        private readonly string _given = $"\"Given{(Person % 100).ToString(CultureInfo.InvariantCulture)}\"";

        /// <summary>The same of another person: id, key and number, and the given name, by which the benchmark changes one in a hundred.</summary>
        public string For(string text, long person, string id) => text
            .Replace(Id, id, StringComparison.Ordinal)
            .Replace(_key, PolicyShape.KeyOf(person), StringComparison.Ordinal)
            .Replace(_given, $"\"Given{(person % 100).ToString(CultureInfo.InvariantCulture)}\"", StringComparison.Ordinal);
    }
}
