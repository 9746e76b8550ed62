namespace Prov.Tests.Servers;

/// <summary>Servers that all tests of a process share. Each starts at its first use and ends with the process.</summary>
/// <remarks>For tests that keep apart by database or by subtree. A test that stops, pauses or kills a server starts its own.</remarks>
public static class SharedServers
{
    private static readonly Lazy<Task<PostgresServer>> SharedPostgres = new(() => PostgresServer.StartAsync());
    private static readonly Lazy<Task<MariaDbServer>> SharedMariaDb = new(() => MariaDbServer.StartAsync());
    private static readonly Lazy<Task<OpenLdapServer>> SharedOpenLdap = new(() => OpenLdapServer.StartAsync());
    private static readonly Lazy<Task<SambaServer>> SharedSamba = new(SambaServer.StartAsync);

    /// <summary>The PostgreSQL server; give each test its own database (<see cref="PostgresServer.CreateDatabaseAsync"/>).</summary>
    /// <exception cref="ServerAbsentException">PostgreSQL is not installed.</exception>
    public static Task<PostgresServer> PostgresAsync() => SharedPostgres.Value;

    /// <summary>The MariaDB server; give each test its own database (<see cref="MariaDbServer.CreateDatabaseAsync"/>).</summary>
    /// <exception cref="ServerAbsentException">MariaDB is not installed.</exception>
    public static Task<MariaDbServer> MariaDbAsync() => SharedMariaDb.Value;

    /// <summary>The OpenLDAP server; give each test its own unit or its own names.</summary>
    /// <exception cref="ServerAbsentException">The server or its client tools are not installed.</exception>
    public static Task<OpenLdapServer> OpenLdapAsync() => SharedOpenLdap.Value;

    /// <summary>The domain controller; give each test its own unit or its own names.</summary>
    /// <exception cref="ServerAbsentException">Its packages are not installed, or the tests do not run as root.</exception>
    public static Task<SambaServer> SambaAsync() => SharedSamba.Value;
}
