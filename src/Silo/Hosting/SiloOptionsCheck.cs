using System.Data.Common;
using System.Net;
using Microsoft.Data.Sqlite;
using Npgsql;
using Prov.Silo.Security;
using Prov.Storage;

namespace Prov.Silo.Hosting;

/// <summary>Finds every fault of the options before anything is started.</summary>
internal static class SiloOptionsCheck
{
    public static IReadOnlyList<string> Faults(SiloOptions options) =>
        [.. ListenFaults(options), .. StoreFaults(options), .. ClusterFaults(options), .. FileFaults(options.Tls),
        .. SecurityOptionsCheck.Faults(options.Authentication), .. options.Admission.Faults(), .. RemovalFaults(options.Removals)];

    public static IPEndPoint EndPointOf(Uri listen) =>
        new(listen.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(listen.Host.Trim('[', ']')), listen.Port);

    private static IEnumerable<string> ListenFaults(SiloOptions options)
    {
        if (!Uri.TryCreate(options.Listen, UriKind.Absolute, out var listen) || listen.Scheme is not ("http" or "https")
            || !(listen.Host == "localhost" || IPAddress.TryParse(listen.Host.Trim('[', ']'), out _)))
        {
            yield return "Prov:Listen: must be http:// or https:// with an IP address and a port, as http://127.0.0.1:5380.";
            yield break;
        }

        if (listen.Scheme == "https" && options.Tls.CertificateFile.Length == 0)
        {
            yield return "Prov:Tls:CertificateFile: https needs a certificate; name the PEM files of the certificate and its key.";
        }

        if (listen.Scheme == "http" && !IPAddress.IsLoopback(EndPointOf(listen).Address))
        {
            yield return "Prov:Listen: plaintext is served on loopback only. Use https and name a certificate, or listen on 127.0.0.1.";
        }
    }

    private static IEnumerable<string> RemovalFaults(Domain.Preview.RemovalGuard guard)
    {
        if (!(guard.MaxShare is >= 0 and <= 1) || guard.AlwaysAllowed < 0)
        {
            yield return "Prov:Removals: MaxShare lies between 0 and 1; AlwaysAllowed is not negative.";
        }
    }

    private static IEnumerable<string> StoreFaults(SiloOptions options)
    {
        if (options.Store.Provider == StoreProvider.PostgreSql && options.Store.ConnectionString.Length == 0)
        {
            yield return "Prov:Store:ConnectionString: the PostgreSQL store needs one.";
        }
        else if (!IsConnectionString(options.Store))
        {
            yield return "Prov:Store:ConnectionString: is none; it reads like Host=127.0.0.1;Database=prov;Username=prov;Password=... .";
        }

        if (options.Store.StartWait < TimeSpan.Zero || options.Store.StartWait > TimeSpan.FromHours(1))
        {
            yield return "Prov:Store:StartWait: must be 00:00:00 to 01:00:00.";
        }

        if (options.Store.Lanes is < 1 or > 64)
        {
            yield return "Prov:Store:Lanes: must be 1 to 64.";
        }

        if (options.Store.MaxConnections is < 4 or > 1000)
        {
            yield return "Prov:Store:MaxConnections: must be 4 to 1000.";
        }

        if (options.Store.MaxBatch is < 1 or > 10_000)
        {
            yield return "Prov:Store:MaxBatch: must be 1 to 10000.";
        }
    }

    /// <summary>What the parser says is not passed on: it may quote a part of the password.</summary>
    private static bool IsConnectionString(StoreOptions store)
    {
        try
        {
            DbConnectionStringBuilder _ = store.Provider == StoreProvider.PostgreSql
                ? new NpgsqlConnectionStringBuilder(store.ConnectionString)
                : new SqliteConnectionStringBuilder(store.ConnectionString);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static IEnumerable<string> ClusterFaults(SiloOptions options)
    {
        if (!IPAddress.TryParse(options.Cluster.Address, out _))
        {
            yield return "Prov:Cluster:Address: must be an IP address.";
        }

        if (options.Cluster.SiloPort is < 0 or > 65535)
        {
            yield return "Prov:Cluster:SiloPort: must be 0 to 65535.";
        }
    }

    private static IEnumerable<string> FileFaults(TlsOptions tls) =>
        new[] { ("CertificateFile", tls.CertificateFile), ("KeyFile", tls.KeyFile), ("ClientCaFile", tls.ClientCaFile) }
            .Where(f => f.Item2.Length > 0 && !File.Exists(f.Item2))
            .Select(f => $"Prov:Tls:{f.Item1}: there is no such file.");
}
