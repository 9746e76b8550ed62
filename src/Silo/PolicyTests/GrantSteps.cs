using Prov.Domain.Identities;
using Prov.V1;

namespace Prov.Silo.PolicyTests;

/// <summary>Steps in which somebody gives something by name, or takes it back.</summary>
internal sealed class GrantSteps(ITestedWorld world, FailureList failures)
{
    public async Task RunAsync(string path, int index, PolicyTestStep step, PolicyTestExpectation expected)
    {
        var of = step.Give?.Of ?? step.Revoke.Of;
        var (source, key) = RecordName.Split(of);
        if (await world.FindAsync(source, key) is not { } seen)
        {
            failures.Add(path, $"There is no identity with the record {of}.");
            return;
        }

        var request = $"step-{index + 1}";
        var refused = step.Give is { } giving
            ? await world.GiveAsync(RequestOf(giving, seen.Identity.Id, giving.Id.Length > 0 ? giving.Id : request))
            : await world.RevokeAsync(RequestOf(step.Revoke, seen.Identity.Id, request));
        failures.Compare(path + ".expect.refused", expected.Refused, refused);
    }

    private static CreateGrantRequest RequestOf(PolicyTestGiving giving, string identityId, string requestId) => new()
    {
        IdentityId = identityId,
        Item = giving.Item,
        ValidFrom = giving.ValidFrom,
        ValidUntil = giving.ValidUntil,
        RequestId = requestId,
    };

    private static RevokeGrantRequest RequestOf(PolicyTestRevocation revocation, string identityId, string requestId) => new()
    {
        IdentityId = identityId, GrantId = IdentityId.ForGrant(identityId, revocation.Given), RequestId = requestId,
    };
}
