using Prov.Connectors.Conformance;

namespace Prov.Connectors.Tests.Spml;

public sealed class SpmlReaderTests : AccountReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => SpmlTarget.StartAsync();
}

public sealed class SpmlWriterTests : AccountWriterConformance
{
    protected override Task<TargetUnderTest> StartAsync() => SpmlTarget.StartAsync();
}

public sealed class SpmlSearcherTests : AccountSearcherConformance
{
    protected override Task<TargetUnderTest> StartAsync() => SpmlTarget.StartAsync();
}
