using System.Collections.Immutable;
using Prov.Connectors.Settings;
using Prov.Connectors.Sql;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Tests.Sql;

public sealed class SqlConnectorFactoryTests
{
    [Theory]
    [InlineData("Host=localhost;Password=x1secret", "SECRET_IN_PLAIN_TEXT")]
    [InlineData("Host=localhost;PWD=x1secret", "SECRET_IN_PLAIN_TEXT")]
    [InlineData("x1secret", "SETTING_MALFORMED")]
    public void Check_ConnectionString_RefusedWithoutShowingIt(string connectionString, string reason)
    {
        var fault = Assert.Single(Check(("connectionString", connectionString)));

        Assert.Equal(("connectionString", reason), (fault.Setting, fault.Reason));
        Assert.DoesNotContain("x1secret", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("env:DATABASE")]
    [InlineData("file:/run/secrets/database")]
    [InlineData("Data Source=accounts.db")]
    public void Check_ReferenceOrNoPassword_Fine(string connectionString) => Assert.Empty(Check(("connectionString", connectionString)));

    [Fact]
    public void Check_SeveralFaults_AllAtOnce()
    {
        var faults = Check(("provider", "oracle"), ("accountTable", ""), ("colour", "blue"));

        Assert.Equal(
            ["SETTING_MISSING accountTable", "SETTING_NOT_ALLOWED provider", "SETTING_UNKNOWN colour"],
            faults.Select(f => $"{f.Reason} {f.Setting}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Check_MembershipTableAlone_NamesItsCompanions() => Assert.Equal(
        ["membershipAccountColumn", "membershipEntitlementColumn"], Check(("membershipTable", "m")).Select(f => f.Setting));

    private static ImmutableArray<SettingFault> Check(params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string>
        {
            ["provider"] = "sqlite", ["connectionString"] = "Data Source=x.db", ["accountTable"] = "accounts", ["nameColumn"] = "login",
        };
        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        return SettingsCheck.Check(new SqlConnectorFactory(), new TargetSystem
        {
            Name = "t", Connector = "sql", AccountName = new("x"), Settings = all.ToImmutableSortedDictionary(),
        });
    }
}
