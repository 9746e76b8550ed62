using Prov.Connectors.Conformance;

namespace Prov.Connectors.Tests.Sql;

public sealed class SqliteWriterTests : AccountWriterConformance
{
    protected override Task<TargetUnderTest> StartAsync() => SqliteTarget.StartAsync();
}

public sealed class SqliteReaderTests : AccountReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => SqliteTarget.StartAsync();
}

public sealed class SqliteSearcherTests : AccountSearcherConformance
{
    protected override Task<TargetUnderTest> StartAsync() => SqliteTarget.StartAsync();
}

public sealed class SqliteEntitlementTests : EntitlementConformance
{
    protected override Task<TargetUnderTest> StartAsync() => SqliteTarget.StartAsync();
}
