using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Prov.Client.Connection;
using Prov.Client.Demo.Check;
using Prov.Client.Errors;
using Prov.V1;
using Kind = Prov.V1.LifecycleEvent.Types.Kind;

namespace Prov.Client.Demo;

/// <summary>A move, a leave and a return by API, with their effect at the targets; an explanation; and an event that is refused.</summary>
internal sealed class DemoEvents(
    ProvClient client, DemoVoice voice, TargetFiles targets, DemoPeople people, Func<CancellationToken, Task<GetStatusResponse>> convergeAsync)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        var receipt = await MoveAsync(cancellation);
        await LeaveAsync(cancellation);
        await ReturnAsync(cancellation);
        await ExplainAsync(receipt.IdentityId, cancellation);
        await RefuseAsync(cancellation);
    }

    private async Task<EventReceipt> MoveAsync(CancellationToken cancellation)
    {
        var (before, after) = (people.Mover, people.Mover with { Department = "Engineering", Title = "Engineer" });
        voice.Step($"Mover: {before.DisplayName} goes from {before.Department} to {after.Department}");
        return await SubmitAsync(Kind.Move, after, cancellation, ("department", after.Department), ("title", after.Title));
    }

    private async Task LeaveAsync(CancellationToken cancellation)
    {
        voice.Step($"Leaver: {people.Leaver.DisplayName} of {people.Leaver.Department} leaves");
        await SubmitAsync(Kind.Leave, people.Leaver with { End = people.Today }, cancellation);
    }

    private async Task ReturnAsync(CancellationToken cancellation)
    {
        var back = people.Returner with { Start = people.Today, End = null };
        voice.Step($"Rehire: {back.DisplayName}, who left on {people.Returner.End:yyyy-MM-dd}, is back");
        await SubmitAsync(
            Kind.Join, back, cancellation, ("employee_number", back.Number), ("given_name", back.GivenName), ("family_name", back.FamilyName),
            ("department", back.Department), ("title", back.Title), ("location", back.Location), ("employment_type", back.EmploymentType));
    }

    private async Task ExplainAsync(string identityId, CancellationToken cancellation)
    {
        voice.Step($"Why {people.Mover.DisplayName} has what it has now (prov explain {identityId})");
        var answer = await client.Identities.ExplainIdentityAsync(new() { IdentityId = identityId }, cancellationToken: cancellation);
        foreach (var grant in answer.Identity.Grants)
        {
            var what = $"{Output.ValueText.Of(grant.Kind)} {grant.TargetSystem} {grant.Name}".Replace("  ", " ", StringComparison.Ordinal);
            voice.Tell($"{what,-36} {string.Join("; ", grant.Causes)}");
        }
    }

    private async Task RefuseAsync(CancellationToken cancellation)
    {
        voice.Step("A bad event is refused, with everything that is wrong with it");
        var bad = NewEvent(Kind.Move, people.Leaver.Number);
        bad.Attributes["salary"] = new() { IntegerValue = 1 };
        bad.Attributes["start_date"] = new() { StringValue = "tomorrow" };
        try
        {
            await client.Events.SubmitEventAsync(new() { Event = bad }, cancellationToken: cancellation);
            throw new ProvException(new("DEMO_EVENT_ACCEPTED", "The bad event was accepted.", ExitCode.Refused));
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.InvalidArgument)
        {
            var error = ProvErrors.From(exception);
            voice.Tell($"{error.Reason}: {error.Message}");
            foreach (var detail in error.Details)
            {
                voice.Tell($"  {detail.Field}: {detail.Message} [{detail.Reason}]");
            }
        }
    }

    private async Task<EventReceipt> SubmitAsync(
        Kind kind, FeedPerson after, CancellationToken cancellation, params (string Name, string Value)[] attributes)
    {
        Show(after.Number);
        var lifecycleEvent = NewEvent(kind, after.Number);
        foreach (var (name, value) in attributes)
        {
            lifecycleEvent.Attributes[name] = new() { StringValue = value };
        }

        if (kind == Kind.Join)
        {
            lifecycleEvent.Attributes["start_date"] = new() { TimestampValue = after.Start.ToDateTime(default, DateTimeKind.Utc).ToTimestamp() };
        }

        var answer = await client.Events.SubmitEventAsync(new() { Event = lifecycleEvent }, cancellationToken: cancellation);
        people.Change(after);
        await convergeAsync(cancellation);
        voice.Tell($"-> {Output.ValueText.Of(answer.Receipt.Outcome)}; the targets' own files now show:");
        Show(after.Number);
        return answer.Receipt;
    }

    private void Show(string number)
    {
        voice.Show("directory", targets.Directory().FirstOrDefault(a => a.EmployeeNumber == number));
        voice.Show("crm", targets.Crm().FirstOrDefault(a => a.EmployeeNumber == number));
    }

    private static LifecycleEvent NewEvent(Kind kind, string number) =>
        new() { Source = DemoPeople.Source, SourceKey = number, EventId = $"demo-{kind}-{number}", Kind = kind };
}
