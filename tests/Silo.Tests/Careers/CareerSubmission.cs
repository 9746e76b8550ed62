using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using Prov.Client.Connection;
using Prov.Tests.Servers;
using Prov.V1;

namespace Prov.Silo.Tests.Careers;

/// <summary>Sends career events through the stream of the API.</summary>
internal static class CareerSubmission
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Sends the events in the order given, many under way at once, but an event of a person only after the answer to the one
    /// before: so the API asks for it. A leave waits for the person's accounts besides: years lie between, and who leaves before
    /// an account is made never gets it.
    /// </summary>
    /// <returns>The answers in the order of the events.</returns>
    public static async Task<IReadOnlyList<StreamEventsResponse>> SubmitAsync(GrpcChannel channel, IEnumerable<CareerEvent> events)
    {
        await using var stream = new EventStream(new LifecycleEventService.LifecycleEventServiceClient(channel));
        var last = new Dictionary<string, Task<StreamEventsResponse>>();
        var answers = new List<Task<StreamEventsResponse>>();
        foreach (var next in events)
        {
            if (last.TryGetValue(next.Number, out var before))
            {
                var answer = await before;
                if (next.Kind == CareerEventKind.Leave && answer.Receipt is { } receipt)
                {
                    await AccountsMadeAsync(channel, receipt.IdentityId);
                }
            }

            answers.Add(last[next.Number] = stream.SubmitAsync(Message(next)));
        }

        return await Task.WhenAll(answers);
    }

    private static Task AccountsMadeAsync(GrpcChannel channel, string identity)
    {
        var accounts = new AccountService.AccountServiceClient(channel);
        var request = new ListAccountsRequest { Filter = $"account.identity == \"{identity}\"" };
        return Deadline.UntilAsync(
            async () => (await accounts.ListAccountsAsync(request)).Accounts.All(a => a.AppliedGeneration == a.Desired.Generation),
            _limit,
            $"the accounts of {identity} are made");
    }

    private static LifecycleEvent Message(CareerEvent career)
    {
        var message = new LifecycleEvent
        {
            Source = "hr",
            SourceKey = career.Number,
            EventId = career.Id,
            Sequence = career.Sequence,
            EffectiveAt = Midnight(career.Day),
            Kind = career.Kind switch
            {
                CareerEventKind.Join => LifecycleEvent.Types.Kind.Join,
                CareerEventKind.Move => LifecycleEvent.Types.Kind.Move,
                _ => LifecycleEvent.Types.Kind.Leave,
            },
        };
        message.Attributes.Add(career.Attributes.ToDictionary(a => a.Key, a => Value(a.Key, a.Value)));
        return message;
    }

    private static AttributeValue Value(string name, string text) => name == "birth_date"
        ? new() { TimestampValue = Midnight(DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture)) }
        : new() { StringValue = text };

    private static Timestamp Midnight(DateOnly day) => Timestamp.FromDateTime(day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc));
}
