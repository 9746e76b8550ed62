using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Prov.Connectors.Capabilities;
using Prov.Connectors.Http.Json;
using Prov.Connectors.Http.Outcomes;
using Prov.Connectors.Outcomes;
using Prov.Connectors.Scim.Discovery;
using Prov.Connectors.Scim.Protocol;
using Prov.Domain.Accounts;
using Prov.Domain.Expressions;
using Prov.Domain.Identities;

namespace Prov.Connectors.Scim.Resources;

/// <summary>Accounts as users.</summary>
internal sealed class ScimAccounts(ScimSettings settings)
{
    private readonly ImmutableArray<ScimPath> _managed = [.. settings.ManagedAttributes.Select(Parse)];

    /// <summary>The account; null when the server shows no name.</summary>
    public ObservedAccount? Observe(ScimResource user, ScimSchemas schemas, IEnumerable<string> entitlements) =>
        user.Text(settings.NameAttribute) is not { Length: > 0 } name ? null : new()
        {
            NativeId = user.Id,
            Name = name,
            Enabled = !bool.TryParse(user.Text("active"), out var active) || active,
            Attributes = Attributes(user.Body, schemas),
            Entitlements = [.. entitlements.Distinct().Order(StringComparer.Ordinal)],
        };

    public JsonObject Create(NewAccount account, ScimSchemas schemas)
    {
        var user = new JsonObject { [settings.NameAttribute] = account.Name, ["active"] = account.Enabled };
        foreach (var (name, value) in account.Attributes)
        {
            Put(user, Parse(name), value, schemas);
        }

        if (account.InitialSecret is { } secret)
        {
            user["password"] = secret.Reveal();
        }

        return WithSchemas(user);
    }

    /// <summary>True when the change can be said without knowing the rest of the user.</summary>
    public static bool StandsAlone(AccountChange change) => change.Set.Keys.All(name => Parse(name).Filter is null);

    /// <summary>What PATCH is to do.</summary>
    /// <param name="change">The difference.</param>
    /// <param name="schemas">Types of the attributes.</param>
    /// <param name="user">The user as it is; needed where the change does not stand alone.</param>
    public IEnumerable<JsonObject> Operations(AccountChange change, ScimSchemas schemas, ScimResource? user)
    {
        var after = user is null ? new JsonObject() : (JsonObject)user.Body.DeepClone();
        foreach (var (name, value) in change.Set)
        {
            Put(after, Parse(name), value, schemas);
        }

        // An attribute with several values is replaced whole: that is the one operation that all servers understand alike.
        foreach (var whole in change.Set.Select(s => Parse(s.Key)).Where(p => IsWhole(p, schemas)).DistinctBy(p => p.Whole, StringComparer.OrdinalIgnoreCase))
        {
            var place = new ScimPath(whole.Whole, whole.Schema, whole.Attribute, null, null).Place(isMany: false);
            yield return ScimPatch.Set(whole.Whole, after.At(place).FirstOrDefault() is JsonArray { Count: 0 } ? null : after.At(place).FirstOrDefault());
        }

        foreach (var (name, value) in change.Set.Where(s => !IsWhole(Parse(s.Key), schemas)))
        {
            yield return ScimPatch.Set(name, ScimValue.Write(value, schemas.TypeOf(Parse(name))));
        }

        if (change.Enabled is { } enabled)
        {
            yield return ScimPatch.Set("active", enabled);
        }

        if (change.Name is { } renamed)
        {
            yield return ScimPatch.Set(settings.NameAttribute, renamed);
        }
    }

    /// <summary>The user as it should be, for PUT.</summary>
    public ScimResource Changed(ScimResource user, AccountChange change, ScimSchemas schemas)
    {
        var after = (JsonObject)user.Body.DeepClone();
        foreach (var (name, value) in change.Set)
        {
            Put(after, Parse(name), value, schemas);
        }

        if (change.Enabled is { } enabled)
        {
            after["active"] = enabled;
        }

        if (change.Name is { } renamed)
        {
            after[settings.NameAttribute] = renamed;
        }

        // The server's own; it ignores them at best.
        after.Remove("meta");
        after.Remove("groups");
        return user with { Body = WithSchemas(after) };
    }

    private static bool IsWhole(ScimPath path, ScimSchemas schemas) => path.Filter is not null || (path.Member is not null && schemas.IsMany(path));

    private static void Put(JsonObject user, ScimPath path, Value value, ScimSchemas schemas) =>
        user.Set(path.Place(schemas.IsMany(path)), ScimValue.Write(value, schemas.TypeOf(path)));

    private static JsonObject WithSchemas(JsonObject user)
    {
        var extensions = user.Select(m => m.Key).Where(k => k.StartsWith("urn:", StringComparison.OrdinalIgnoreCase));
        user["schemas"] = new JsonArray([.. extensions.Prepend(ScimPath.UserSchema).Select(s => JsonValue.Create(s))]);
        return user;
    }

    private ImmutableSortedDictionary<string, Value> Attributes(JsonObject user, ScimSchemas schemas)
    {
        var read = AttributeSet.Empty.ToBuilder();
        foreach (var path in _managed)
        {
            var type = schemas.TypeOf(path);
            var value = JsonValues.Read(user.At(path.Place(schemas.IsMany(path))), v => ScimValue.Read(v, type));
            if (!value.IsNull)
            {
                read[path.Text] = value;
            }
        }

        return read.ToImmutable();
    }

    private static ScimPath Parse(string text) => ScimPath.TryParse(text, out var path) ? path : throw HttpFaultException.Refused(
        "ATTRIBUTE_PATH_INVALID", $"{text} is no path of an attribute. Correct the target's mappings.");
}
