using Prov.Connectors.Conformance;

namespace Prov.Connectors.Tests.Remote;

public sealed class RemotePythonReaderTests : AccountReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => PythonTarget.OfSuiteAsync<RemotePythonReaderTests>();
}

public sealed class RemotePythonWriterTests : AccountWriterConformance
{
    protected override Task<TargetUnderTest> StartAsync() => PythonTarget.OfSuiteAsync<RemotePythonWriterTests>();
}

public sealed class RemotePythonSearcherTests : AccountSearcherConformance
{
    protected override Task<TargetUnderTest> StartAsync() => PythonTarget.OfSuiteAsync<RemotePythonSearcherTests>();
}

public sealed class RemotePythonChangeReaderTests : AccountChangeReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => PythonTarget.OfSuiteAsync<RemotePythonChangeReaderTests>();
}

public sealed class RemotePythonEntitlementTests : EntitlementConformance
{
    protected override Task<TargetUnderTest> StartAsync() => PythonTarget.OfSuiteAsync<RemotePythonEntitlementTests>();
}

public sealed class RemotePythonMembershipTests : MembershipReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => PythonTarget.OfSuiteAsync<RemotePythonMembershipTests>();
}

public sealed class RemotePythonSchemaTests : SchemaReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => PythonTarget.OfSuiteAsync<RemotePythonSchemaTests>();
}

public sealed class RemotePythonCounterTests : AccountCounterConformance
{
    protected override Task<TargetUnderTest> StartAsync() => PythonTarget.OfSuiteAsync<RemotePythonCounterTests>();
}

public sealed class RemotePythonBulkWriterTests : AccountBulkWriterConformance
{
    protected override Task<TargetUnderTest> StartAsync() => PythonTarget.OfSuiteAsync<RemotePythonBulkWriterTests>();
}

public sealed class RemotePythonFaultTests : FaultConformance
{
    protected override Task<TargetUnderTest> StartAsync() => PythonTarget.OwnAsync();
}
