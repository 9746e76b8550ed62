using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Http.Json;
using Prov.Connectors.Http.Outcomes;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Connectors.Rest.Mapping;

/// <summary>Accounts as JSON; every attribute is a place in it.</summary>
internal sealed class RestAccounts(RestSettings settings)
{
    public string? IdOf(JsonNode? account) => TextAt(account, settings.Id);

    public string? NameOf(JsonNode? account) => TextAt(account, settings.Name);

    /// <summary>The account; null when it has no id or no name.</summary>
    public ObservedAccount? Observe(JsonNode? account)
    {
        if (IdOf(account) is not { Length: > 0 } id || NameOf(account) is not { Length: > 0 } name)
        {
            return null;
        }

        return new()
        {
            NativeId = id,
            Name = name,
            Enabled = settings.Enabled is not { } state || TextAt(account, state) is not { } text || text == settings.EnabledText,
            Attributes = Attributes(account),
            Entitlements = settings.Held is { } held ? [.. JsonValues.Read(account.At(held)).AsValues().Select(v => v.ToString()).Distinct().Order(StringComparer.Ordinal)] : [],
        };
    }

    public void Put(JsonObject body, NewAccount account)
    {
        body.Set(settings.Name, account.Name);
        foreach (var (name, value) in account.Attributes)
        {
            body.Set(Place(name), JsonValues.Write(value));
        }

        if (settings.Enabled is { } state)
        {
            body.Set(state, State(account.Enabled));
        }

        if (settings.Secret is { } secret && account.InitialSecret is { } first)
        {
            body.Set(secret, first.Reveal());
        }
    }

    /// <summary>What differs; an attribute that is taken away is sent as null (RFC 7396).</summary>
    public void PutChange(JsonObject body, AccountChange change, bool withState, bool isWhole)
    {
        if (change.Name is { } renamed)
        {
            body.Set(settings.Name, renamed);
        }

        foreach (var (name, value) in change.Set)
        {
            var written = JsonValues.Write(value);
            body.Set(Place(name), written);
            if (written is null && !isWhole)
            {
                SetNull(body, Place(name));
            }
        }

        if (withState && settings.Enabled is { } state && change.Enabled is { } enabled)
        {
            body.Set(state, State(enabled));
        }
    }

    private JsonNode State(bool enabled) => Literal(enabled ? settings.EnabledText : settings.DisabledText);

    // A flag or a number is sent as such, everything else as text.
    private static JsonNode Literal(string text) => text is "true" or "false" || long.TryParse(text, out _) ? JsonNode.Parse(text)! : JsonValue.Create(text);

    private static void SetNull(JsonObject body, JsonPlace place)
    {
        var node = body;
        foreach (var step in place.Steps.SkipLast(1))
        {
            if (step is not JsonStep.Member member)
            {
                return;
            }

            node[member.Name] ??= new JsonObject();
            node = (JsonObject)node[member.Name]!;
        }

        if (place.Steps[^1] is JsonStep.Member last)
        {
            node[last.Name] = null;
        }
    }

    private ImmutableSortedDictionary<string, Value> Attributes(JsonNode? account)
    {
        var read = AttributeSet.Empty.ToBuilder();
        foreach (var place in settings.Managed)
        {
            var value = JsonValues.Read(account.At(place));
            if (!value.IsNull)
            {
                read[place.Text] = value;
            }
        }

        return read.ToImmutable();
    }

    private JsonPlace Place(string attribute) => settings.Managed.FirstOrDefault(p => p.Text == attribute)
        ?? throw HttpFaultException.Refused("ATTRIBUTE_PATH_INVALID", $"{attribute} is not mapped at this target. Correct the target's mappings.");

    private static string? TextAt(JsonNode? node, JsonPlace place) => node.At(place).FirstOrDefault() is JsonValue value ? value.ToString() : null;
}
