using Prov.Connectors.Conformance;

namespace Prov.Connectors.Tests.Remote;

public sealed class PythonAgentWriterTests : AccountWriterConformance
{
    protected override Task<TargetUnderTest> StartAsync() => PythonTarget.OfSuiteAsync<PythonAgentWriterTests>(dials: true);
}

public sealed class PythonAgentSearcherTests : AccountSearcherConformance
{
    protected override Task<TargetUnderTest> StartAsync() => PythonTarget.OfSuiteAsync<PythonAgentSearcherTests>(dials: true);
}

public sealed class PythonAgentChangeReaderTests : AccountChangeReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => PythonTarget.OfSuiteAsync<PythonAgentChangeReaderTests>(dials: true);
}

public sealed class PythonAgentMembershipTests : MembershipReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => PythonTarget.OfSuiteAsync<PythonAgentMembershipTests>(dials: true);
}

public sealed class CSharpAgentReaderTests : AccountReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => CSharpTarget.OfSuiteAsync<CSharpAgentReaderTests>(dials: true);
}

public sealed class CSharpAgentSearcherTests : AccountSearcherConformance
{
    protected override Task<TargetUnderTest> StartAsync() => CSharpTarget.OfSuiteAsync<CSharpAgentSearcherTests>(dials: true);
}

public sealed class CSharpAgentEntitlementTests : EntitlementConformance
{
    protected override Task<TargetUnderTest> StartAsync() => CSharpTarget.OfSuiteAsync<CSharpAgentEntitlementTests>(dials: true);
}
