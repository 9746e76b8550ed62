using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using Prov.Silo.Tests.Fixture;

namespace Prov.Silo.Tests.Security;

/// <summary>Health, for everyone, and reflection, for callers.</summary>
[Collection(SiloCollection.Name)]
public sealed class OpenServicesTests(RunningSilo silo)
{
    [Fact]
    public async Task Health_WithoutToken_Answers()
    {
        var health = new Health.HealthClient(silo.As(null));
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, (await health.CheckAsync(new())).Status);
    }

    [Fact]
    public async Task Reflection_WithToken_ListsTheServices()
    {
        var services = await ListAsync(silo.As(RunningSilo.SourceToken));
        Assert.Contains("prov.v1.LifecycleEventService", services);
        Assert.Contains("grpc.health.v1.Health", services);
    }

    [Fact]
    public async Task Reflection_WithoutToken_IsUnauthenticated() =>
        await Fail.WithAsync(StatusCode.Unauthenticated, "UNAUTHENTICATED", () => ListAsync(silo.As(null)));

    [Fact]
    public async Task UnknownMethod_IsUnimplemented()
    {
        var bytes = Marshallers.Create<byte[]>(b => b, b => b);
        var method = new Method<byte[], byte[]>(MethodType.Unary, "prov.v1.IdentityService", "DeleteEverything", bytes, bytes);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await silo.Calls.AsyncUnaryCall(method, null, default, []));
        Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
    }

    private static async Task<IReadOnlyList<string>> ListAsync(CallInvoker calls)
    {
        using var call = new ServerReflection.ServerReflectionClient(calls).ServerReflectionInfo();
        try
        {
            await call.RequestStream.WriteAsync(new() { ListServices = "" });
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // A refused call breaks off; reading says why.
        }

        await call.ResponseStream.MoveNext(CancellationToken.None);
        return [.. call.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name)];
    }
}
