using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Prov.Silo.Tests.Fixture;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Silo.Tests.Services;

[Collection(SiloCollection.Name)]
public sealed class GrantsTests(RunningSilo silo)
{
    private readonly GrantService.GrantServiceClient _grants = new(silo.Calls);
    private readonly IdentityService.IdentityServiceClient _identities = new(silo.Calls);

    [Fact]
    public async Task CreateGrant_Repeated_HasOneEffectAndTheFirstAnswer()
    {
        var id = await JoinAsync();
        var request = Right(id, "cn=project");

        var first = await _grants.CreateGrantAsync(request);
        var again = await _grants.CreateGrantAsync(request);

        Assert.Equal((false, true), (first.Effect.Repeated, again.Effect.Repeated));
        Assert.Equal((first.Effect.Generation, first.Grant.Id), (again.Effect.Generation, again.Grant.Id));
        Assert.Equal("cn=project", Assert.Single(first.Effect.Gained).Name);
        Assert.Equal(1, first.Effect.AccountsChanged);
        var held = (await _identities.GetIdentityAsync(new() { IdentityId = id })).Identity.Grants.Single(g => g.Name == "cn=project");
        Assert.Equal(["DirectGrant/" + first.Grant.Id], held.Causes);
        Assert.Equal((GrantCause.Types.Kind.ByHand, held.Causes[0]), (Assert.Single(held.CausedBy).Kind, held.CausedBy[0].Path));
        var listed = Assert.Single((await _grants.ListGrantsAsync(new() { IdentityId = id })).Grants);
        Assert.Equal((first.Grant.Id, "because", DirectGrant.Types.Origin.ByHand), (listed.Id, listed.Explanation, listed.Origin));
    }

    [Fact]
    public async Task CreateGrant_RequestIdForSomethingElse_IsRefused()
    {
        var id = await JoinAsync();
        var request = Right(id, "cn=project");
        await _grants.CreateGrantAsync(request);

        var other = request.Clone();
        other.Item.Entitlement.Entitlement = "cn=other";

        await Fail.WithAsync(StatusCode.InvalidArgument, "REQUEST_ID_REUSED", async () => await _grants.CreateGrantAsync(other));
    }

    [Fact]
    public async Task CreateGrant_ValidateOnly_WritesNothing()
    {
        var id = await JoinAsync();
        var request = Right(id, "cn=project");
        request.ValidateOnly = true;

        Assert.Equal("cn=project", Assert.Single((await _grants.CreateGrantAsync(request)).Effect.Gained).Name);
        Assert.Empty((await _grants.ListGrantsAsync(new() { IdentityId = id })).Grants);

        request.ValidateOnly = false;
        Assert.False((await _grants.CreateGrantAsync(request)).Effect.Repeated);
    }

    [Fact]
    public async Task RevokeGrant_Repeated_AnswersAsAtFirst()
    {
        var id = await JoinAsync();
        var grant = (await _grants.CreateGrantAsync(Right(id, "cn=project"))).Grant;
        var request = new RevokeGrantRequest { IdentityId = id, GrantId = grant.Id, RequestId = NewId(), Explanation = "over" };

        var first = await _grants.RevokeGrantAsync(request);
        var again = await _grants.RevokeGrantAsync(request);

        Assert.Equal("cn=project", Assert.Single(first.Effect.Lost).Name);
        Assert.Equal((true, first.Effect.Generation), (again.Effect.Repeated, again.Effect.Generation));
        request.RequestId = NewId();
        await Fail.WithAsync(StatusCode.FailedPrecondition, "GRANT_UNKNOWN", async () => await _grants.RevokeGrantAsync(request));
    }

    [Fact]
    public async Task CreateGrant_UntilSoon_EndsByItself()
    {
        var id = await JoinAsync();
        var request = Right(id, "cn=project");
        request.ValidUntil = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow.AddSeconds(3));
        await _grants.CreateGrantAsync(request);

        await Deadline.UntilAsync(
            async () => (await _identities.GetIdentityAsync(new() { IdentityId = id })).Identity.Grants.All(g => g.Name != "cn=project"),
            TimeSpan.FromSeconds(30), "the grant is still held");
        Assert.Empty((await _grants.ListGrantsAsync(new() { IdentityId = id })).Grants);
    }

    [Fact]
    public async Task CreateGrant_WrongInput_Fails()
    {
        var id = await JoinAsync();
        await Fail.WithAsync(StatusCode.NotFound, "IDENTITY_UNKNOWN", async () => await _grants.CreateGrantAsync(Right("idn-x", "cn=x")));
        await Fail.WithAsync(StatusCode.InvalidArgument, "FIELD_MISSING", async () => await _grants.CreateGrantAsync(new() { IdentityId = id, RequestId = NewId() }));
        var role = new CreateGrantRequest { IdentityId = id, RequestId = NewId(), Item = new() { Role = "nobody" } };
        await Fail.WithAsync(StatusCode.InvalidArgument, "ROLE_UNKNOWN", async () => await _grants.CreateGrantAsync(role));
        var elsewhere = new GrantService.GrantServiceClient(silo.As(RunningSilo.OtherTenantToken));
        await Fail.WithAsync(StatusCode.NotFound, "IDENTITY_UNKNOWN", async () => await elsewhere.ListGrantsAsync(new() { IdentityId = id }));
    }

    private static string NewId() => Guid.NewGuid().ToString();

    private static CreateGrantRequest Right(string id, string right) => new()
    {
        IdentityId = id,
        Item = new() { Entitlement = new() { TargetSystem = Documents.Target, Entitlement = right } },
        Explanation = "because",
        RequestId = NewId(),
    };

    private async Task<string> JoinAsync() => (await new LifecycleEventService.LifecycleEventServiceClient(silo.Calls)
        .SubmitEventAsync(new() { Event = Events.Join(Events.NewKey()) })).Receipt.IdentityId;
}
