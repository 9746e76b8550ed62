using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Prov.Client.Commands.Events;
using Prov.Client.Errors;
using Prov.Client.Output;
using Prov.V1;

namespace Prov.Client.Commands.Granting;

/// <summary><c>prov grant</c>: gives single identities something by name, takes it back, lists it.</summary>
internal static class GrantCommand
{
    private static readonly Argument<string> _identity = new("identity") { Description = "Id of the identity." };
    private static readonly Argument<string> _grant = new("grant") { Description = "Id of the grant, as 'prov grant list' shows it." };
    private static readonly Option<string?> _role = new("--role") { Description = "Name of a role to give." };
    private static readonly Option<string?> _target = new("--target") { Description = "Target system in which to give an account, or with --entitlement a right." };
    private static readonly Option<string?> _entitlement = new("--entitlement") { Description = "Right to give, as the target names it." };
    private static readonly Option<string> _intent = new("--intent") { Description = "Purpose of the account; the ordinary one when absent.", DefaultValueFactory = _ => "" };
    private static readonly Option<string?> _from = new("--from") { Description = "From when: 2031-04-01 or 2031-04-01T08:00:00Z. At once when absent." };
    private static readonly Option<string?> _until = new("--until") { Description = "Until when. Open when absent." };
    private static readonly Option<string> _reason = new("--reason") { Description = "Why, for audit.", DefaultValueFactory = _ => "" };
    private static readonly Option<string?> _id = new("--id") { Description = "Id of the request; repeat it to be sure. A new one when absent." };
    private static readonly Option<bool> _dryRun = new("--dry-run") { Description = "Says what would follow, and writes nothing." };

    public static Command Create() => new("grant", "Gives one identity a role, account or right by name.")
    {
        new Command("add", "Gives something, at once or for a time.") { _identity, _role, _target, _entitlement, _intent, _from, _until, _reason, _id, _dryRun }.Runs(AddAsync),
        new Command("revoke", "Ends a grant at once.") { _identity, _grant, _reason, _id, _dryRun }.Runs(RevokeAsync),
        new Command("list", "Lists what an identity is given by name.") { _identity }.Runs(ListAsync),
    };

    private static async Task<int> AddAsync(CommandContext context)
    {
        var request = new CreateGrantRequest
        {
            IdentityId = context.Get(_identity)!,
            Item = Item(context),
            ValidFrom = Instant(context, _from),
            ValidUntil = Instant(context, _until),
            Explanation = context.Get(_reason)!,
            RequestId = context.Get(_id) ?? Guid.NewGuid().ToString(),
            ValidateOnly = context.Get(_dryRun),
        };
        var answer = await context.Client.Grants.CreateGrantAsync(request, cancellationToken: context.Cancellation);
        if (context.Printer.IsJson)
        {
            context.Printer.Json(answer);
            return ExitCode.Ok;
        }

        Show(context, answer.Effect, $"{answer.Grant.Id} gives {Describe(answer.Grant.Item)}");
        return ExitCode.Ok;
    }

    private static async Task<int> RevokeAsync(CommandContext context)
    {
        var request = new RevokeGrantRequest
        {
            IdentityId = context.Get(_identity)!,
            GrantId = context.Get(_grant)!,
            Explanation = context.Get(_reason)!,
            RequestId = context.Get(_id) ?? Guid.NewGuid().ToString(),
            ValidateOnly = context.Get(_dryRun),
        };
        var answer = await context.Client.Grants.RevokeGrantAsync(request, cancellationToken: context.Cancellation);
        if (context.Printer.IsJson)
        {
            context.Printer.Json(answer);
            return ExitCode.Ok;
        }

        Show(context, answer.Effect, $"{request.GrantId} has ended");
        return ExitCode.Ok;
    }

    private static async Task<int> ListAsync(CommandContext context)
    {
        var grants = new List<DirectGrant>();
        var request = new ListGrantsRequest { IdentityId = context.Get(_identity)!, PageSize = 1000 };
        do
        {
            var answer = await context.Client.Grants.ListGrantsAsync(request, cancellationToken: context.Cancellation);
            grants.AddRange(answer.Grants);
            request.PageToken = answer.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        if (context.Printer.IsJson)
        {
            grants.ForEach(context.Printer.Json);
            return ExitCode.Ok;
        }

        context.Printer.Table(
            ["GRANT", "WHAT", "FROM", "UNTIL", "GIVEN BY", "WHY"],
            grants.Select(g => new[] { g.Id, Describe(g.Item), ValueText.Of(g.ValidFrom), ValueText.Of(g.ValidUntil), g.GivenBy, g.Explanation }));
        return ExitCode.Ok;
    }

    private static GrantedItem Item(CommandContext context) => (context.Get(_role), context.Get(_target), context.Get(_entitlement)) switch
    {
        ({ } role, null, null) => new() { Role = role },
        (null, { } target, null) => new() { Account = new() { TargetSystem = target, Intent = context.Get(_intent)! } },
        (null, { } target, { } right) => new() { Entitlement = new() { TargetSystem = target, Entitlement = right, Intent = context.Get(_intent)! } },
        _ => throw GlobalOptions.Usage("Give --role, or --target, or --target with --entitlement."),
    };

    private static Timestamp? Instant(CommandContext context, Option<string?> option) => context.Get(option) is not { } text ? null
        : AttributeText.ParseInstant(text)
            ?? throw GlobalOptions.Usage($"{option.Name} is a date or an instant, as 2031-04-01 or 2031-04-01T08:00:00Z.");

    private static string Describe(GrantedItem item) => item.ItemCase switch
    {
        GrantedItem.ItemOneofCase.Role => $"role {item.Role}",
        GrantedItem.ItemOneofCase.Account => $"account {item.Account.Intent} in {item.Account.TargetSystem}",
        _ => $"{item.Entitlement.Entitlement} in {item.Entitlement.TargetSystem}",
    };

    private static void Show(CommandContext context, GrantEffect effect, string sentence)
    {
        var said = effect.Repeated ? ", as when it was first asked" : context.Get(_dryRun) ? " (dry run, nothing was written)" : "";
        context.Printer.Line($"{sentence}{said}: {effect.Gained.Count} gained, {effect.Lost.Count} lost, {effect.AccountsChanged} accounts change.");
        foreach (var (sign, grant) in effect.Gained.Select(g => ('+', g)).Concat(effect.Lost.Select(g => ('-', g))))
        {
            context.Printer.Line($"  {sign} {ValueText.Of(grant.Kind)} {grant.Name}{(grant.TargetSystem.Length > 0 ? " in " + grant.TargetSystem : "")}");
        }
    }
}
