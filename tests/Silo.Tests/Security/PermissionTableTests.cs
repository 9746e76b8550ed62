using Google.Protobuf.Reflection;
using Grpc.Core;
using Prov.Connector.V1;
using Prov.Silo.Security;
using Prov.Silo.Tests.Fixture;
using Prov.V1;

namespace Prov.Silo.Tests.Security;

[Collection(SiloCollection.Name)]
public sealed class PermissionTableTests(RunningSilo silo)
{
    private static readonly FileDescriptor[] _files =
    [
        LifecycleEventReflection.Descriptor, IdentityReflection.Descriptor, GrantReflection.Descriptor, SodRuleReflection.Descriptor, V1.AccountReflection.Descriptor, AuthoritativeSourceReflection.Descriptor,
        TargetSystemReflection.Descriptor, ConfigurationReflection.Descriptor, ImportReflection.Descriptor, AuditReflection.Descriptor,
        StatusReflection.Descriptor, WorkItemReflection.Descriptor, CorrelationReflection.Descriptor, ExpressionReflection.Descriptor,
        PreviewReflection.Descriptor, RecomputeReflection.Descriptor, PolicyTestReflection.Descriptor,
        AgentReflection.Descriptor, ReconciliationReflection.Descriptor,
    ];

    private static IEnumerable<MethodDescriptor> Methods => _files.SelectMany(f => f.Services).SelectMany(s => s.Methods);

    [Fact]
    public void ByMethod_EveryCallOfTheApi_IsThereAndNothingElse()
    {
        var ours = PermissionTable.ByMethod.Keys.Where(m => m.StartsWith("/prov.", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.Equal(Methods.Select(NameOf).Order(StringComparer.Ordinal), ours);
    }

    [Fact]
    public void ByMethod_EveryCallOfTheApi_NeedsAPermission() =>
        Assert.All(Methods, m => Assert.True(Permissions.All.Contains(PermissionTable.ByMethod[NameOf(m)]), m.FullName));

    [Fact]
    public async Task EveryCall_WithoutToken_IsUnauthenticated()
    {
        var calls = silo.As(null);
        foreach (var method in Methods)
        {
            await Fail.WithAsync(StatusCode.Unauthenticated, "UNAUTHENTICATED", () => AnyCall.MakeAsync(calls, method));
        }
    }

    [Fact]
    public async Task EveryCall_WithAWrongToken_IsUnauthenticated()
    {
        var calls = silo.As("wrong");
        foreach (var method in Methods)
        {
            await Fail.WithAsync(StatusCode.Unauthenticated, "UNAUTHENTICATED", () => AnyCall.MakeAsync(calls, method));
        }
    }

    [Theory]
    [InlineData(RunningSilo.ReaderToken, Roles.Reader)]
    [InlineData(RunningSilo.SourceToken, Roles.Source)]
    public async Task EveryCall_BeyondTheRole_IsDenied(string token, string role)
    {
        var calls = silo.As(token);
        foreach (var method in Methods.Where(m => !Roles.Shipped[role].Contains(PermissionTable.ByMethod[NameOf(m)])))
        {
            await Fail.WithAsync(StatusCode.PermissionDenied, "PERMISSION_DENIED", () => AnyCall.MakeAsync(calls, method));
        }
    }

    private static string NameOf(MethodDescriptor method) => $"/{method.Service.FullName}/{method.Name}";
}
