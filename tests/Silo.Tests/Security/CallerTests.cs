using Grpc.Core;
using Prov.Silo.Tests.Fixture;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Silo.Tests.Security;

/// <summary>Callers known by certificate and by an identity provider's token, over TLS.</summary>
public sealed class CallerTests(TlsSilo silo) : IClassFixture<TlsSilo>
{
    [Fact]
    public async Task Certificate_OfAKnownSubject_HasItsRoles()
    {
        var calls = silo.Connect(silo.Authority.IssueClient(TlsSilo.KnownClient));
        Assert.Single((await StatusAsync(calls)).Silos);
        await Fail.WithAsync(StatusCode.PermissionDenied, "PERMISSION_DENIED", () => SubmitAsync(calls));
    }

    [Fact]
    public async Task Certificate_OfAnotherSubject_IsNobody()
    {
        var calls = silo.Connect(silo.Authority.IssueClient("stranger"));
        await Fail.WithAsync(StatusCode.Unauthenticated, "UNAUTHENTICATED", () => StatusAsync(calls));
    }

    [Fact]
    public async Task Certificate_OfAnotherAuthority_DoesNotConnect()
    {
        using var other = new CertificateAuthority("Another authority");
        var calls = silo.Connect(other.IssueClient(TlsSilo.KnownClient));
        var error = await Assert.ThrowsAsync<RpcException>(() => StatusAsync(calls));
        Assert.True(error.StatusCode is StatusCode.Unavailable or StatusCode.Internal, error.Status.ToString());
    }

    [Fact]
    public async Task Token_OfTheAdministrator_WorksOverTls() =>
        Assert.Single((await StatusAsync(silo.Connect(token: silo.AdministratorToken))).Silos);

    [Fact]
    public async Task Token_WrongBesideAKnownCertificate_IsNobody()
    {
        var calls = silo.Connect(silo.Authority.IssueClient(TlsSilo.KnownClient), "wrong");
        await Fail.WithAsync(StatusCode.Unauthenticated, "UNAUTHENTICATED", () => StatusAsync(calls));
    }

    [Fact]
    public async Task Jwt_Valid_HasItsRoles()
    {
        var calls = silo.Connect(token: silo.Provider.Issue("reader"));
        Assert.Single((await StatusAsync(calls)).Silos);
        await Fail.WithAsync(StatusCode.PermissionDenied, "PERMISSION_DENIED", () => SubmitAsync(calls));
    }

    [Fact]
    public async Task Jwt_UnknownRole_AllowsNothing() =>
        await Fail.WithAsync(StatusCode.PermissionDenied, "PERMISSION_DENIED", () => StatusAsync(silo.Connect(token: silo.Provider.Issue("king"))));

    [Fact]
    public async Task Jwt_Faulty_IsNobody()
    {
        string[] tokens =
        [
            silo.Provider.Issue("reader", audience: "another"),
            silo.Provider.Issue("reader", age: TimeSpan.FromHours(1)),
            silo.Provider.Issue("reader", forged: true),
            "a.b.c",
        ];
        foreach (var token in tokens)
        {
            await Fail.WithAsync(StatusCode.Unauthenticated, "UNAUTHENTICATED", () => StatusAsync(silo.Connect(token: token)));
        }
    }

    private static async Task<GetStatusResponse> StatusAsync(CallInvoker calls) => await new StatusService.StatusServiceClient(calls).GetStatusAsync(new());

    private static async Task SubmitAsync(CallInvoker calls) =>
        await new LifecycleEventService.LifecycleEventServiceClient(calls).SubmitEventAsync(new() { Event = Events.Join("k") });
}
