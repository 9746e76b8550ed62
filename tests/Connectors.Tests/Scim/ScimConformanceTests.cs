using Prov.Connectors.Conformance;

namespace Prov.Connectors.Tests.Scim;

public sealed class ScimmyWriterTests : AccountWriterConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ScimTarget.StartAsync(ScimServerKind.Scimmy, GetType());
}

public sealed class ScimmyReaderTests : AccountReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ScimTarget.StartAsync(ScimServerKind.Scimmy, GetType());
}

public sealed class ScimmySearcherTests : AccountSearcherConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ScimTarget.StartAsync(ScimServerKind.Scimmy, GetType());
}

public sealed class ScimmyEntitlementTests : EntitlementConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ScimTarget.StartAsync(ScimServerKind.Scimmy, GetType());
}

public sealed class ScimmyFaultTests : FaultConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ScimTarget.StartOwnAsync(ScimServerKind.Scimmy);
}

public sealed class PatchingWriterTests : AccountWriterConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ScimTarget.StartAsync(ScimServerKind.Patching, GetType());
}

public sealed class PatchingReaderTests : AccountReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ScimTarget.StartAsync(ScimServerKind.Patching, GetType());
}

public sealed class PatchingSearcherTests : AccountSearcherConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ScimTarget.StartAsync(ScimServerKind.Patching, GetType());
}

public sealed class PatchingEntitlementTests : EntitlementConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ScimTarget.StartAsync(ScimServerKind.Patching, GetType());
}

public sealed class ReplacingWriterTests : AccountWriterConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ScimTarget.StartAsync(ScimServerKind.Replacing, GetType());
}

public sealed class ReplacingReaderTests : AccountReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ScimTarget.StartAsync(ScimServerKind.Replacing, GetType());
}

public sealed class ReplacingSearcherTests : AccountSearcherConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ScimTarget.StartAsync(ScimServerKind.Replacing, GetType());
}

public sealed class ReplacingEntitlementTests : EntitlementConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ScimTarget.StartAsync(ScimServerKind.Replacing, GetType());
}

public sealed class ReplacingFaultTests : FaultConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ScimTarget.StartOwnAsync(ScimServerKind.Replacing);
}

public sealed class ScimmyChangesTests : AccountChangeReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ScimTarget.StartAsync(ScimServerKind.Scimmy, GetType());
}

public sealed class PatchingChangesTests : AccountChangeReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ScimTarget.StartAsync(ScimServerKind.Patching, GetType());
}

public sealed class ScimmyCounterTests : AccountCounterConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ScimTarget.StartAsync(ScimServerKind.Scimmy, GetType());
}

public sealed class ReplacingCounterTests : AccountCounterConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ScimTarget.StartAsync(ScimServerKind.Replacing, GetType());
}

public sealed class PatchingMembershipTests : MembershipReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ScimTarget.StartAsync(ScimServerKind.Patching, GetType());
}

public sealed class ReplacingMembershipTests : MembershipReaderConformance
{
    protected override Task<TargetUnderTest> StartAsync() => ScimTarget.StartAsync(ScimServerKind.Replacing, GetType());
}
