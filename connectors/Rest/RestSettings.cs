using System.Collections.Immutable;
using Prov.Connectors.Http;
using Prov.Connectors.Http.Json;
using Prov.Connectors.Rest.Operations;
using Prov.Connectors.Rest.Outcomes;
using Prov.Connectors.Rest.Paging;
using Prov.Connectors.Settings;
using Prov.Domain.TargetSystems;

namespace Prov.Connectors.Rest;

/// <summary>A target's settings, read.</summary>
internal sealed record RestSettings
{
    public required HttpSettings Http { get; init; }

    /// <summary>Where the server's own id of an account is.</summary>
    public required JsonPlace Id { get; init; }

    public required JsonPlace Name { get; init; }

    /// <summary>Null: the server cannot disable, or does it by operations only.</summary>
    public JsonPlace? Enabled { get; init; }

    /// <summary>What is there in an enabled account, and in a disabled one.</summary>
    public required string EnabledText { get; init; }

    public required string DisabledText { get; init; }

    /// <summary>Where the first secret goes in a new account.</summary>
    public JsonPlace? Secret { get; init; }

    public RestOperation? List { get; init; }

    public RestOperation? Get { get; init; }

    public RestOperation? Find { get; init; }

    public RestOperation? Create { get; init; }

    public RestOperation? Update { get; init; }

    /// <summary>An update sends the whole account, not only what changes.</summary>
    public bool UpdatesWhole { get; init; }

    public RestOperation? Delete { get; init; }

    public RestOperation? Enable { get; init; }

    public RestOperation? Disable { get; init; }

    public RestOperation? Grant { get; init; }

    public RestOperation? Revoke { get; init; }

    public RestOperation? Entitlements { get; init; }

    /// <summary>Where the accounts are in a list.</summary>
    public required JsonPlace Items { get; init; }

    /// <summary>Where the account is in an answer that shows one.</summary>
    public required JsonPlace Item { get; init; }

    /// <summary>Where in an account the entitlements are that it holds.</summary>
    public JsonPlace? Held { get; init; }

    /// <summary>Where the rights are in their list, and the name in each.</summary>
    public required JsonPlace EntitlementItems { get; init; }

    public required JsonPlace EntitlementName { get; init; }

    public required PagingStyle Paging { get; init; }

    public required ImmutableArray<RestErrorRule> Errors { get; init; }

    /// <summary>Attributes that the target's mappings fill; each is a place in an account.</summary>
    public required ImmutableArray<JsonPlace> Managed { get; init; }

    public static RestSettings Read(TargetSystem target)
    {
        var settings = new TargetSettings(target);
        var mapped = target.Mappings.Select(m => m.Attribute).Concat(target.OwnershipAttribute is { } ownership ? [ownership] : Array.Empty<string>());
        RestErrorRule.TryParse(settings.Text("errors", ""), out var rules, out _);
        return new()
        {
            Http = HttpSettings.Read(target),
            Id = Place(settings.Text("idPath", "id")),
            Name = Place(settings.Text("namePath")),
            Enabled = settings.Find("enabledPath") is { } enabled ? Place(enabled) : null,
            EnabledText = settings.Text("enabledValue", "true"),
            DisabledText = settings.Text("disabledValue", "false"),
            Secret = settings.Find("secretPath") is { } secret ? Place(secret) : null,
            List = RestOperation.Read(settings, "list", HttpMethod.Get),
            Get = RestOperation.Read(settings, "get", HttpMethod.Get),
            Find = RestOperation.Read(settings, "find", HttpMethod.Get),
            Create = RestOperation.Read(settings, "create", HttpMethod.Post),
            Update = RestOperation.Read(settings, "update", HttpMethod.Patch),
            UpdatesWhole = settings.Text("update.sends", "changes") == "whole",
            Delete = RestOperation.Read(settings, "delete", HttpMethod.Delete),
            Enable = RestOperation.Read(settings, "enable", HttpMethod.Post),
            Disable = RestOperation.Read(settings, "disable", HttpMethod.Post),
            Grant = RestOperation.Read(settings, "grant", HttpMethod.Put),
            Revoke = RestOperation.Read(settings, "revoke", HttpMethod.Delete),
            Entitlements = RestOperation.Read(settings, "entitlements", HttpMethod.Get),
            Items = Place(settings.Text("list.items", "$")),
            Item = Place(settings.Text("item", "$")),
            Held = settings.Find("heldPath") is { } held ? Place(held) : null,
            EntitlementItems = Place(settings.Text("entitlements.items", "$")),
            EntitlementName = Place(settings.Text("entitlements.name", "name")),
            Paging = PagingStyle.Read(settings),
            Errors = rules,
            Managed = [.. mapped.Distinct(StringComparer.Ordinal).Select(Place)],
        };
    }

    private static JsonPlace Place(string text) =>
        JsonPathSyntax.TryParse(text, out var place) ? place : throw new InvalidOperationException($"{text} is no JSON path.");
}
