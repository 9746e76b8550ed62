using Prov.Connectors.Conformance;

namespace Prov.Connectors.Tests.DelimitedText;

public sealed class DelimitedTextWriterTests : AccountWriterConformance
{
    protected override Task<TargetUnderTest> StartAsync() => Task.FromResult<TargetUnderTest>(new DelimitedTextTarget());
}

public sealed class DelimitedTextReaderTests : AccountReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => Task.FromResult<TargetUnderTest>(new DelimitedTextTarget());
}

public sealed class DelimitedTextSearcherTests : AccountSearcherConformance
{
    protected override Task<TargetUnderTest> StartAsync() => Task.FromResult<TargetUnderTest>(new DelimitedTextTarget());
}

public sealed class DelimitedTextEntitlementTests : EntitlementConformance
{
    protected override Task<TargetUnderTest> StartAsync() => Task.FromResult<TargetUnderTest>(new DelimitedTextTarget());
}
