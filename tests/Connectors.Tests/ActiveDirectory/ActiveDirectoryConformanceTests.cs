using Prov.Connectors.Conformance;

namespace Prov.Connectors.Tests.ActiveDirectory;

public sealed class ActiveDirectoryWriterTests : AccountWriterConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ActiveDirectoryTarget.StartAsync();
}

public sealed class ActiveDirectoryReaderTests : AccountReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ActiveDirectoryTarget.StartAsync();
}

public sealed class ActiveDirectorySearcherTests : AccountSearcherConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ActiveDirectoryTarget.StartAsync();
}

public sealed class ActiveDirectoryEntitlementTests : EntitlementConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ActiveDirectoryTarget.StartAsync();
}

public sealed class ActiveDirectoryDirSyncChangeReaderTests : AccountChangeReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ActiveDirectoryTarget.StartQuietAsync("dirSync");
}

public sealed class ActiveDirectoryUsnChangeReaderTests : AccountChangeReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ActiveDirectoryTarget.StartQuietAsync("usnChanged");
}

public sealed class ActiveDirectoryMembershipReaderTests : MembershipReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ActiveDirectoryTarget.StartAsync();
}

public sealed class ActiveDirectorySchemaReaderTests : SchemaReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ActiveDirectoryTarget.StartAsync();
}

public sealed class ActiveDirectoryFaultTests : FaultConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ActiveDirectoryTarget.StartOwnAsync();
}
