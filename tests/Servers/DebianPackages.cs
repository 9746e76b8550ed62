namespace Prov.Tests.Servers;

/// <summary>The Debian packages that the tests against real servers and foreign clients need.</summary>
public static class DebianPackages
{
    internal static readonly DebianPackage Postgres = new("postgresql", "/usr/lib/postgresql", "*/bin/postgres");
    internal static readonly DebianPackage Slapd = new("slapd", "/usr/sbin", "slapd");
    internal static readonly DebianPackage LdapUtils = new("ldap-utils", "/usr/bin", "ldapsearch");

    private static readonly IReadOnlyList<DebianPackage> All =
    [
        Postgres,
        Slapd,
        LdapUtils,
        new("libldap-2.5-0", "/usr/lib", "*/libldap-2.5.so.0"),
        new("python3-grpcio", "/usr/lib/python3/dist-packages", "grpc"),
        new("python3-grpc-tools", "/usr/lib/python3/dist-packages", "grpc_tools"),
        new("nodejs", "/usr/bin", "node"),
        new("npm", "/usr/bin", "npm"),
    ];

    /// <summary>The names of the packages that are absent from this machine.</summary>
    public static IReadOnlyList<string> Missing() => Missing(All);

    /// <summary>Ends a test that needs packages that are absent (see <see cref="ServerAbsentException"/>).</summary>
    /// <param name="names">Names out of those that this class knows.</param>
    /// <exception cref="ServerAbsentException">At least one is absent.</exception>
    public static void Require(params IReadOnlyList<string> names) => Require([.. names.Select(name => All.Single(p => p.Name == name))]);

    internal static void Require(params IReadOnlyList<DebianPackage> packages)
    {
        if (Missing(packages) is { Count: > 0 } missing)
        {
            throw new ServerAbsentException(missing, Environment.GetEnvironmentVariable("PROV_REQUIRE_SERVERS") == "1");
        }
    }

    private static IReadOnlyList<string> Missing(IReadOnlyList<DebianPackage> packages) =>
        [.. packages.Where(package => !package.IsPresent).Select(package => package.Name)];
}
