namespace Prov.Tests.Servers;

/// <summary>The Debian packages that the tests against real servers and foreign clients need.</summary>
public static class DebianPackages
{
    private static readonly IReadOnlyList<DebianPackage> All = [.. Read()];

    internal static DebianPackage Postgres => Get("postgresql");

    internal static DebianPackage MariaDb => Get("mariadb-server-core");

    internal static DebianPackage MariaDbTools => Get("mariadb-client-core");

    internal static DebianPackage Slapd => Get("slapd");

    internal static IReadOnlyList<DebianPackage> Samba =>
        [.. new[] { "samba-ad-dc", "samba-ad-provision", "samba-dsdb-modules", "samba-vfs-modules", "winbind", "ldap-utils" }.Select(Get)];

    internal static DebianPackage LdapUtils => Get("ldap-utils");

    /// <summary>The names of the packages that are absent from this machine.</summary>
    public static IReadOnlyList<string> Missing() => Missing(All);

    /// <summary>Ends a test that needs packages that are absent (see <see cref="ServerAbsentException"/>).</summary>
    /// <param name="names">Names out of those that this class knows.</param>
    /// <exception cref="ServerAbsentException">At least one is absent.</exception>
    public static void Require(params IReadOnlyList<string> names) => Require([.. names.Select(Get)]);

    internal static void Require(params IReadOnlyList<DebianPackage> packages)
    {
        if (Missing(packages) is { Count: > 0 } missing)
        {
            throw new ServerAbsentException(missing, Environment.GetEnvironmentVariable("PROV_REQUIRE_SERVERS") == "1");
        }
    }

    private static IReadOnlyList<string> Missing(IReadOnlyList<DebianPackage> packages) =>
        [.. packages.Where(package => !package.IsPresent).Select(package => package.Name)];

    private static DebianPackage Get(string name) => All.Single(package => package.Name == name);

    private static IEnumerable<DebianPackage> Read()
    {
        using var reader = new StreamReader(typeof(DebianPackages).Assembly.GetManifestResourceStream("debian-packages.txt")!);
        while (reader.ReadLine() is { } line)
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var name, var pattern])
            {
                yield return new DebianPackage(name, pattern);
            }
        }
    }
}
