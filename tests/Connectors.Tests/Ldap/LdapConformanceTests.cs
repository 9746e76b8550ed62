using Prov.Connectors.Conformance;

namespace Prov.Connectors.Tests.Ldap;

public sealed class LdapWriterTests : AccountWriterConformance
{
    protected override Task<TargetUnderTest> StartAsync() => LdapTarget.StartAsync();
}

public sealed class LdapReaderTests : AccountReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => LdapTarget.StartAsync();
}

public sealed class LdapSearcherTests : AccountSearcherConformance
{
    protected override Task<TargetUnderTest> StartAsync() => LdapTarget.StartAsync();
}

public sealed class LdapEntitlementTests : EntitlementConformance
{
    protected override Task<TargetUnderTest> StartAsync() => LdapTarget.StartAsync();
}

public sealed class LdapSyncreplChangeReaderTests : AccountChangeReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => LdapTarget.StartOwnAsync("syncrepl");
}

public sealed class LdapAccessLogChangeReaderTests : AccountChangeReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => LdapTarget.StartOwnAsync("accesslog");
}

public sealed class LdapMembershipReaderTests : MembershipReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => LdapTarget.StartAsync();
}

public sealed class LdapSchemaReaderTests : SchemaReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => LdapTarget.StartAsync();
}

public sealed class LdapFaultTests : FaultConformance
{
    protected override Task<TargetUnderTest> StartAsync() => LdapTarget.StartOwnAsync();
}
