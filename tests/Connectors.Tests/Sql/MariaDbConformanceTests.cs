using Prov.Connectors.Conformance;

namespace Prov.Connectors.Tests.Sql;

public sealed class MariaDbWriterTests : AccountWriterConformance
{
    protected override Task<TargetUnderTest> StartAsync() => MariaDbTarget.StartAsync();
}

public sealed class MariaDbReaderTests : AccountReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => MariaDbTarget.StartAsync();
}

public sealed class MariaDbSearcherTests : AccountSearcherConformance
{
    protected override Task<TargetUnderTest> StartAsync() => MariaDbTarget.StartAsync();
}

public sealed class MariaDbEntitlementTests : EntitlementConformance
{
    protected override Task<TargetUnderTest> StartAsync() => MariaDbTarget.StartAsync();
}

public sealed class MariaDbFaultTests : FaultConformance
{
    protected override Task<TargetUnderTest> StartAsync() => MariaDbTarget.StartOwnAsync();
}
