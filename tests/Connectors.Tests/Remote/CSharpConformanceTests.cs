using Prov.Connectors.Conformance;

namespace Prov.Connectors.Tests.Remote;

public sealed class RemoteCSharpReaderTests : AccountReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => CSharpTarget.OfSuiteAsync<RemoteCSharpReaderTests>();
}

public sealed class RemoteCSharpWriterTests : AccountWriterConformance
{
    protected override Task<TargetUnderTest> StartAsync() => CSharpTarget.OfSuiteAsync<RemoteCSharpWriterTests>();
}

public sealed class RemoteCSharpSearcherTests : AccountSearcherConformance
{
    protected override Task<TargetUnderTest> StartAsync() => CSharpTarget.OfSuiteAsync<RemoteCSharpSearcherTests>();
}

public sealed class RemoteCSharpEntitlementTests : EntitlementConformance
{
    protected override Task<TargetUnderTest> StartAsync() => CSharpTarget.OfSuiteAsync<RemoteCSharpEntitlementTests>();
}

public sealed class RemoteCSharpMembershipTests : MembershipReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => CSharpTarget.OfSuiteAsync<RemoteCSharpMembershipTests>();
}

public sealed class RemoteCSharpCounterTests : AccountCounterConformance
{
    protected override Task<TargetUnderTest> StartAsync() => CSharpTarget.OfSuiteAsync<RemoteCSharpCounterTests>();
}
