using Prov.Connectors.Conformance;

namespace Prov.Connectors.Tests.Rest;

public sealed class RestPagesWriterTests : AccountWriterConformance
{
    protected override Task<TargetUnderTest> StartAsync() => RestTarget.StartAsync(RestServerKind.Pages, GetType());
}

public sealed class RestPagesReaderTests : AccountReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => RestTarget.StartAsync(RestServerKind.Pages, GetType());
}

public sealed class RestPagesSearcherTests : AccountSearcherConformance
{
    protected override Task<TargetUnderTest> StartAsync() => RestTarget.StartAsync(RestServerKind.Pages, GetType());
}

public sealed class RestPagesEntitlementTests : EntitlementConformance
{
    protected override Task<TargetUnderTest> StartAsync() => RestTarget.StartAsync(RestServerKind.Pages, GetType());
}

public sealed class RestPagesFaultTests : FaultConformance
{
    protected override Task<TargetUnderTest> StartAsync() => RestTarget.StartOwnAsync(RestServerKind.Pages);
}

public sealed class RestOffsetsWriterTests : AccountWriterConformance
{
    protected override Task<TargetUnderTest> StartAsync() => RestTarget.StartAsync(RestServerKind.Offsets, GetType());
}

public sealed class RestOffsetsReaderTests : AccountReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => RestTarget.StartAsync(RestServerKind.Offsets, GetType());
}

public sealed class RestOffsetsSearcherTests : AccountSearcherConformance
{
    protected override Task<TargetUnderTest> StartAsync() => RestTarget.StartAsync(RestServerKind.Offsets, GetType());
}

public sealed class RestOffsetsEntitlementTests : EntitlementConformance
{
    protected override Task<TargetUnderTest> StartAsync() => RestTarget.StartAsync(RestServerKind.Offsets, GetType());
}

public sealed class RestCursorsWriterTests : AccountWriterConformance
{
    protected override Task<TargetUnderTest> StartAsync() => RestTarget.StartAsync(RestServerKind.Cursors, GetType());
}

public sealed class RestCursorsSearcherTests : AccountSearcherConformance
{
    protected override Task<TargetUnderTest> StartAsync() => RestTarget.StartAsync(RestServerKind.Cursors, GetType());
}

public sealed class RestCursorsFaultTests : FaultConformance
{
    protected override Task<TargetUnderTest> StartAsync() => RestTarget.StartOwnAsync(RestServerKind.Cursors);
}

public sealed class RestLinksSearcherTests : AccountSearcherConformance
{
    protected override Task<TargetUnderTest> StartAsync() => RestTarget.StartAsync(RestServerKind.Links, GetType());
}
