using Prov.Connectors.Conformance;

namespace Prov.Connectors.Tests.Sql;

public sealed class PostgreSqlWriterTests : AccountWriterConformance
{
    protected override Task<TargetUnderTest> StartAsync() => PostgreSqlTarget.StartAsync();
}

public sealed class PostgreSqlReaderTests : AccountReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => PostgreSqlTarget.StartAsync();
}

public sealed class PostgreSqlSearcherTests : AccountSearcherConformance
{
    protected override Task<TargetUnderTest> StartAsync() => PostgreSqlTarget.StartAsync();
}

public sealed class PostgreSqlEntitlementTests : EntitlementConformance
{
    protected override Task<TargetUnderTest> StartAsync() => PostgreSqlTarget.StartAsync();
}

public sealed class PostgreSqlFaultTests : FaultConformance
{
    protected override Task<TargetUnderTest> StartAsync() => PostgreSqlTarget.StartOwnAsync();
}
